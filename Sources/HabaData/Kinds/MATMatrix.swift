internal import HabaFormat

/// The tag of a data element: its type and its length.
struct MATTag {
  /// The types that are read here, by their numbers in the file.
  enum Kind: Int {
    case int8 = 1
    case uint8, int16, uint16, int32, uint32, single
    case double = 9
    case matrix = 14
    case compressed

    /// Bytes of a number.
    var width: Int? {
      switch self {
      case .int8, .uint8: 1
      case .int16, .uint16: 2
      case .int32, .uint32, .single: 4
      case .double: 8
      case .matrix, .compressed: nil
      }
    }
  }

  var type: Kind?
  var number: Int
  /// Bytes of the data.
  var count: Int
  /// The data of a small element, which lie in the tag itself.
  var small: [UInt8]?

  init(_ source: any ByteSource) throws(DataError) {
    let bytes = try source.take(8)
    let first = MATNumbers.unsigned(bytes[0..<4])
    if first >> 16 != 0 {
      number = first & 0xFFFF
      count = first >> 16
      small = Array(bytes[4..<4 + min(4, count)])
    } else {
      number = first
      count = MATNumbers.unsigned(bytes[4..<8])
    }
    type = Kind(rawValue: number)
    if small != nil, count > 4 {
      throw unexpected("a small element of 4 bytes at most", source.path, source.offset - 8)
    }
  }

  func unexpected(_ expected: String, _ path: String, _ offset: Int) -> DataError {
    .badField(
      path: path, field: "the data element", offset: offset, found: "type \(number) of \(count) bytes",
      expected: expected)
  }

  /// The element's data, of at most `limit` bytes, and past their padding.
  func data(_ source: any ByteSource, limit: Int) throws(DataError) -> [UInt8] {
    if let small { return small }
    if count > limit { throw unexpected("at most \(limit) bytes", source.path, source.offset - 8) }
    let bytes = try source.take(count)
    try source.skip((8 - count % 8) % 8)
    return bytes
  }
}

/// Little-endian numbers.
enum MATNumbers {
  static func unsigned(_ bytes: some BidirectionalCollection<UInt8>) -> Int {
    bytes.reversed().reduce(0) { $0 << 8 | Int($1) }
  }

  /// The whole number that `bytes` stand for; nil where it is none.
  static func whole(_ bytes: ArraySlice<UInt8>, _ type: MATTag.Kind) -> Int? {
    switch type {
    case .uint8, .uint16, .uint32: unsigned(bytes)
    case .int8: Int(Int8(truncatingIfNeeded: unsigned(bytes)))
    case .int16: Int(Int16(truncatingIfNeeded: unsigned(bytes)))
    case .int32: Int(Int32(truncatingIfNeeded: unsigned(bytes)))
    case .single: Int(exactly: Float(bitPattern: UInt32(truncatingIfNeeded: unsigned(bytes))))
    case .double:
      Int(exactly: Double(bitPattern: bytes.reversed().reduce(0 as UInt64) { $0 << 8 | UInt64($1) }))
    case .matrix, .compressed: nil
    }
  }
}

/// The head of a matrix element: all that comes before its data.
struct MATMatrix {
  /// MATLAB's class: 6 to 15 are numbers, 9 is uint8.
  var arrayClass: Int
  var isComplex: Bool
  var dimensions: [Int]
  var name: String

  init(_ source: any ByteSource) throws(DataError) {
    let flags = try Self.part(source, .uint32, limit: 8)
    let sizes = try Self.part(source, .int32, limit: 4 * 32)
    let name = try Self.part(source, .int8, limit: 64)
    guard flags.count == 8, sizes.count >= 8, sizes.count % 4 == 0 else {
      throw .badField(
        path: source.path, field: "a matrix's head", offset: source.offset,
        found: "\(flags.count) bytes of flags and \(sizes.count) of dimensions", expected: "8 and at least 8")
    }
    arrayClass = Int(flags[0])
    isComplex = flags[1] & 0x08 != 0
    dimensions = stride(from: 0, to: sizes.count, by: 4).map { MATNumbers.unsigned(sizes[$0..<$0 + 4]) }
    self.name = String(decoding: name, as: UTF8.self)
  }

