import Foundation
import Testing

/// Words for a command in a folder that has the archive `a.haba` (and `hard.haba`, another name of it, `soft.haba`, a link
/// to it, `in/a.haba`, `link` to `in`), and the data set `data` (and `datalink`).
private let commands: [[String]] = [
  ["preview", "a.haba", "-o", "a.haba"],
  ["preview", "a.haba", "-o", "./in/../a.haba"],
  ["preview", "a.haba", "-o", "hard.haba"],
  ["preview", "soft.haba", "-o", "a.haba"],
  ["preview", "a.haba", "-o", "soft.haba"],
  ["preview", "-", "-o", "a.haba"],
  ["expand", "a.haba", "-o", "a.haba"],
  ["expand", "a.haba", "-o", "a.haba", "--format", "npz"],
  ["expand", "in/a.haba", "-o", "in"],
  ["expand", "in/a.haba", "-o", "in", "--format", "raw"],
  ["expand", "link/a.haba", "-o", "in"],
  ["expand", "in/a.haba", "-o", "link"],
  ["expand", "in/deep/to-a.haba", "-o", "in"],
  ["expand", "in/a.haba", "-o", "."],
  ["expand", "in/a.haba", "-o", "data/.."],
  ["expand", "-", "-o", "."],
  ["compress", "data", "-o", "data"],
  ["compress", "datalink", "-o", "data"],
  ["compress", "data", "-o", "datalink"],
  ["compress", "data/", "-o", "."],
  ["compress", "data", "-o", "new.haba", "--log", "new.haba"],
  ["compress", "data", "-o", "new.haba", "--log", "./in/../new.haba"],
  ["compress", "data", "-o", "link/new.haba", "--log", "in/new.haba"],
  ["compress", "data", "-o", "hard.haba", "--log", "a.haba"],
  ["compress", "data", "-o", "new.haba", "--log", "data"],
  ["compress", "data", "-o", "new.haba", "--log", "-"],
]

/// The same, of which only replacing would lose something.
private let replacing: [[String]] = [
  ["compress", "data", "-o", "data/ant/1.png"],
  ["compress", "datalink", "-o", "data/ant/1.png"],
  ["compress", "data", "-o", "datalink/ant/1.png"],
  ["compress", "data", "-o", "new.haba", "--log", "data/ant/1.png"],
  ["compress", "data", "-o", "to-image"],
  ["compress", "data", "-o", "new.haba", "--log", "data/old.haba"],
]

@Suite struct `An output that is or holds an input is refused with 64 before any work` {
  private func prepared() throws -> TemporaryFolder {
    let folder = try TemporaryFolder()
    try folder.write(Array("no archive".utf8), to: "a.haba")
    try folder.write(Array("no archive".utf8), to: "in/a.haba")
    try folder.makeFolder("in/deep")
    link(folder / "a.haba", folder / "hard.haba")
    symlink("a.haba", folder / "soft.haba")
    symlink("in", folder / "link")
    symlink("../../a.haba", folder / "in/deep/to-a.haba")
    for name in ["ant/1.png", "bee/1.png"] { try folder.write(Array("no image".utf8), to: "data/" + name) }
    try folder.write([0x89, 0x48, 0x42, 0x5A, 0x0D, 0x0A, 0x1A, 0x0A, 9], to: "data/old.haba")
    symlink("data", folder / "datalink")
    symlink("data/ant/1.png", folder / "to-image")
    return folder
  }

  /// The inputs are none, so that any work would end otherwise.
  @Test(arguments: commands.map { ($0, false) } + (commands + replacing).map { ($0, true) })
  func `whatever it is spelt like`(words: [String], force: Bool) throws {
    let folder = try prepared()
    let before = try FileManager.default.subpathsOfDirectory(atPath: folder.path).sorted()
    let through =
      words.contains("-") && words[0] != "compress" ? ["/bin/sh", "-c", "exec \"$0\" \"$@\" < hard.haba"] : []
    let outcome = try Command.run(words + (force ? ["-f"] : []), through: through, in: folder.path)
    expectFailure(outcome, status: 64)
    #expect(try FileManager.default.subpathsOfDirectory(atPath: folder.path).sorted() == before)
    #expect(folder.read("a.haba") == Array("no archive".utf8))
    #expect(folder.read("data/ant/1.png") == Array("no image".utf8))
  }

  @Test func `stdout that goes to an input, too`() throws {
    let folder = try prepared()
    for words in ["inspect a.haba", "verify - < a.haba", "preview hard.haba -o -", "evaluate soft.haba --test data"] {
      let outcome = try Running(["/bin/sh", "-c", "exec \"$0\" \(words) >> a.haba", Command.path], in: folder.path)
        .wait()
      expectFailure(outcome, status: 64, naming: "stdout")
      #expect(folder.read("a.haba") == Array("no archive".utf8))
    }
  }

  @Test func `but not what only looks like it`() throws {
    let folder = try prepared()
    // What is refused now is the input itself, or a data set without images.
    for (words, status) in [
      (["preview", "a.haba", "-o", "in/b.haba"], Int32(65)), (["expand", "in/../a.haba", "-o", "in/new"], 65),
      (["expand", "a.haba", "-o", "new"], 65), (["expand", "in/a.haba", "-o", "in/new"], 65),
      (["expand", "data/../a.haba", "-o", "empty"], 65), (["compress", "data", "-o", "data/new.haba"], 65),
      (["compress", "data", "-o", "data/old.haba", "-f"], 65), (["compress", "data", "-o", "a.haba", "-f"], 65),
      (["compress", "data", "-o", "new.haba", "--log", "in/new.haba"], 65),
      (["compress", "data", "-o", "/dev/null", "--log", "/dev/null"], 65),
      (["compress", "data", "-o", "data/ant/1.png"], 73),
    ] {
      try folder.makeFolder("empty")
      expectFailure(try Command.run(words, in: folder.path), status: status)
    }
  }
}
