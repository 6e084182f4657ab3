import Foundation
import Testing

/// A run that reads its input from a pipe, and is held up there: its outputs have been looked at, and nothing is done.
final class HeldRun {
  private let process = Process()
  private let input = Pipe()
  private let error = Pipe()
  private let rest: [UInt8]

  /// Starts the command, which reads `bytes` from stdin, and waits until it has begun to.
  init(_ arguments: [String], reading bytes: [UInt8]) throws {
    rest = Array(bytes.dropFirst(8))
    process.executableURL = URL(fileURLWithPath: Command.path)
    process.arguments = arguments
    process.standardInput = input
    process.standardOutput = FileHandle.nullDevice
    process.standardError = error
    try process.run()
    try input.fileHandleForWriting.write(contentsOf: Data(bytes.prefix(8)))
    var waiting: Int32 = 8
    for _ in 0..<60_000 where waiting > 0 && process.isRunning {
      guard ioctl(input.fileHandleForWriting.fileDescriptor, UInt(FIONREAD), &waiting) == 0 else { break }
      usleep(1000)
    }
    try #require(waiting == 0, "the command reads nothing")
  }

  /// Gives it the rest of its input.
  func release() throws {
    try input.fileHandleForWriting.write(contentsOf: Data(rest))
    try input.fileHandleForWriting.close()
  }

  /// Waits until it ends.
  func wait() -> Outcome {
    let text = error.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    return Outcome(status: process.terminationStatus, output: [], error: String(decoding: text, as: UTF8.self))
  }
}
