internal import HabaFormat

/// Images of equal length that lie in files at even distances, each read when it is asked for.
///
/// They are read, never mapped into memory: a file that is cut short meanwhile is then an error and not the end of the
/// process, and a data set of any size takes no more memory than what is asked of it.
struct RecordStore: ImageStore {
  /// The images of one file.
  struct Part: Sendable {
    let file: OpenFile
    /// Where the first image's bytes start.
    let first: Int
    /// Bytes from the start of one image to that of the next.
    let stride: Int
    let count: Int
  }

  /// How an image's bytes lie in a file.
  enum Layout: Sendable {
    /// `[C, H, W]`.
    case planes
    /// Columns one after the other, as MATLAB has them: `[C, W, H]`.
    case columns
  }

  let parts: [Part]
  let shape: ImageShape
  var layout = Layout.planes

  var changedFiles: [String] { parts.map(\.file).filter(\.hasChanged).map(\.path) }

  func appendPixels(at index: Int, to pixels: inout [UInt8]) throws(DataError) {
    var index = index
    for part in parts {
      if index >= part.count {
        index -= part.count
        continue
      }
      let start = part.first + index * part.stride
      guard layout == .columns else { return try Self.append(shape.count, of: part.file, at: start, to: &pixels) }
      var columns: [UInt8] = []
      try Self.append(shape.count, of: part.file, at: start, to: &columns)
      return Self.appendRows(of: columns, shape, to: &pixels)
    }
  }

  private static func append(
    _ count: Int, of file: OpenFile, at start: Int, to bytes: inout [UInt8]
  ) throws(DataError) {
    let found = try file.read(count, at: start, into: &bytes)
    // It had the bytes when it was opened.
    if found < count { throw .cutShort(path: file.path, length: file.length, found: start + found) }
  }

  /// Appends the planes `[C, H, W]` of an image whose planes lie column by column.
  static func appendRows(of columns: [UInt8], _ shape: ImageShape, to pixels: inout [UInt8]) {
    for channel in 0..<shape.channels {
      for y in 0..<shape.height {
        for x in 0..<shape.width { pixels.append(columns[(channel * shape.width + x) * shape.height + y]) }
      }
    }
  }
}
