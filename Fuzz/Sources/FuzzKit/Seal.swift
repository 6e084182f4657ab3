/// Puts right what covers the rest of a file: magic, version, sizes and checksums.
///
/// A mutation then gets as far as the rule on what it changed. It walks the fields of `Spec/haba.md`, sections 4 to 6, by
/// itself; what it can't make sense of it leaves.
public enum Seal {
  private static let preludeSize = 32
  /// Missing payload is filled with zeros up to here.
  private static let mostPayload = 1 << 16

  /// A file like `bytes` whose header ends with its section table, whose sections fill it, and whose checksums hold.
  public static func closing(_ bytes: [UInt8]) -> [UInt8] {
    guard bytes.count > preludeSize else { return bytes }
    var walk = Walk(bytes, at: preludeSize)
    let lines = walk.table()
    var header = Array(bytes[preludeSize..<walk.at])
    var payload = Array(bytes[walk.at...])
    let total = lines.reduce(0) { min($0 + $1.size, mostPayload) }
    payload = Array(payload.prefix(total))
    payload += [UInt8](repeating: 0, count: total - payload.count)
    var start = 0
    for line in lines {
      let end = min(start + line.size, payload.count)
      let place = line.checksumAt - preludeSize
      header.replaceSubrange(place..<place + 4, with: littleEndian(CRC32C.checksum(payload[start..<end])))
      start = end
    }
    return sealed(header, payload: payload)
  }

  private static func sealed(_ header: [UInt8], payload: [UInt8]) -> [UInt8] {
    var prelude: [UInt8] = [0x89, 0x48, 0x42, 0x5a, 0x0d, 0x0a, 0x1a, 0x0a, 0, 9, 0, 0]
    prelude += littleEndian(UInt32(header.count))
    prelude += littleEndian(UInt64(preludeSize + header.count + payload.count))
    prelude += littleEndian(CRC32C.checksum(header))
    prelude += littleEndian(CRC32C.checksum(prelude))
    return prelude + header + payload
  }

  private static func littleEndian<Number: FixedWidthInteger>(_ value: Number) -> [UInt8] {
    (0..<Number.bitWidth / 8).map { UInt8(truncatingIfNeeded: value >> ($0 * 8)) }
  }
}

/// A line of the section table.
private struct Line {
  var size: Int
  var checksumAt: Int
}

/// A way through a header that stops, rather than fails, at its end.
private struct Walk {
  private let bytes: [UInt8]
  private(set) var at: Int

  init(_ bytes: [UInt8], at start: Int) {
    self.bytes = bytes
    at = start
  }

  private mutating func u8() -> Int {
    guard at < bytes.count else { return 0 }
    at += 1
    return Int(bytes[at - 1])
  }

  private mutating func skip(_ count: Int) { at = min(at + count, bytes.count) }

  private mutating func varint() -> Int {
    var value = 0
    for index in 0..<8 {
      let byte = u8()
      value |= (byte & 127) << (7 * index)
      if byte < 128 { break }
    }
    return value
  }

  /// Goes to the end of the section table, and returns the lines that are there whole.
  mutating func table() -> [Line] {
    let channels = u8()
    for _ in 0..<4 { _ = varint() }
    let hallucinators = varint()
    for _ in 0..<2 { for _ in 0..<u8() { skip(u8()) } }
    skip(2)
    _ = varint()
    _ = varint()
    skip(4)
    if hallucinators > 0 {
      let kind = u8()
      skip(1)
      if kind == 2 { _ = varint() }
      skip(7)
    }
    if u8() == 1 {
      _ = varint()
      skip(1)
    }
    if u8() == 1 { skip(4) }
    skip(8 * channels)
    _ = varint()
    _ = varint()
    skip(32)
    skip(u8())
    return (0..<u8()).compactMap { _ in line() }
  }

  private mutating func line() -> Line? {
    skip(1)
    let coding = u8()
    skip(1)
    let size = varint()
    if coding == 1 { _ = varint() }
    let place = at
    skip(4)
    return at == place + 4 ? Line(size: size, checksumAt: place) : nil
  }
}
