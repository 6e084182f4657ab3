/// A cursor over the JSON of a header: strings, whole numbers, lists and objects, no more.
///
/// What may nest in what is the caller's to say, so nothing recurses on what is read.
struct JSONCursor {
  private let bytes: [UInt8]
  /// Where the cursor is, from the bytes' start.
  private(set) var offset: Int

  init(_ bytes: [UInt8], at offset: Int) {
    self.bytes = bytes
    self.offset = offset
  }

  private var next: UInt8? { offset < bytes.count ? bytes[offset] : nil }

  // MARK: Tokens

  /// Takes a byte if it is next.
  private mutating func take(_ byte: Unicode.Scalar) -> Bool {
    guard next == UInt8(ascii: byte) else { return false }
    offset += 1
    return true
  }

  /// Takes a byte that has to be next.
  private mutating func expect(_ byte: Unicode.Scalar) throws(StateFileError) {
    guard take(byte) else { throw unexpected("'\(byte)'") }
  }

  /// Passes what JSON allows between its parts.
  private mutating func skipSpace() {
    while take(" ") || take("\t") || take("\n") || take("\r") {}
  }

  /// What is next is not what it must be.
  func unexpected(_ expected: String) -> StateFileError {
    let found =
      switch next {
      case nil: "the header's end"
      case let byte? where (0x21...0x7e).contains(byte): "'\(Unicode.Scalar(byte))'"
      case let byte?: "byte \(byte)"
      }
    return .header(offset: offset, expected: expected, found: found)
  }

  /// Demands that nothing but spaces is left.
  mutating func finish() throws(StateFileError) {
    while take(" ") {}
    guard next == nil else { throw unexpected("spaces up to the header's end") }
  }

  // MARK: Values

  /// The next object; `member` takes each value, and is told the offset of its key.
  mutating func object(
    _ member: (_ cursor: inout JSONCursor, _ key: String, _ offset: Int) throws(StateFileError) -> Void
  ) throws(StateFileError) {
    try expect("{")
    skipSpace()
    if take("}") { return }
    repeat {
      skipSpace()
      let start = offset
      let key = try string()
      skipSpace()
      try expect(":")
      skipSpace()
      try member(&self, key, start)
      skipSpace()
    } while take(",")
    guard take("}") else { throw unexpected("',' or '}'") }
  }

  /// The next list, of whole numbers, of which there may be `most`.
  mutating func numbers(atMost most: Int, of what: String) throws(StateFileError) -> [Int] {
    var numbers: [Int] = []
    try expect("[")
    skipSpace()
    if take("]") { return [] }
    repeat {
      skipSpace()
      guard numbers.count < most else {
        throw .limitExceeded(what: what, allowed: most, declared: numbers.count + 1)
      }
      numbers.append(try number())
      skipSpace()
    } while take(",")
    guard take("]") else { throw unexpected("',' or ']'") }
    return numbers
  }

  /// The next number: whole, not negative, without a sign, a zero before it, a point or an exponent.
  private mutating func number() throws(StateFileError) -> Int {
    let start = offset
    var value = 0
    while let byte = next, (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) {
      // The cap is far below Int's, so that ten times as much and a digit still fits.
      value = value * 10 + Int(byte - UInt8(ascii: "0"))
      guard value <= StateFileCaps.number else {
        throw .header(offset: start, expected: "a number up to \(StateFileCaps.number)", found: "a larger one")
      }
      offset += 1
    }
    guard offset > start else { throw unexpected("a whole number") }
    guard offset == start + 1 || bytes[start] != UInt8(ascii: "0") else {
      throw .header(offset: start, expected: "a whole number", found: "one that starts with 0")
    }
    return value
  }

  /// The next string.
  mutating func string() throws(StateFileError) -> String {
    let start = offset
    guard take("\"") else { throw unexpected("a string") }
    var text: [UInt8] = []
    while !take("\"") {
      guard let byte = next, byte >= 0x20 else { throw unexpected("the rest of a string") }
      if take("\\") {
        text += String(try escape()).utf8
      } else {
        text.append(byte)
        offset += 1
      }
    }
    guard let string = String(validating: text, as: UTF8.self) else {
      throw .header(offset: start, expected: "a string of UTF-8", found: "other bytes")
    }
    return string
  }

  /// The character that an escape stands for; its backslash is taken.
  private mutating func escape() throws(StateFileError) -> Unicode.Scalar {
    let start = offset - 1
    guard let byte = next else { throw unexpected("the rest of an escape") }
    if let known = Self.escapes[byte] {
      offset += 1
      return known
    }
    guard take("u") else { throw unexpected("an escape that JSON has") }
    let first = try fourDigits()
    if let scalar = Unicode.Scalar(first) { return scalar }
    // A code point beyond 16 bits is written as two surrogates.
    if first < 0xdc00, take("\\"), take("u") {
      let second = try fourDigits()
      if (0xdc00...0xdfff).contains(second),
        let scalar = Unicode.Scalar(0x10000 + (first - 0xd800) << 10 + (second - 0xdc00))
      {
        return scalar
      }
    }
    throw .header(offset: start, expected: "two surrogates that belong together", found: "half of them")
  }

  private static let escapes: [UInt8: Unicode.Scalar] = [
    0x22: "\"", 0x5c: "\\", 0x2f: "/", 0x62: "\u{8}", 0x66: "\u{c}", 0x6e: "\n", 0x72: "\r", 0x74: "\t",
  ]

  private mutating func fourDigits() throws(StateFileError) -> UInt32 {
    var value: UInt32 = 0
    for _ in 0..<4 {
      guard let byte = next, let digit = Character(Unicode.Scalar(byte)).hexDigitValue else {
        throw unexpected("a hexadecimal digit")
      }
      value = value << 4 | UInt32(digit)
      offset += 1
    }
    return value
  }
}
