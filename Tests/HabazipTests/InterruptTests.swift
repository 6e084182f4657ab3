import Foundation
import Testing

@Suite struct `Interruption` {
  /// Starts a training that takes hours, and waits until it is under way.
  private func training(in folder: TemporaryFolder) throws -> Running {
    try SmallData.pictures(in: folder, named: "data")
    let running = try Running([
      Command.path, "compress", folder / "data", "-o", folder / "a.haba", "--budget", "4KB", "--effort", "9",
      "--log",
      folder / "log",
    ])
    // The log's first line says that steps are being done.
    for _ in 0..<600 where folder.read("log").isEmpty && running.process.isRunning { usleep(100_000) }
    try #require(!folder.read("log").isEmpty, "training never began")
    return running
  }

  @Test(arguments: [SIGINT, SIGTERM, SIGQUIT, SIGUSR1])
  func `a signal ends the work with 130 and leaves no part of a file`(signal: Int32) throws {
    let folder = try TemporaryFolder()
    let running = try training(in: folder)
    running.send(signal)
    expectFailure(running.wait(), status: 130, naming: "interrupted")
    #expect(folder.contents == ["data", "log"])
  }

  @Test func `the log has a JSON object with step, loss and seconds in each line`() throws {
    let folder = try TemporaryFolder()
    let running = try training(in: folder)
    var lines: [Substring] { String(decoding: folder.read("log"), as: UTF8.self).split(separator: "\n") }
    for _ in 0..<600 where lines.count < 5 && running.process.isRunning { usleep(100_000) }
    running.send(SIGINT)
    _ = running.wait()
    try #require(lines.count >= 5)
    for (number, line) in lines.enumerated() {
      let object = try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any]
      // Reading comes before the first step and has no loss.
      #expect(object?["step"] as? Int == number, "\(line)")
      #expect((object?["seconds"] as? Double).map { $0 >= 0 } == true, "\(line)")
      let loss = object?["loss"]
      #expect(number == 0 ? loss is NSNull : (loss as? Double).map { $0 > 0 } == true, "\(line)")
    }
  }

  @Test(arguments: [SIGINT, SIGTERM, SIGHUP])
  func `the first signal ends a single long image`(signal: Int32) throws {
    let folder = try TemporaryFolder()
    try HeavyArchive.write(in: folder)
    // Whoever runs the tests may have turned hang-ups off.
    let running = try Running([
      "/usr/bin/env", "--default-signal=HUP", Command.path, "expand", folder / "heavy.haba", "-o", folder / "images",
      "--format", "raw",
    ])
    // Its temporary folder says that it has begun.
    while folder.contents.count == 1 && running.process.isRunning { usleep(1000) }
    running.send(signal)
    expectFailure(running.wait(), status: 130, naming: "interrupted")
    #expect(folder.contents == ["heavy.haba"])
  }

  @Test(
    .enabled(if: Command.asNobody != nil, "needs root and setpriv to run as another user"),
    arguments: ["verify", "compress"])
  func `where no thread can wait for it a signal still ends the work in one line`(command: String) throws {
    let folder = try `Limits of the machine`.prepared()
    try HeavyArchive.write(in: folder)
    let wrapper = (Command.asNobody ?? []) + ["/bin/bash", "-c", "ulimit -u 1; exec \"$0\" \"$@\"", Command.path]
    let words =
      command == "verify"
      ? ["verify", folder / "heavy.haba"]
      : ["compress", folder / "data", "-o", folder / "out/b.haba", "--effort", "9"]
    let running = try Running(wrapper + words, in: folder.path)
    // By then it is habazip that listens, and no longer the shell.
    while running.process.isRunning && !running.hears(SIGTERM) { usleep(1000) }
    running.send(SIGTERM)
    expectFailure(running.wait(), status: 130, naming: "interrupted")
    #expect(`Limits of the machine`.contents(of: folder).isEmpty)
  }
}

extension Running {
  /// Whether the process is habazip and has a handler for a signal.
  func hears(_ signal: Int32) -> Bool {
    guard file("comm", once: "\n").hasPrefix("habazip") else { return false }
    let caught = file("status", once: "SigCgt:").split(separator: "\n").first { $0.hasPrefix("SigCgt:") }
    guard let digits = caught?.split(separator: "\t").last, let mask = UInt64(digits, radix: 16) else { return false }
    return mask >> UInt64(signal - 1) & 1 == 1
  }
}
