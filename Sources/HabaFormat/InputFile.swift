internal import Glibc

/// Reads a whole file, or standard input for `-`, of at most `limit` bytes.
public func readFile(_ path: String, limit: Int) throws(FileError) -> [UInt8] {
  try InputFile(path: path).readAll(limit: limit)
}

/// A file that is open for reading, closed when it goes away.
final class InputFile {
  private let path: String
  private let descriptor: Int32
  /// The bytes of a regular file; nil for pipes and the like.
  let size: Int?

  private static let chunk = 1 << 20

  /// Opens the file at `path`, or takes standard input for `-`.
  init(path: String) throws(FileError) {
    self.path = path
    descriptor = path == "-" ? STDIN_FILENO : open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw .notReadable(path: path, code: errno) }
    var status = stat()
    guard fstat(descriptor, &status) == 0 else {
      let code = errno
      if path != "-" { close(descriptor) }
      throw .notReadable(path: path, code: code)
    }
    let kind = status.st_mode & S_IFMT
    guard kind != S_IFDIR else {
      if path != "-" { close(descriptor) }
      throw .notReadable(path: path, code: EISDIR)
    }
    // Standard input may have been read from already, so its size says little.
    size = kind == S_IFREG && path != "-" ? Int(status.st_size) : nil
  }

  deinit {
    if descriptor != STDIN_FILENO { close(descriptor) }
  }

  /// The rest of the file, refused where it is longer than `limit`.
  func readAll(limit: Int) throws(FileError) -> [UInt8] {
    if let size, size > limit { throw .tooLarge(path: path, limit: limit) }
    var bytes: [UInt8] = []
    bytes.reserveCapacity(size ?? 0)
    while true {
      // One byte beyond the limit shows that there is more.
      let room = limit - bytes.count
      let chunk = try readOnce(count: min(InputFile.chunk, room == Int.max ? room : room + 1))
      if chunk.isEmpty { return bytes }
      guard chunk.count <= room else { throw .tooLarge(path: path, limit: limit) }
      bytes += chunk
    }
  }

  /// The next `count` bytes, or fewer at the end of the file.
  func read(count: Int) throws(FileError) -> [UInt8] {
    var bytes: [UInt8] = []
    while bytes.count < count {
      let chunk = try readOnce(count: min(InputFile.chunk, count - bytes.count))
      if chunk.isEmpty { break }
      bytes += chunk
    }
    return bytes
  }

  private func readOnce(count: Int) throws(FileError) -> [UInt8] {
    while true {
      var result = 0
      var code: Int32 = 0
      let bytes = [UInt8](unsafeUninitializedCapacity: count) { buffer, initialized in
        result = Glibc.read(descriptor, buffer.baseAddress, count)
        code = errno
        initialized = max(0, result)
      }
      if result >= 0 { return bytes }
      guard code == EINTR else { throw .readFailed(path: path, code: code) }
    }
  }
}
