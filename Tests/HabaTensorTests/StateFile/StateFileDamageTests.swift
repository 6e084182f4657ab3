import HabaTensor
import Testing

/// What happens to a whole file's bytes.
@Suite struct `A damaged state file` {
  private func file() throws -> [UInt8] {
    let tensors = NamedTensors([
      ("a.first", chirp([2, 2])), ("none", Tensor([Float](), shape: [0])), ("b\n", chirp([], phase: 1)),
    ])
    return try StateFile(tensors: tensors, metadata: ["step": "12", "é": "\u{1}"]).serialized()
  }

  private func isRefused(_ bytes: [UInt8]) -> Bool {
    do {
      _ = try StateFile(parsing: bytes)
      return false
    } catch {
      return !error.description.isEmpty && !error.description.contains("\n")
    }
  }

  @Test func `is refused whatever byte is changed, to whatever value`() throws {
    let bytes = try file()
    #expect(!isRefused(bytes))
    var accepted: [Int] = []
    for place in bytes.indices {
      for value in UInt8.min...UInt8.max where value != bytes[place] {
        var damaged = bytes
        damaged[place] = value
        if !isRefused(damaged) { accepted.append(place) }
      }
    }
    #expect(accepted == [])
  }

  @Test func `is refused wherever it is cut, and whatever is left out or added`() throws {
    let bytes = try file()
    for count in 0..<bytes.count {
      #expect(isRefused(Array(bytes[..<count])), "\(count) bytes")
      #expect(isRefused(Array(bytes[count...].dropFirst()) + bytes[..<count]), "turned by \(count)")
      var shorter = bytes
      shorter.remove(at: count)
      #expect(isRefused(shorter), "without byte \(count)")
      var longer = bytes
      longer.insert(0x20, at: count)
      #expect(isRefused(longer), "with a space at \(count)")
    }
    for byte in [0, 0x20, 0xff] as [UInt8] { #expect(isRefused(bytes + [byte])) }
    #expect(isRefused(bytes + bytes))
  }

  @Test func `is refused where two tensors of one shape change places`() throws {
    let file = try StateFile(tensors: NamedTensors([("a", chirp([4])), ("b", chirp([4], phase: 1))])).serialized()
    let swapped = file.dropLast(32) + file.suffix(16) + file.dropLast(16).suffix(16)
    #expect(isRefused(Array(swapped)))
  }
}
