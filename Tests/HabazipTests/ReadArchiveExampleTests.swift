import Foundation
import Testing

/// Where things lie in the repository.
enum Repository {
  /// The folder with Package.swift.
  static let root: String = URL(fileURLWithPath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent().path

  static func file(_ path: String) -> String { root + "/" + path }
}

@Suite(.serialized) struct `Examples/ReadArchive` {
  /// The example as built for these tests, in a build folder of its own.
  private static let built: Outcome? = try? Running(
    [
      "/usr/bin/env", "swift", "build", "-c", "release", "--package-path",
      Repository.file("Examples/ReadArchive"), "--scratch-path", scratch,
    ]
  ).wait()

  private static let scratch = Repository.file(".build/example-read-archive")
  private static let program = scratch + "/release/ReadArchive"

  private func builtProgram() throws -> String {
    let outcome = try #require(Self.built)
    try #require(outcome.status == 0, "\(outcome.text)\(outcome.error)")
    return Self.program
  }

  @Test func `it loads libzstd, and no OpenBLAS, Foundation or image library`() throws {
    let loaded = try Running(["/usr/bin/env", "ldd", try builtProgram()]).wait()
    try #require(loaded.status == 0, "\(loaded.error)")
    let libraries = loaded.text.split(separator: "\n").map { $0.trimmingCharacters(in: .whitespaces) }
    #expect(libraries.contains { $0.hasPrefix("libzstd.so") })
    for unwanted in ["openblas", "blas", "Foundation", "libpng", "libjpeg", "libwebp"] {
      #expect(!loaded.text.contains(unwanted), "\(loaded.text)")
    }
  }

  @Test func `it prints classes, counts and the digest's check, and writes no file`() throws {
    let program = try builtProgram()
    let folder = try TemporaryFolder()
    try SmallData.pictures(in: folder, named: "data", classes: ["ant", "bee\"", "cat"])
    let options = ["--effort", "1", "-q", "--bases-per-class", "2", "--hallucinators", "3"]
    let packed = try Command.run(["compress", folder / "data", "-o", folder / "a.haba"] + options)
    try #require(packed.status == 0, "\(packed.error)")
    let inspected = try #require(try Command.run("inspect", folder / "a.haba", "--json").json)

    let before = folder.contents
    let outcome = try Running([program, folder / "a.haba"], in: folder.path).wait()
    #expect(outcome.status == 0, "\(outcome.error)")
    let lines = outcome.text.split(separator: "\n").map(String.init)
    #expect(lines.contains("6 bases x 3 = 18 images"))
    #expect(lines.contains(#"class 0 "ant": 6 images"#))
    #expect(lines.contains(#"class 1 "bee\"": 6 images"#))
    #expect(lines.contains(#"class 2 "cat": 6 images"#))
    let digest = try #require(inspected["pixels_sha256"] as? String)
    #expect(lines.last == "pixels \(digest): as declared")
    #expect(folder.contents == before)
  }

  @Test func `a damaged archive ends it with 65 and one line`() throws {
    let program = try builtProgram()
    let folder = try TemporaryFolder()
    try folder.write(Array("no archive".utf8), to: "a.haba")
    let outcome = try Running([program, folder / "a.haba"]).wait()
    #expect(outcome.status == 65)
    #expect(outcome.errorLines.count == 1, "\(outcome.error)")
    #expect(outcome.output.isEmpty)
  }
}
