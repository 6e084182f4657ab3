import Foundation
import Testing

@Suite struct `Outputs are refused before any work` {
  /// The input is no data set and no archive: only a check before reading can find the output first.
  @Test(arguments: [
    ["compress", "INPUT", "-o", "OUT"], ["preview", "INPUT", "-o", "OUT"], ["expand", "INPUT", "-o", "OUT"],
    ["expand", "INPUT", "-o", "OUT", "--format", "npz"],
  ])
  func `an existing one, unless forced`(words: [String]) throws {
    let folder = try TemporaryFolder()
    try folder.write(Array("no data".utf8), to: "input")
    try folder.write(Array("keep me".utf8), to: "out")
    let arguments = words.map { $0 == "INPUT" ? folder / "input" : $0 == "OUT" ? folder / "out" : $0 }
    expectFailure(try Command.run(arguments), status: 73, naming: folder / "out")
    #expect(folder.read("out") == Array("keep me".utf8))
    #expect(folder.contents == ["input", "out"])
  }

  @Test func `a folder that isn't empty`() throws {
    let folder = try TemporaryFolder()
    try folder.write(Array("no data".utf8), to: "input")
    try folder.write(Array("keep me".utf8), to: "out/mine")
    expectFailure(
      try Command.run("expand", folder / "input", "-o", folder / "out"), status: 73, naming: folder / "out")
    #expect(folder.read("out/mine") == Array("keep me".utf8))
  }

  @Test(arguments: [["compress", "INPUT", "-o"], ["preview", "INPUT", "-o"], ["expand", "INPUT", "-o"]])
  func `one whose folder isn't there`(words: [String]) throws {
    let folder = try TemporaryFolder()
    try folder.write(Array("no data".utf8), to: "input")
    let arguments = words.map { $0 == "INPUT" ? folder / "input" : $0 } + [folder / "missing/out"]
    expectFailure(try Command.run(arguments), status: 73, naming: folder / "missing/out")
    #expect(folder.contents == ["input"])
  }

  @Test(.enabled(if: Command.asNobody != nil, "needs root and setpriv to run as another user"))
  func `one where the user may not write`() throws {
    let folder = try TemporaryFolder()
    try folder.write(Array("no data".utf8), to: "input")
    try folder.makeFolder("closed")
    for name in [".", "closed"] { chmod(folder / name, 0o755) }
    for words in [["compress", "-o"], ["preview", "-o"], ["expand", "-o"]] {
      let outcome = try Command.run(
        [words[0], folder / "input", words[1], folder / "closed/out"], through: Command.asNobody ?? [],
        in: "/")
      expectFailure(outcome, status: 73, naming: folder / "closed/out")
    }
  }

  @Test func `a log that exists`() throws {
    let folder = try TemporaryFolder()
    try folder.write(Array("keep me".utf8), to: "log")
    let outcome = try Command.run(
      "compress", folder / "missing", "-o", folder / "o.haba", "--log", folder / "log")
    expectFailure(outcome, status: 73, naming: folder / "log")
    #expect(folder.read("log") == Array("keep me".utf8))
  }

  @Test func `an image that the data set holds by a link, of its file or its folder`() throws {
    let folder = try TemporaryFolder()
    try SmallData.pictures(in: folder, named: "data")
    try FileManager.default.createDirectory(atPath: folder / "away", withIntermediateDirectories: false)
    try FileManager.default.moveItem(atPath: folder / "data/bee", toPath: folder / "away/bee")
    try FileManager.default.createSymbolicLink(atPath: folder / "data/bee", withDestinationPath: "../away/bee")
    try FileManager.default.moveItem(atPath: folder / "data/ant/0.png", toPath: folder / "away/0.png")
    try FileManager.default.createSymbolicLink(
      atPath: folder / "data/ant/0.png", withDestinationPath: "../../away/0.png")
    for name in ["away/bee/1.png", "away/0.png"] {
      let before = folder.read(name)
      for words in [["-o", name], ["-o", "new.haba", "--log", name]] {
        let outcome = try Command.run(["compress", "data", "--effort", "1", "-f"] + words, in: folder.path)
        expectFailure(outcome, status: 64, naming: name)
      }
      #expect(folder.read(name) == before)
    }
    #expect(!folder.exists("new.haba"))
  }

  @Test func `a log that takes nothing, whatever the effort`() throws {
    let folder = try TemporaryFolder()
    try SmallData.pictures(in: folder, named: "data")
    let words = ["compress", "data", "-o", "a.haba", "--effort", "1", "--log", "/dev/full"]
    expectFailure(try Command.run(words, in: folder.path), status: 74, naming: "/dev/full")
    #expect(!folder.exists("a.haba"))
  }

  @Test func `a path that is not UTF-8, which repaired would be another`() throws {
    let folder = try TemporaryFolder()
    try folder.write(Array("precious".utf8), to: "f\u{FFFD}.png")
    let outcome = try Running(
      ["/bin/sh", "-c", #"exec "$0" preview a.haba -o "$(printf 'f\351.png')" -f"#, Command.path], in: folder.path
    ).wait()
    expectFailure(outcome, status: 64, naming: "argument 4", "not UTF-8")
    #expect(folder.read("f\u{FFFD}.png") == Array("precious".utf8))
  }

  @Test func `a picture over the archive that it shows`() throws {
    let folder = try TemporaryFolder()
    try folder.write(Array("an archive".utf8), to: "a.haba")
    expectFailure(
      try Command.run("preview", folder / "a.haba", "-o", folder / "a.haba", "-f"), status: 64,
      naming: "a.haba")
    #expect(folder.read("a.haba") == Array("an archive".utf8))
  }
}
