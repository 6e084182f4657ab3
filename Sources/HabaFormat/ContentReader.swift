/// Gives the content of a section piece by piece, expanding it on the way: never more in memory than a piece.
final class ContentReader {
  /// What error messages call the content.
  let part: String
  private let kind: String
  private let file: [UInt8]
  private let stored: Range<Int>
  private let size: Int
  private var stream: ZstdStream?
  private var piece: [UInt8] = []
  private var position = 0
  /// The bytes of the content in pieces so far, the present one included.
  private var produced = 0

  private static let pieceSize = 1 << 17

  /// Reads the section that `entry` tells of, whose stored bytes start at `offset`; its checksum is checked first.
  ///
  /// `file[0]` must be the file's first byte; the bytes may end anywhere.
  init(_ entry: SectionEntry, in file: [UInt8], at offset: Int) throws(ArchiveError) {
    kind = entry.kind.description
    part = "the content of \(kind)"
    stored = try entry.checkedRange(in: file, at: offset)
    self.file = file
    size = entry.contentSize
    if entry.coding == .zstd {
      do {
        stream = try ZstdStream(file, range: stored, size: size)
      } catch {
        throw .compression(part: kind, offset: offset, reason: error.reason)
      }
    }
  }

  /// How far into the content the next byte lies.
  var offset: Int { produced - piece.count + position }

  /// The declared bytes left.
  var remaining: Int { size - offset }

  /// The next byte; nil at the end.
  @inline(__always)
  func nextByte() throws(ArchiveError) -> UInt8? {
    if position == piece.count, try !advance() { return nil }
    defer { position += 1 }
    return piece[position]
  }

  /// The next `count` bytes.
  func take(_ count: Int) throws(ArchiveError) -> [UInt8] {
    guard count >= 0, count <= remaining else {
      throw .truncated(part: part, offset: offset, declared: count, found: remaining)
    }
    var bytes: [UInt8] = []
    while bytes.count < count {
      if position == piece.count, try !advance() {
        throw .truncated(part: part, offset: offset, declared: count, found: bytes.count)
      }
      let taken = min(count - bytes.count, piece.count - position)
      bytes += piece[position..<position + taken]
      position += taken
    }
    return bytes
  }

  /// The next `count` little-endian binary32 numbers.
  func floats(_ count: Int) throws(ArchiveError) -> [Float] {
    guard let size = product(count, 4), size <= remaining else {
      throw .truncated(part: part, offset: offset, declared: count, found: remaining / 4)
    }
    let bytes = try take(size)
    return stride(from: 0, to: size, by: 4).map { start in
      let pattern = bytes[start..<start + 4].reversed().reduce(UInt32(0)) { $0 << 8 | UInt32($1) }
      return Float(bitPattern: pattern)
    }
  }

  /// The next u16, little-endian.
  func integer16() throws(ArchiveError) -> Int {
    let bytes = try take(2)
    return Int(bytes[0]) | Int(bytes[1]) << 8
  }

  /// The next byte, which must be there.
  func integer8() throws(ArchiveError) -> Int {
    guard let byte = try nextByte() else {
      throw .truncated(part: part, offset: offset, declared: 1, found: 0)
    }
    return Int(byte)
  }

  /// The next number in groups of seven bits, in its shortest form.
  func variableInteger(field: String) throws(ArchiveError) -> Int {
    let start = offset
    var value = 0
    for index in 0..<VariableInteger.longest {
      let byte = try integer8()
      value |= (byte & 0x7f) << (index * 7)
      if byte & 0x80 == 0 {
        guard index == 0 || byte != 0 else { break }
        return value
      }
    }
    throw VariableInteger.error(field: field, offset: start)
  }

  /// Demands that nothing is left, of the content and of what is stored.
  func finish() throws(ArchiveError) {
    guard remaining == 0 else {
      throw .invalid(
        field: part, rule: "used up to its last byte", found: "\(remaining) bytes too many", offset: offset)
    }
    if try advance() {
      throw .compression(
        part: kind, offset: stored.lowerBound, reason: "it expands to more than was declared")
    }
  }

  /// Gets the next piece; false at the end.
  private func advance() throws(ArchiveError) -> Bool {
    if let stream {
      do {
        piece = try stream.next()
      } catch {
        throw .compression(part: kind, offset: stored.lowerBound, reason: error.reason)
      }
    } else {
      let start = stored.lowerBound + produced
      piece = Array(file[start..<min(start + ContentReader.pieceSize, stored.upperBound)])
    }
    position = 0
    produced += piece.count
    return !piece.isEmpty
  }
}

/// Numbers in groups of seven bits, lowest first.
enum VariableInteger {
  /// The most groups.
  static let longest = 8

  static func error(field: String, offset: Int) -> ArchiveError {
    .invalid(
      field: field, rule: "the shortest form of at most \(longest) bytes", found: "another", offset: offset)
  }

  /// The bytes that `value` takes.
  static func byteCount(_ value: Int) -> Int { max(1, (Int.bitWidth - value.leadingZeroBitCount + 6) / 7) }

  /// The most bytes that `count` numbers take which add up to at most `total`.
  static func mostBytes(count: Int, total: Int) -> Int {
    // A number takes a second byte from 128 on, a third from 16384 and so on: few can be so large.
    (1..<longest).reduce(count) { $0 + min(count, total >> (7 * $1)) }
  }
}
