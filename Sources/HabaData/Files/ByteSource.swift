/// Bytes that are read once, from the front.
protocol ByteSource: AnyObject {
  /// The file they come from.
  var path: String { get }
  /// How many bytes have been read.
  var offset: Int { get }
  /// No more than this many bytes can still come, whatever a header says.
  var mostBytes: Int { get }

  /// Appends the next `count` bytes, fewer only where the bytes end; gives their number.
  func read(_ count: Int, into bytes: inout [UInt8]) throws(DataError) -> Int
}

extension ByteSource {
  /// The next `count` bytes, all of them.
  func take(_ count: Int) throws(DataError) -> [UInt8] {
    var bytes: [UInt8] = []
    try append(count, to: &bytes)
    return bytes
  }

  /// Appends the next `count` bytes, all of them.
  ///
  /// The room for them is taken only after the source has been asked whether it can hold that many.
  func append(_ count: Int, to bytes: inout [UInt8]) throws(DataError) {
    let start = offset
    if count > mostBytes { throw .endsEarly(path: path, declared: start + count, found: start + mostBytes) }
    bytes.reserveCapacity(bytes.count + count)
    let found = try read(count, into: &bytes)
    if found < count { throw .endsEarly(path: path, declared: start + count, found: start + found) }
  }

  /// Reads past `count` bytes.
  func skip(_ count: Int) throws(DataError) {
    var left = count
    while left > 0 {
      left -= try take(min(left, 1 << 16)).count
    }
  }

  /// Whether nothing follows.
  func isAtEnd() throws(DataError) -> Bool {
    var rest: [UInt8] = []
    return try read(1, into: &rest) == 0
  }
}

/// A regular file, read from the front or from anywhere.
final class FileReader: ByteSource {
  let file: OpenFile
  private(set) var offset = 0

  init(_ path: String) throws(DataError) { file = try OpenFile(path) }

  var path: String { file.path }

  /// The file's length in bytes when it was opened.
  var length: Int { file.length }

  var mostBytes: Int { max(0, length - offset) }

  func read(_ count: Int, into bytes: inout [UInt8]) throws(DataError) -> Int {
    let found = try read(count, at: offset, into: &bytes)
    offset += found
    return found
  }

  /// Goes to an offset from the file's start.
  func seek(to offset: Int) { self.offset = offset }

  /// Appends up to `count` bytes from an offset; fewer only where the file ends.
  func read(_ count: Int, at offset: Int, into bytes: inout [UInt8]) throws(DataError) -> Int {
    try file.read(count, at: offset, into: &bytes)
  }

  /// A whole file's bytes; longer ones than `limit` are refused.
  static func bytes(of path: String, limit: Int) throws(DataError) -> [UInt8] {
    let file = try FileReader(path)
    if file.length > limit { throw .fileTooLarge(path: path, bytes: file.length, limit: limit) }
    return try file.take(file.length)
  }
}
