import Foundation
import Testing

/// Runs of `compress` that end before their time, and are gone on with.
@Suite struct `A run that was stopped` {
  /// Twelve images of 8x8 of each of three classes, in a folder of its own.
  private static func prepared() throws -> TemporaryFolder {
    let folder = try TemporaryFolder()
    try SmallData.pictures(in: folder, named: "data", perClass: 12)
    return folder
  }

  /// Some seconds of work, with a choice between starts in the midst of it.
  private static func words(_ folder: TemporaryFolder, steps: Int = 400, seed: Int = 3) -> [String] {
    [
      "compress", folder / "data", "-o", folder / "a.haba", "--budget", "4KB", "--steps", "\(steps)", "--set",
      "width=8",
      "--set", "real-images=4", "--seed", "\(seed)", "--checkpoint-every", "0.01s", "--no-progress",
    ]
  }

  private static let name = "a.haba.checkpoint"

  /// Starts a run, waits for a checkpoint that is not `old`, and sends a signal.
  private static func stopped(
    by signal: Int32, _ words: [String], in folder: TemporaryFolder, after old: [UInt8] = []
  ) throws -> Outcome {
    let running = try Running([Command.path] + words)
    for _ in 0..<60_000 where running.process.isRunning {
      let found = folder.read(name)
      if !found.isEmpty && found != old { break }
      usleep(1000)
    }
    running.send(signal)
    return running.wait()
  }

  /// A folder with what a run leaves that takes hours: a checkpoint.
  private static func withCheckpoint() throws -> TemporaryFolder {
    let folder = try prepared()
    let outcome = try stopped(by: SIGKILL, words(folder, steps: 1_000_000), in: folder)
    #expect(outcome.status == -SIGKILL)
    try #require(folder.exists(name))
    return folder
  }

  @Test func `ends in the same bytes, however often it was killed`() throws {
    let folder = try Self.prepared()
    expectDone(try Command.run(Self.words(folder)))
    let expected = folder.read("a.haba")
    #expect(!folder.exists(Self.name))
    try FileManager.default.removeItem(atPath: folder / "a.haba")
    var last: [UInt8] = []
    for part in 0..<4 {
      let outcome = try Self.stopped(by: SIGKILL, Self.words(folder) + ["--resume"], in: folder, after: last)
      try #require(outcome.status == -SIGKILL, "\(outcome.error)")
      #expect(outcome.error.contains(part == 0 ? "starting from the beginning" : "going on from step "))
      #expect(!folder.exists("a.haba"))
      last = folder.read(Self.name)
    }
    let outcome = try Command.run(Self.words(folder) + ["--resume", "--json"])
    #expect(outcome.status == 0 && outcome.json?["resumed_at"] as? Int ?? 0 > 0, "\(outcome.error)")
    #expect(folder.read("a.haba") == expected)
    #expect(!folder.exists(Self.name))
  }

  @Test func `says how to go on when it is interrupted, and is not begun anew without a word`() throws {
    let folder = try Self.prepared()
    let long = Self.words(folder, steps: 1_000_000)
    expectFailure(
      try Self.stopped(by: SIGINT, long, in: folder), status: 130, naming: "interrupted", folder / Self.name, "--resume"
    )
    #expect(folder.contents == [Self.name, "data"])
    let kept = folder.read(Self.name)
    // Without being told to, nothing goes over it, and no work is done.
    for words in [long, Self.words(folder, steps: 0)] {
      expectFailure(try Command.run(words), status: 73, naming: folder / Self.name, "--resume", "-f")
    }
    #expect(folder.read(Self.name) == kept)
    // Told to start again, it does, and what was kept is of no use any more.
    expectDone(try Command.run(Self.words(folder, steps: 0) + ["-f"]))
    #expect(folder.contents == ["a.haba", "data"])
  }

  @Test func `is refused where options or data differ, in a line that says what`() throws {
    let folder = try Self.withCheckpoint()
    let kept = folder.read(Self.name)
    let long = Self.words(folder, steps: 1_000_000) + ["--resume"]
    for (more, what) in [
      (["--seed", "4"], "seed 3 there, 4 here"), (["--steps", "9"], "steps 1000000 there, 9 here"),
      (["--set", "classes=2"], "set"), (["--effort", "2"], "effort"), (["--metadata", "a=b"], "metadata"),
      (["--hallucinators", "3"], "hallucinators"), (["--hold-out", "30%"], "hold-out"),
    ] {
      expectFailure(try Command.run(long + more), status: 64, naming: folder / Self.name, what)
    }
    let image = try #require(FileManager.default.contents(atPath: folder / "data/ant/1.png"))
    try folder.write([UInt8](image), to: "data/ant/0.png")
    expectFailure(try Command.run(long), status: 65, naming: folder / Self.name, "other data")
    #expect(folder.read(Self.name) == kept && !folder.exists("a.haba"))
  }

  @Test func `is refused where its checkpoint is damaged, and kept`() throws {
    let folder = try Self.withCheckpoint()
    let whole = folder.read(Self.name)
    for (place, length) in [(20, whole.count), (whole.count / 2, whole.count), (0, whole.count), (9, whole.count - 1)] {
      var bytes = Array(whole.prefix(length))
      bytes[place] ^= 0x10
      try folder.write(bytes, to: Self.name)
      expectFailure(
        try Command.run(Self.words(folder, steps: 1_000_000) + ["--resume"]), status: 65, naming: folder / Self.name)
      #expect(folder.read(Self.name) == bytes)
    }
  }

