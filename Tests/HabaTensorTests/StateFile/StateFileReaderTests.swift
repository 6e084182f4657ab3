import Foundation
import Testing

@testable import HabaTensor

@Suite struct `A reader of state files` {
  /// Bytes that remember what was asked of them.
  private final class Asked {
    let bytes: [UInt8]
    var ranges: [Range<Int>] = []
    init(_ bytes: [UInt8]) { self.bytes = bytes }
    func callAsFunction(_ range: Range<Int>) throws(StateFileError) -> [UInt8] {
      ranges.append(range)
      return Array(bytes[range])
    }
  }

  private let tensors = NamedTensors([
    ("e0.w", chirp([500, 1000])), ("e0.b", chirp([7], phase: 1)), ("e1.w", chirp([3], phase: 2)),
    ("e1.b", chirp([], phase: 3)), ("e10.w", chirp([2], phase: 4)),
  ])

  private func bytes() throws -> [UInt8] { try StateFile(tensors: tensors, metadata: ["k": "v"]).serialized() }

  @Test func `knows all but values from the header alone`() throws {
    let asked = Asked(try bytes())
    let reader = try StateFileReader(fileBytes: asked.bytes.count) { range throws(StateFileError) in try asked(range) }
    #expect(reader.header.names == tensors.names)
    #expect(reader.header.entries.map(\.shape) == tensors.tensors.map(\.shape))
    #expect(reader.header.metadata == ["k": "v"])
    #expect(reader.header.entries.last?.range.upperBound == asked.bytes.count)
    #expect(asked.ranges == [0..<8, 0..<reader.header.byteCount])
  }

  @Test func `reads the bytes of what is asked for and no others`() throws {
    let asked = Asked(try bytes())
    let reader = try StateFileReader(fileBytes: asked.bytes.count) { range throws(StateFileError) in try asked(range) }
    let header = reader.header

    asked.ranges = []
    #expect(bits(try reader.tensor(named: "e1.w")) == bits(tensors["e1.w"]))
    #expect(asked.ranges == [try #require(header.entry(named: "e1.w")).range])

    asked.ranges = []
    let one = try reader.tensors(under: "e1")
    #expect(one.names == ["w", "b"])
    #expect(bits(one["b"]) == bits(tensors["e1.b"]))
    #expect(asked.ranges == header.entries[2...3].map(\.range))

    asked.ranges = []
    #expect(try reader.tensors { $0.hasSuffix(".w") }.names == ["e0.w", "e1.w", "e10.w"])
    #expect(asked.ranges.count == 2 + 2)
    #expect(try reader.tensors(under: "e").isEmpty)
    #expect(bits(try reader.tensors()["e0.w"]) == bits(tensors["e0.w"]))
    #expect(throws: StateFileError.noTensor("e2.w")) { _ = try reader.tensor(named: "e2.w") }
  }

  @Test func `finds damage in what it reads, and only there`() throws {
    var damaged = try bytes()
    damaged[damaged.count - 1] ^= 1
    let bytes = damaged
    let reader = try StateFileReader(fileBytes: bytes.count) { range throws(StateFileError) in Array(bytes[range]) }
    #expect(try reader.tensors(under: "e0").count == 2)
    let error = #expect(throws: StateFileError.self) { _ = try reader.tensor(named: "e10.w") }
    guard case .checksumMismatch("tensor 'e10.w'", _, _) = error else {
      Issue.record("\(String(describing: error))")
      return
    }
  }

  @Test func `refuses before it reads what takes more memory than is allowed`() throws {
    let asked = Asked(try bytes())
    let limit = 100_000
    let reader = try StateFileReader(fileBytes: asked.bytes.count, limit: limit) {
      range throws(StateFileError) in try asked(range)
    }
    let room = limit - 8 * reader.header.byteCount
    asked.ranges = []
    #expect(throws: StateFileError.limitExceeded(what: "bytes of tensors", allowed: room, declared: 2_000_000)) {
      _ = try reader.tensor(named: "e0.w")
    }
    #expect(throws: StateFileError.self) { _ = try reader.tensors() }
    #expect(asked.ranges.isEmpty)
    #expect(try reader.tensors { !$0.hasPrefix("e0") }.count == 3)
    #expect(throws: StateFileError.self) { _ = try StateFile(parsing: asked.bytes, limit: limit) }

    // A header that is too much is not read at all.
    for (first, limit) in [([255, 255, 255, 1, 0, 0, 0, 0], 1 << 20), ([UInt8](repeating: 255, count: 8), .max)] {
      var ranges: [Range<Int>] = []
      let error = #expect(throws: StateFileError.self) {
        _ = try StateFileReader(fileBytes: 1 << 40, limit: limit) { range throws(StateFileError) in
          ranges.append(range)
          return first
        }
      }
      #expect(error?.kind == .limit)
      #expect(ranges == [0..<8])
    }
  }

  @Test func `reads files by path, and says what is wrong with those that it can't`() throws {
    let path = FileManager.default.temporaryDirectory.appendingPathComponent("state-\(UUID().uuidString)").path
    defer { try? FileManager.default.removeItem(atPath: path) }
    try Data(bytes()).write(to: URL(fileURLWithPath: path))
    let reader = try StateFileReader(path: path)
    #expect(reader.header.metadata == ["k": "v"])
    #expect(bits(try reader.tensors()["e0.w"]) == bits(tensors["e0.w"]))

    // Cut short while it is open.
    try FileHandle(forWritingTo: URL(fileURLWithPath: path)).truncate(atOffset: UInt64(reader.header.byteCount + 9))
    #expect(throws: StateFileError.truncated(part: "tensor 'e0.w'", declared: 2_000_000, found: 9)) {
      _ = try reader.tensors()
    }
    #expect(throws: StateFileError.truncated(part: "the tensors", declared: 2_000_052, found: 9)) {
      _ = try StateFileReader(path: path)
    }
    #expect(throws: StateFileError.unreadable(reason: "not a regular file")) { _ = try StateFileReader(path: "/tmp") }
    let error = #expect(throws: StateFileError.self) { _ = try StateFileReader(path: path + "-not-there") }
    #expect(error?.kind == .unreadable)
  }

  @Test func `passes on what its source says`() throws {
    let error = StateFileError.readFailed(offset: 3, reason: "no disk")
    #expect(throws: error) { _ = try StateFileReader(fileBytes: 99) { _ throws(StateFileError) in throw error } }
    #expect(error.kind == .readFailed)
  }
}
