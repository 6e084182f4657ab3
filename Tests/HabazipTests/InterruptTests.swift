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

  @Test(arguments: [SIGINT, SIGTERM])
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
    running.send(SIGINT)
    _ = running.wait()
    let lines = String(decoding: folder.read("log"), as: UTF8.self).split(separator: "\n")
    for line in lines {
      let object = try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any]
      #expect(object?["step"] is Int && object?["seconds"] is NSNumber && object?["loss"] != nil, "\(line)")
    }
  }
}
