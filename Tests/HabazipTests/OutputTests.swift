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

  @Test func `a picture over the archive that it shows`() throws {
    let folder = try TemporaryFolder()
    try folder.write(Array("an archive".utf8), to: "a.haba")
    expectFailure(
      try Command.run("preview", folder / "a.haba", "-o", folder / "a.haba", "-f"), status: 64,
      naming: "a.haba")
    #expect(folder.read("a.haba") == Array("an archive".utf8))
  }
}
