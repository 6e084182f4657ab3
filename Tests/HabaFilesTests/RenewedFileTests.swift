import Foundation
import HabaFiles
import Testing

@Suite struct `A file is renewed again and again` {
  private func renew(_ file: RenewedFile, _ bytes: [UInt8]) -> OutputError? {
    outputError { try file.renew { writer throws(OutputError) in try writer.append(bytes) } }
  }

  @Test(arguments: FileSystem.allCases)
  func `and is whole after each time, alone, and gone at the end`(system: FileSystem) throws {
    let scratch = try Scratch()
    let file = RenewedFile(try FileTarget(scratch("out"), replacing: true), calls: system.calls)
    #expect(file.remove() && scratch.contents == [])
    for count in [3, 1, 300_000] {
      let bytes = [UInt8](repeating: UInt8(count % 251), count: count)
      #expect(renew(file, bytes) == nil)
      #expect(scratch.everything == ["out": bytes])
    }
    #expect(file.remove() && scratch.contents == [])
  }

  @Test func `and takes the place of what was there when it was looked at`() throws {
    let scratch = try Scratch()
    try scratch.write([1], to: "out")
    let file = RenewedFile(try FileTarget(scratch("out"), replacing: true))
    #expect(renew(file, [2]) == nil && scratch.everything == ["out": [2]])
    #expect(renew(file, [3]) == nil && scratch.everything == ["out": [3]])
  }

  @Test(arguments: FileSystem.allCases)
  func `but never that of anything else, which is not removed either`(system: FileSystem) throws {
    let scratch = try Scratch()
    let file = RenewedFile(try FileTarget(scratch("out"), replacing: true), calls: system.calls)
    try scratch.write([1], to: "out")
    #expect(renew(file, [2]) == .appeared(path: scratch("out")))
    #expect(scratch.everything == ["out": [1]])
    try FileManager.default.removeItem(atPath: scratch("out"))
    #expect(renew(file, [3]) == nil)
    // Another file, and then the same with something written to it.
    try Data([4]).write(to: URL(fileURLWithPath: scratch("out")), options: .atomic)
    #expect(renew(file, [5]) == .appeared(path: scratch("out")))
    #expect(!file.remove())
    #expect(scratch.everything == ["out": [4]])
  }

  @Test func `and where that fails the old one stays`() throws {
    let scratch = try Scratch()
    let file = RenewedFile(try FileTarget(scratch("out"), replacing: true))
    #expect(renew(file, [1]) == nil)
    let failure = OutputError.writeFailed(path: "x", code: ENOSPC)
    #expect(outputError { try file.renew { _ throws(OutputError) in throw failure } } == failure)
    #expect(scratch.everything == ["out": [1]])
    #expect(renew(file, [2]) == nil && scratch.everything == ["out": [2]])
  }

  @Test func `and is gone where somebody has removed it`() throws {
    let scratch = try Scratch()
    let file = RenewedFile(try FileTarget(scratch("out"), replacing: true))
    #expect(renew(file, [1]) == nil)
    try FileManager.default.removeItem(atPath: scratch("out"))
    #expect(file.remove())
    #expect(renew(file, [2]) == nil && scratch.everything == ["out": [2]])
  }
}

@Suite struct `A log is gone on with` {
  @Test(arguments: [("a\nb\n", "a\nb\nc\n"), ("a\nhal", "a\nhal\nc\n"), ("", "c\n")])
  func `after its last line, be it half a one`(before: String, after: String) throws {
    let scratch = try Scratch()
    try scratch.write(Array(before.utf8), to: "log")
    let log = try LogFile(goingOnWith: FileTarget(scratch("log"), replacing: true))
    try log.append(Array("c\n".utf8))
    #expect(scratch.read("log") == Array(after.utf8))
  }

  @Test func `only where it is the file that was looked at`() throws {
    let scratch = try Scratch()
    let none = try FileTarget(scratch("log"), replacing: true)
    #expect(outputError { _ = try LogFile(goingOnWith: none) } == .cannotCreate(path: scratch("log"), code: ENOENT))
    try scratch.write([1], to: "log")
    let target = try FileTarget(scratch("log"), replacing: true)
    try Data([2]).write(to: URL(fileURLWithPath: scratch("log")), options: .atomic)
    #expect(outputError { _ = try LogFile(goingOnWith: target) } == .appeared(path: scratch("log")))
    #expect(scratch.read("log") == [2])
  }
}
