import Foundation
import Testing

@Suite struct `Scripts/install` {
  private static let files = [
    "bin/habazip", "share/man/man1/habazip.1", "share/bash-completion/completions/habazip",
    "share/zsh/site-functions/_habazip", "share/fish/vendor_completions.d/habazip.fish",
  ]

  private func install(_ arguments: String...) throws -> Outcome {
    try Running([Repository.file("Scripts/install")] + arguments).wait()
  }

  @Test func `what it puts under PREFIX is taken away again, with the folders made for it`() throws {
    let folder = try TemporaryFolder()
    try folder.makeFolder("prefix/share")
    try folder.write([1], to: "prefix/share/other")
    let prefix = folder / "prefix"
    let outcome = try install(prefix, "--binary", Command.path)
    #expect(outcome.status == 0, "\(outcome.error)")
    for file in Self.files { #expect(folder.exists("prefix/" + file), "\(file)") }
    let run = try Running([prefix + "/bin/habazip", "--version"]).wait()
    #expect(run.status == 0 && run.text.hasPrefix("habazip "))
    #expect(folder.read("prefix/share/man/man1/habazip.1").starts(with: Array(".\\\"".utf8)))
    for file in Self.files.dropFirst(2) {
      let text = String(decoding: folder.read("prefix/" + file), as: UTF8.self)
      for word in ["compress", "expand", "inspect", "verify", "preview", "evaluate"] {
        #expect(text.contains(word), "\(file): \(word)")
      }
    }
    // Again over the first, then away.
    #expect(try install("--binary", Command.path, prefix).status == 0)
    #expect(try install("--uninstall", prefix).status == 0)
    let left = try FileManager.default.subpathsOfDirectory(atPath: prefix).sorted()
    #expect(left == ["share", "share/other"])
    #expect(try install("--uninstall", prefix).status == 66)
  }

  @Test func `a PREFIX that was made for it goes with it`() throws {
    let folder = try TemporaryFolder()
    #expect(try install(folder / "new/prefix", "--binary", Command.path).status == 0)
    #expect(try install(folder / "new/prefix", "--uninstall").status == 0)
    #expect(!folder.exists("new/prefix"))
  }

  @Test func `nonsense is refused before anything is written`() throws {
    let folder = try TemporaryFolder()
    try folder.write([1], to: "file")
    try folder.write(Array("#!/bin/sh\necho other 1\n".utf8), to: "other")
    chmod(folder / "other", 0o755)
    let program = Command.path
    #expect(try install().status == 64)
    #expect(try install("").status == 64)
    #expect(try install("/").status == 64)
    #expect(try install("--prefix", folder / "a").status == 64)
    #expect(try install(folder / "a", folder / "b").status == 64)
    #expect(try install(folder / "a", "--binary").status == 64)
    #expect(try install(folder / "a", "--binary", program, "--uninstall").status == 64)
    #expect(try install(Repository.root, "--binary", program).status == 64)
    #expect(try install(folder / "file", "--binary", program).status == 73)
    #expect(try install(folder / "file/below", "--binary", program).status == 73)
    #expect(try install(folder / "a", "--binary", folder / "none").status == 66)
    #expect(try install(folder / "a", "--binary", folder / "other").status == 65)
    #expect(try install(folder / "a", "--uninstall").status == 66)
    #expect(folder.contents == ["file", "other"])
  }
}
