internal import HabaFormat

/// What a MATLAB 5 file of SVHN holds: the images `X` and the labels `y`.
///
/// A reader of just that, little-endian, compressed elements or not; see MathWorks' "MAT-File Format", Level 5.
struct MATFile {
  var shape: ImageShape
  var imageCount: Int
  /// Where the pixels are: in the file, or in memory where they are packed there.
  var store: any ImageStore
  /// As the file has them.
  var labels: [Int]

  static func read(_ path: String, _ context: inout ReadContext) throws(DataError) -> MATFile {
    let file = try FileReader(path)
    let header = try file.take(128)
    // After 124 bytes of text: the version, and "MI" written as a number.
    guard header[126] == 0x49, header[127] == 0x4D, header[124] == 0, header[125] == 1 else {
      throw .badField(
        path: path, field: "version and byte order", offset: 124,
        found: header[124...].map { String($0, radix: 16) }.joined(separator: " "),
        expected: "0 1 49 4d (MATLAB 5, little-endian)")
    }
    var images: MATImages?
    var labels: [Int]?
    while file.mostBytes > 0 {
      try readElement(file, images: &images, labels: &labels, &context)
    }
    guard let images else { throw missing("X", path) }
    guard let labels else { throw missing("y", path) }
    return MATFile(shape: images.shape, imageCount: images.count, store: images.store, labels: labels)
  }

  private static func missing(_ variable: String, _ path: String) -> DataError {
    .missingFiles(path: path, kind: .svhn, expected: "the variables X and y, and \(variable) is not there")
  }

  private static func readElement(
    _ file: FileReader, images: inout MATImages?, labels: inout [Int]?, _ context: inout ReadContext
  ) throws(DataError) {
    let start = file.offset
    let tag = try MATTag(file)
    let end = file.offset + tag.count
    if end > file.length {
      throw .endsEarly(path: file.path, declared: end, found: file.length)
    }
    var source: any ByteSource = file
    switch tag.type {
    case .compressed:
      source = try InflateReader(file, count: tag.count, wrapping: .zlib)
      let inner = try MATTag(source)
      if inner.type != .matrix { throw inner.unexpected("a matrix", source.path, start) }
    case .matrix:
      break
    default:
      throw tag.unexpected("a matrix or a compressed element", file.path, start)
    }
    let matrix = try MATMatrix(source)
    switch matrix.name {
    case "X": images = try matrix.images(source, &context)
    case "y": labels = try matrix.labels(source, &context)
    default: break
    }
    if matrix.name == "X" || matrix.name == "y", tag.type == .compressed, !(try source.isAtEnd()) {
      throw .damagedPacking(path: file.path, reason: "\(matrix.name) holds more than it declares")
    }
    if file.offset > end { throw .endsEarly(path: file.path, declared: file.offset, found: end) }
    file.seek(to: end)
  }
}
