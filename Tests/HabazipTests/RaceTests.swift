import Foundation
import Testing

/// The archive that all of these read.
private let archive: [UInt8] = {
  guard let folder = try? TemporaryFolder(), (try? SmallData.pictures(in: folder, named: "data")) != nil else {
    return []
  }
  _ = try? Command.run(
    "compress", folder / "data", "-o", folder / "a.haba", "--budget", "4KB", "--effort", "1", "--hallucinators", "2")
  return folder.read("a.haba")
}()

/// The commands that read an archive and write, with the names of their outputs.
private let writers: [(words: [String], output: String)] = [
  (["preview", "-"], "sheet.png"), (["expand", "-"], "out"), (["expand", "-", "--format", "raw"], "out"),
  (["expand", "-", "--format", "npz"], "out"), (["expand", "-", "--format", "npz"], "out.npz"),
]

@Suite struct `What appears at an output while the command runs is kept` {
  @Test(arguments: 0..<5)
  func `a file or a folder that is not ours, with 73 and one line`(number: Int) throws {
    let (words, output) = writers[number]
    for (mine, options) in [(output, []), (output + "/precious.txt", []), (output, ["-f"]), (output + "/p", ["-f"])] {
      let folder = try TemporaryFolder()
      let run = try HeldRun(words + ["-o", folder / output] + options, reading: archive)
      try folder.write([42], to: mine)
      try run.release()
      expectFailure(run.wait(), status: 73, naming: folder / output)
      #expect(folder.read(mine) == [42])
      #expect(folder.contents == [output])
      #expect(try mine == output || FileManager.default.contentsOfDirectory(atPath: folder / output).count == 1)
    }
  }

  @Test(arguments: 0..<5)
  func `of two commands at one output exactly one writes`(number: Int) throws {
    let (words, output) = writers[number]
    let folder = try TemporaryFolder()
    let runs = try (0..<2).map { _ in try HeldRun(words + ["-o", folder / output], reading: archive) }
    for run in runs { try run.release() }
    let outcomes = runs.map { $0.wait() }
    #expect(outcomes.map(\.status).sorted() == [0, 73])
    for outcome in outcomes where outcome.status != 0 {
      expectFailure(outcome, status: 73, naming: folder / output)
    }
    #expect(folder.contents == [output])
  }

  @Test func `what is added to a folder that is replaced is kept beside, and its place said`() throws {
    let folder = try TemporaryFolder()
    let words = ["expand", "-", "-o", folder / "out", "-f", "-q"]
    #expect(try Command.run(words, input: archive).status == 0)
    try folder.write([], to: "out/.DS_Store")
    let run = try HeldRun(words, reading: archive)
    try folder.write([42], to: "out/ant/mine.txt")
    try run.release()
    let outcome = run.wait()
    #expect(outcome.status == 0)
    #expect(outcome.errorLines.count == 1)
    #expect(outcome.error.hasPrefix("habazip: warning: ") && outcome.error.contains(folder / "out.old-1"))
    #expect(folder.read("out.old-1/ant/mine.txt") == [42])
    #expect(folder.contents == ["out", "out.old-1"])
    #expect(!folder.exists("out/ant/mine.txt"))
  }

  /// The log is a pipe that takes a part of it only, until it is read.
  @Test func `an archive's place is taken while it is learned`() throws {
    let folder = try TemporaryFolder()
    try SmallData.pictures(in: folder, named: "data")
    mkfifo(folder / "log", 0o600)
    let log = open(folder / "log", O_RDONLY | O_NONBLOCK)
    defer { close(log) }
    let setPipeSize: Int32 = 1031  // F_SETPIPE_SZ
    try #require(fcntl(log, setPipeSize, 4096) == 4096)
    let running = try Running([
      Command.path, "compress", folder / "data", "-o", folder / "a.haba", "--budget", "4KB", "--steps", "300",
      "--log", folder / "log", "--no-progress", "-q",
    ])
    var begun = pollfd(fd: log, events: Int16(POLLIN), revents: 0)
    try #require(poll(&begun, 1, 60_000) == 1, "training never began")
    try folder.write([42], to: "a.haba")
    _ = fcntl(log, F_SETFL, 0)
    let lines = FileHandle(fileDescriptor: log).readDataToEndOfFile()
    #expect(lines.count > 8192, "it has ended before it was held up")
    expectFailure(running.wait(), status: 73, naming: folder / "a.haba")
    #expect(folder.read("a.haba") == [42])
    #expect(folder.contents == ["a.haba", "data", "log"])
  }

  /// Whenever it is that the log's place is taken, what has taken it stays.
  @Test func `a log's place is taken before the log is begun`() throws {
    let folder = try TemporaryFolder()
    try SmallData.pictures(in: folder, named: "data")
    try folder.write([42], to: "mine")
    for delay in stride(from: 0, to: 40_000, by: 4_000) {
      let running = try Running([
        Command.path, "compress", folder / "data", "-o", folder / "a.haba", "--budget", "4KB", "--effort", "1",
        "--log", folder / "log",
      ])
      usleep(UInt32(delay))
      let taken = link(folder / "mine", folder / "log") == 0
      let outcome = running.wait()
      if taken {
        expectFailure(outcome, status: 73, naming: folder / "log")
        #expect(folder.read("log") == [42] && folder.contents == ["data", "log", "mine"])
      } else {
        #expect(outcome.status == 0)
        unlink(folder / "a.haba")
      }
      unlink(folder / "log")
    }
  }
}
