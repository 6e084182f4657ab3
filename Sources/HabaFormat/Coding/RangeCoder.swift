/// Codes or decodes single bits, each with the probability that it is 1.
///
/// Models are written once and serve both ways: a coder gives back the bit, which an encoder was given and a
/// decoder finds.
protocol BitCoder {
  /// Codes `bit`, which a decoder passes over; `probability` is in 65536ths, 32…65504.
  mutating func code(_ bit: Int, probability: Int) throws(ArchiveError) -> Int
}

/// What both directions of the range coder share.
enum RangeCoding {
  static let fullRange: UInt32 = .max
  /// A range below it is widened by a byte.
  static let smallestRange: UInt32 = 1 << 24
  /// The bytes of a decoder's window.
  static let windowBytes = 4

  /// The part of `range` that stands for a 1.
  @inline(__always)
  static func bound(range: UInt32, probability: Int) -> UInt32 {
    (range >> 16) &* UInt32(truncatingIfNeeded: probability)
  }

  /// The shortest end of a stream whose coder stands at `low` and `range`: how many bytes, and the value of the
  /// window that they make with zeros behind.
  ///
  /// The value may have a 33rd bit, which is a carry into the bytes before.
  static func ending(low: UInt32, range: UInt32) -> (bytes: Int, value: UInt64) {
    for bytes in 0..<windowBytes {
      let unit = UInt64(1) << UInt64(8 * (windowBytes - bytes))
      let value = (UInt64(low) + unit - 1) / unit * unit
      if value < UInt64(low) + UInt64(range) { return (bytes, value) }
    }
    return (windowBytes, UInt64(low))
  }
}

/// Writes bits as a range-coded stream.
struct RangeEncoder: BitCoder {
  private var bytes: [UInt8] = []
  private var low: UInt32 = 0
  private var range = RangeCoding.fullRange

  mutating func code(_ bit: Int, probability: Int) throws(ArchiveError) -> Int {
    let bound = RangeCoding.bound(range: range, probability: probability)
    if bit != 0 {
      range = bound
    } else {
      let (sum, carry) = low.addingReportingOverflow(bound)
      low = sum
      range -= bound
      if carry { propagateCarry() }
    }
    while range < RangeCoding.smallestRange {
      bytes.append(UInt8(truncatingIfNeeded: low >> 24))
      low <<= 8
      range <<= 8
    }
    return bit
  }

  /// The whole stream, its shortest end included.
  func finished() -> [UInt8] {
    var result = self
    let (count, value) = RangeCoding.ending(low: low, range: range)
    if value > UInt64(UInt32.max) { result.propagateCarry() }
    for index in 0..<count {
      result.bytes.append(UInt8(truncatingIfNeeded: value >> UInt64(24 - 8 * index)))
    }
    return result.bytes
  }

  private mutating func propagateCarry() {
    for index in bytes.indices.reversed() {
      bytes[index] &+= 1
      if bytes[index] != 0 { return }
    }
  }
}

/// Reads the bits of a range-coded stream that goes on to the end of a section's content.
struct RangeDecoder: BitCoder {
  private let source: ContentReader
  private var range = RangeCoding.fullRange
  /// The stream's next four bytes, and how far they lie above the encoder's low end.
  private var window: UInt32 = 0
  private var code: UInt32 = 0
  /// Bytes taken from beyond the end, where all are zero.
  private var overrun = 0

  init(_ source: ContentReader) throws(ArchiveError) {
    self.source = source
    for _ in 0..<RangeCoding.windowBytes { window = window << 8 | UInt32(try nextByte()) }
    code = window
    // Beyond the range no bits lie; within it `code` stays below it for ever.
    guard code < range else {
      throw .invalid(
        field: "range-coded stream of \(source.part)", rule: "begun with less than 2^32 - 1", found: "\(code)",
        offset: source.offset - RangeCoding.windowBytes)
    }
  }

  mutating func code(_ bit: Int, probability: Int) throws(ArchiveError) -> Int {
    let bound = RangeCoding.bound(range: range, probability: probability)
    let found: Int
    if code < bound {
      range = bound
      found = 1
    } else {
      code -= bound
      range -= bound
      found = 0
    }
    while range < RangeCoding.smallestRange {
      let byte = UInt32(try nextByte())
      window = window << 8 | byte
      code = code << 8 | byte
      range <<= 8
    }
    return found
  }

  /// Demands that the stream ends here and in the one way it may.
  func finish() throws(ArchiveError) {
    let low = window &- code
    let (bytes, value) = RangeCoding.ending(low: low, range: range)
    guard UInt64(low) + UInt64(code) == value, overrun == RangeCoding.windowBytes - bytes else {
      throw .invalid(
        field: source.part, rule: "range-coded with the shortest end", found: "another end",
        offset: source.offset)
    }
    try source.finish()
  }

  private mutating func nextByte() throws(ArchiveError) -> UInt8 {
    if let byte = try source.nextByte() { return byte }
    overrun += 1
    guard overrun <= RangeCoding.windowBytes else {
      throw .truncated(part: source.part, offset: source.offset, declared: overrun, found: 0)
    }
    return 0
  }
}
