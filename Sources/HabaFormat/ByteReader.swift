/// A cursor over a stretch of bytes that knows where in the file they lie.
///
/// Reading past the end is a typed error; the offsets it gives are those of the file.
struct ByteReader {
  private let bytes: [UInt8]
  private let end: Int
  private let origin: Int
  private let part: String
  private(set) var position: Int

  /// Reads `bytes[range]`, the first of which is at `offset` in the file; the range must lie within the bytes.
  init(_ bytes: [UInt8], range: Range<Int>, offset: Int, part: String) {
    self.bytes = bytes
    self.end = range.upperBound
    self.origin = offset - range.lowerBound
    self.part = part
    self.position = range.lowerBound
  }

  /// Where the cursor is in the file.
  var offset: Int { position + origin }

  /// The bytes left.
  var remaining: Int { end - position }

  /// The next `count` bytes.
  mutating func take(_ count: Int) throws(ArchiveError) -> ArraySlice<UInt8> {
    guard count >= 0, count <= remaining else {
      throw .truncated(part: part, offset: offset, declared: count, found: remaining)
    }
    defer { position += count }
    return bytes[position..<position + count]
  }

  /// The next little-endian number of as many bytes as its type has.
  mutating func integer<Number: FixedWidthInteger & UnsignedInteger>(
    _ type: Number.Type = Number.self
  ) throws(ArchiveError) -> Number {
    var value: Number = 0
    for (index, byte) in try take(Number.bitWidth / 8).enumerated() {
      value |= Number(byte) << Number(index * 8)
    }
    return value
  }

  /// The next u8, u16 or u32, checked against a range.
  mutating func integer<Number: FixedWidthInteger & UnsignedInteger>(
    _ type: Number.Type, in allowed: ClosedRange<Int>, field: String
  ) throws(ArchiveError) -> Int {
    let start = offset
    let value = try integer(type)
    guard let number = Int(exactly: value), allowed.contains(number) else {
      throw .invalid(
        field: field, rule: "\(allowed.lowerBound)…\(allowed.upperBound)", found: "\(value)", offset: start)
    }
    return number
  }

  /// The next little-endian binary32.
  mutating func float() throws(ArchiveError) -> Float {
    Float(bitPattern: try integer(UInt32.self))
  }

  /// The next number in groups of seven bits, lowest first, with no more groups than it needs.
  mutating func variableInteger(field: String) throws(ArchiveError) -> Int {
    let start = offset
    var value = 0
    for index in 0..<VariableInteger.longest {
      let byte = try integer(UInt8.self)
      value |= Int(byte & 0x7f) << (index * 7)
      if byte & 0x80 == 0 {
        guard index == 0 || byte != 0 else { break }
        return value
      }
    }
    throw VariableInteger.error(field: field, offset: start)
  }

  /// The next number in groups of seven bits, checked against a range.
  mutating func variableInteger(
    in allowed: ClosedRange<Int>, field: String
  ) throws(ArchiveError) -> Int {
    let start = offset
    let value = try variableInteger(field: field)
    try Archive.check(value, in: allowed, field: field, offset: start)
    return value
  }

  /// The next string: one byte with its length, then that many bytes of UTF-8.
  mutating func string(field: String) throws(ArchiveError) -> String {
    let start = offset
    let length = Int(try integer(UInt8.self))
    guard let text = String(validating: try take(length), as: UTF8.self) else {
      throw .invalid(field: field, rule: "UTF-8", found: "other bytes", offset: start)
    }
    return text
  }

  /// Demands that nothing is left.
  func finish() throws(ArchiveError) {
    guard remaining == 0 else {
      throw .invalid(
        field: part, rule: "used up to its last byte", found: "\(remaining) bytes too many", offset: offset)
    }
  }
}

/// Collects the bytes of a file.
struct ByteWriter {
  private(set) var bytes: [UInt8] = []

  mutating func append(_ more: some Collection<UInt8>) {
    bytes.append(contentsOf: more)
  }

  /// Writes a number little-endian.
  mutating func integer<Number: FixedWidthInteger & UnsignedInteger>(_ value: Number) {
    for shift in stride(from: 0, to: Number.bitWidth, by: 8) {
      bytes.append(UInt8(truncatingIfNeeded: value >> Number(shift)))
    }
  }

  mutating func float(_ value: Float) {
    integer(value.bitPattern)
  }

  /// Writes a non-negative number in groups of seven bits, lowest first.
  mutating func variableInteger(_ value: Int) {
    var rest = UInt(value)
    while rest > 0x7f {
      bytes.append(UInt8(truncatingIfNeeded: rest) | 0x80)
      rest >>= 7
    }
    bytes.append(UInt8(rest))
  }

  /// Writes one byte with the length, then the bytes; at most 255 of them, which the caller has checked.
  mutating func string(_ text: String) {
    integer(UInt8(truncatingIfNeeded: text.utf8.count))
    append(text.utf8)
  }
}