  private static func part(
    _ source: any ByteSource, _ type: MATTag.Kind, limit: Int
  ) throws(DataError) -> [UInt8] {
    let tag = try MATTag(source)
    if tag.type != type { throw tag.unexpected("type \(type.rawValue)", source.path, source.offset - 8) }
    return try tag.data(source, limit: limit)
  }

  /// The images of an array of bytes `[H, W, 3, N]`, whose first index runs fastest.
  ///
  /// Those of a plain element stay in the file.
  func images(_ source: any ByteSource, _ context: inout ReadContext) throws(DataError) -> MATImages {
    // MATLAB drops a last dimension of 1.
    let sizes = dimensions.count == 3 ? dimensions + [1] : dimensions
    guard arrayClass == 9, !isComplex, sizes.count == 4, sizes[2] == 3,
      ImageLimits.allows(width: sizes[1], height: sizes[0])
    else {
      throw .badField(
        path: source.path, field: "the array X", offset: source.offset,
        found: "class \(arrayClass) of \(dimensions.map { String($0) }.joined(separator: "x"))",
        expected: "class 9 (uint8) of HxWx3xN")
    }
    let shape = ImageShape(channels: 3, height: sizes[0], width: sizes[1])
    let tag = try MATTag(source)
    // At most 2^32 images of 3 * 10^8 bytes: no overflow.
    let count = sizes[3]
    guard tag.type == .uint8, tag.small == nil, tag.count == count * shape.count else {
      throw tag.unexpected("type 2 of \(count * shape.count) bytes", source.path, source.offset - 8)
    }
    if tag.count > source.mostBytes {
      throw .endsEarly(
        path: source.path, declared: source.offset + tag.count, found: source.offset + source.mostBytes)
    }
    if let file = source as? FileReader {
      let part = RecordStore.Part(file: file.file, first: file.offset, stride: shape.count, count: count)
      file.seek(to: file.offset + tag.count + (8 - tag.count % 8) % 8)
      return MATImages(shape: shape, count: count, store: RecordStore(parts: [part], shape: shape, layout: .columns))
    }
    try context.take(count, of: shape.count, for: source.path)
    var pixels: [UInt8] = []
    pixels.reserveCapacity(tag.count)
    for _ in 0..<count { RecordStore.appendRows(of: try source.take(shape.count), shape, to: &pixels) }
    try source.skip((8 - tag.count % 8) % 8)
    return MATImages(shape: shape, count: count, store: MemoryStore(bytes: pixels, imageBytes: shape.count))
  }

  /// The whole numbers of a vector.
  func labels(_ source: any ByteSource, _ context: inout ReadContext) throws(DataError) -> [Int] {
    let sides = dimensions.filter { $0 != 1 }
    let tag = try MATTag(source)
    guard (6...15).contains(arrayClass), !isComplex, sides.count <= 1, let type = tag.type,
      let width = type.width,
      tag.count == (sides.first ?? 1) * width
    else { throw tag.unexpected("a vector of numbers", source.path, source.offset - 8) }
    try context.take(tag.count / width, of: ReadContext.bytesPerImage, for: source.path)
    let bytes = try tag.data(source, limit: tag.count)
    var labels: [Int] = []
    labels.reserveCapacity(bytes.count / width)
    for start in stride(from: 0, to: bytes.count, by: width) {
      guard let label = MATNumbers.whole(bytes[start..<start + width], type) else {
        throw .badField(
          path: source.path, field: "label \(labels.count)", offset: source.offset, found: "no whole number",
          expected: "1 to 10")
      }
      labels.append(label)
    }
    return labels
  }
}

/// The images of a MATLAB array.
struct MATImages {
  var shape: ImageShape
  var count: Int
  var store: any ImageStore
}
