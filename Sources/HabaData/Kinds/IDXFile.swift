internal import HabaFormat

/// An IDX file of bytes: a magic number, the size of each dimension, big-endian, and the bytes.
enum IDXFile {
  /// The bytes of a label file.
  static func labels(_ path: String, _ context: inout ReadContext) throws(DataError) -> [UInt8] {
    let source = try open(path)
    let count = try header(source, dimensions: 1)[0]
    try context.take(count, of: ReadContext.bytesPerImage, for: path)
    return try content(source, count: count)
  }

  /// The shape and the pixels of an image file that must hold `labelCount` images.
  ///
  /// A plain file's pixels stay in it; those of a packed one are unpacked into memory.
  static func images(
    _ path: String, labelCount: Int, labelPath: String, _ context: inout ReadContext
  ) throws(DataError) -> (shape: ImageShape, store: any ImageStore) {
    let source = try open(path)
    let sizes = try header(source, dimensions: 3)
    if sizes[0] != labelCount {
      throw .unequalCounts(images: path, imageCount: sizes[0], labels: labelPath, labelCount: labelCount)
    }
    for (index, field) in [(1, "the number of rows"), (2, "the number of columns")]
    where !(1...ImageLimits.side).contains(sizes[index]) {
      throw .badField(
        path: path, field: field, offset: 4 + 4 * index, found: String(sizes[index]),
        expected: "1 to \(ImageLimits.side)")
    }
    if !ImageLimits.allows(width: sizes[2], height: sizes[1]) {
      throw .imageTooLarge(path: path, width: sizes[2], height: sizes[1], limit: ImageLimits.text)
    }
    let shape = ImageShape(channels: 1, height: sizes[1], width: sizes[2])
    if let reader = source as? FileReader {
      // At most 2^32 images of 10^8 bytes: no overflow.
      try checkLength(reader, content: sizes[0] * shape.count)
      let part = RecordStore.Part(file: reader.file, first: reader.offset, stride: shape.count, count: sizes[0])
      return (shape, RecordStore(parts: [part], shape: shape))
    }
    try context.take(sizes[0], of: shape.count, for: path)
    let pixels = try content(source, count: sizes[0] * shape.count)
    return (shape, MemoryStore(bytes: pixels, imageBytes: shape.count))
  }

  private static func open(_ path: String) throws(DataError) -> any ByteSource {
    let file = try FileReader(path)
    return path.hasSuffix(".gz")
      ? try InflateReader(file, count: file.length, wrapping: .gzip) : file
  }

  private static func header(_ source: any ByteSource, dimensions: Int) throws(DataError) -> [Int] {
    let bytes = try source.take(4 + 4 * dimensions)
    let numbers = (0...dimensions).map { field in
      bytes[4 * field..<4 * field + 4].reduce(0) { $0 << 8 | Int($1) }
    }
    let magic = 0x0800 | dimensions
    if numbers[0] != magic {
      throw .badField(
        path: source.path, field: "the magic number", offset: 0, found: hex(numbers[0]),
        expected: "\(hex(magic)) (bytes in \(dimensions == 1 ? "1 dimension" : "\(dimensions) dimensions"))")
    }
    return Array(numbers.dropFirst())
  }

  /// The bytes after the header, exactly as many as it declares.
  private static func content(_ source: any ByteSource, count: Int) throws(DataError) -> [UInt8] {
    let header = source.offset
    if let file = source as? FileReader { try checkLength(file, content: count) }
    let bytes = try source.take(count)
    if !(try source.isAtEnd()) {
      throw .damagedPacking(
        path: source.path, reason: "they hold more than the \(header + count) bytes that the header declares")
    }
    return bytes
  }

  /// Refuses a plain file that has not just its header and the `content` bytes that it declares.
  private static func checkLength(_ file: FileReader, content: Int) throws(DataError) {
    let declared = file.offset + content
    if file.length != declared {
      throw .wrongLength(path: file.path, expected: "\(declared) by its header", found: file.length)
    }
  }

  private static func hex(_ number: Int) -> String {
    let digits = String(number, radix: 16)
    return "0x" + String(repeating: "0", count: max(0, 8 - digits.count)) + digits
  }
}