  @Test func `a file of that name that is no checkpoint is kept, and never gone on with`() throws {
    let folder = try Self.prepared()
    for foreign in [Array("mine".utf8), []] as [[UInt8]] {
      try folder.write(foreign, to: Self.name)
      expectFailure(
        try Command.run(Self.words(folder) + ["--resume", "-f"]), status: 65, naming: folder / Self.name,
        "no checkpoint")
      let outcome = try Command.run(Self.words(folder, steps: 120) + ["-f"])
      expectDone(outcome)
      #expect(outcome.errorLines.filter { $0.contains("warning") && $0.contains("no checkpoint") }.count == 1)
      #expect(folder.read(Self.name) == foreign)
    }
    try FileManager.default.removeItem(atPath: folder / Self.name)
    try folder.makeFolder(Self.name)
    expectFailure(try Command.run(Self.words(folder) + ["--resume", "-f"]), status: 65, naming: "no checkpoint")
  }

  @Test func `what appears at the checkpoint's place is kept, and the run goes on`() throws {
    let folder = try Self.prepared()
    let running = try Running([Command.path] + Self.words(folder))
    // Over its own checkpoint, too: whatever is there by then is not the one that it wrote.
    for _ in 0..<60_000 where !folder.exists(Self.name) && running.process.isRunning { usleep(1000) }
    try Data("mine".utf8).write(to: URL(fileURLWithPath: folder / Self.name), options: .atomic)
    let outcome = running.wait()
    expectDone(outcome)
    #expect(folder.read(Self.name) == Array("mine".utf8))
    #expect(folder.contents.filter { !$0.hasPrefix(".") } == ["a.haba", Self.name, "data"])
    #expect(outcome.errorLines.filter { $0.contains("warning") }.count == 1, "\(outcome.error)")
  }

  @Test func `where no checkpoint can be written there is one warning, and the archive`() throws {
    let folder = try Self.prepared()
    // With what is added the name is longer than any file system has it.
    let long = folder / (String(repeating: "n", count: 245) + ".haba")
    let outcome = try Command.run(Self.words(folder, steps: 120) + ["-o", long])
    expectDone(outcome)
    #expect(outcome.errorLines.filter { $0.contains("warning") }.count == 1, "\(outcome.error)")
    #expect(folder.contents.count == 2)
  }

  @Test(.enabled(if: FullDisk.isPossible, "needs to mount a small file system"))
  func `a disk that is too full for a checkpoint may have room for the archive`() throws {
    let folder = try Self.prepared()
    let disk = try FullDisk(kilobytes: 20)
    let outcome = try Command.run(Self.words(folder, steps: 120) + ["-o", disk.folder / "b.haba"])
    expectDone(outcome)
    #expect(outcome.errorLines.filter { $0.contains("warning") }.count == 1, "\(outcome.error)")
    #expect(disk.folder.contents == ["b.haba"])
  }

  @Test func `needs an output that is a file, and a log of another name`() throws {
    let folder = try Self.prepared()
    for output in ["-", "/dev/null"] {
      expectFailure(
        try Command.run("compress", folder / "data", "-o", output, "--resume"), status: 64, naming: "--resume")
    }
    let words = ["compress", folder / "data", "-o", folder / "a.haba"]
    expectFailure(try Command.run(words + ["--log", folder / Self.name]), status: 64, naming: folder / Self.name)
    let early = try Command.run(words + ["--effort", "1", "--resume"])
    expectDone(early)
    #expect(early.error.contains("no checkpoint is there; starting from the beginning"))
  }

  @Test func `its log is gone on with`() throws {
    let folder = try Self.prepared()
    let words = Self.words(folder) + ["--resume", "--log", folder / "log"]
    _ = try Self.stopped(by: SIGKILL, words, in: folder)
    let before = folder.read("log")
    // As a kill in the midst of a line leaves it.
    try folder.write(before + Array(#"{"phase":"tr"#.utf8), to: "log")
    expectDone(try Command.run(words))
    let log = folder.read("log")
    #expect(log.starts(with: before))
    let steps = String(decoding: log.dropFirst(before.count), as: UTF8.self).split(separator: "\n").dropFirst().map {
      (try? JSONSerialization.jsonObject(with: Data($0.utf8)) as? [String: Any])?["step"] as? Int
    }
    // From the step of the checkpoint to the last, each.
    let first = try #require(steps.first.flatMap { $0 })
    #expect(first > 0 && steps.last == 400 && Set(steps) == Set((first...400).map { $0 }))
    // What is no log is not written to.
    try folder.write(Array("mine\n".utf8), to: "other")
    expectFailure(
      try Command.run(Self.words(folder) + ["-f", "--resume", "--log", folder / "other"].filter { $0 != "-f" }),
      status: 73, naming: "exists")
    #expect(folder.read("other") == Array("mine\n".utf8))
  }
}

/// Checks that a run did what it was to do.
private func expectDone(_ outcome: Outcome, sourceLocation: SourceLocation = #_sourceLocation) {
  #expect(outcome.status == 0, "\(outcome.error)", sourceLocation: sourceLocation)
}
