internal import Glibc
internal import HabaFiles

extension StateFileReader {
  /// Opens a file, whose tensors are read from it as they are asked for; it is closed with the last copy of the reader.
  ///
  /// - Parameters:
  ///   - path: where the file lies; it must be a regular one.
  ///   - limit: as above.
  ///   - requireChecksum: as above.
  public init(
    path: String, limit: Int = StateFile.defaultLimit, requireChecksum: Bool = true
  ) throws(StateFileError) {
    let file = try PlacedFile(path)
    try self.init(fileBytes: file.size, limit: limit, requireChecksum: requireChecksum) {
      range throws(StateFileError) in try file.read(range)
    }
  }
}

/// A file that is read at any place.
private final class PlacedFile {
  let size: Int
  private let descriptor: Int32

  init(_ path: String) throws(StateFileError) {
    // O_NONBLOCK: a named pipe must not hold the reader up; it is refused below.
    descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
    guard descriptor >= 0 else { throw .unreadable(reason: String(cString: strerror(errno))) }
    guard let state = FileState(descriptor: descriptor), state.kind == .file else {
      close(descriptor)
      throw .unreadable(reason: "not a regular file")
    }
    size = Int(state.size)
  }

  deinit { close(descriptor) }

  /// The bytes of a range, fewer only where the file ends.
  func read(_ range: Range<Int>) throws(StateFileError) -> [UInt8] {
    var code: Int32 = 0
    let bytes = [UInt8](unsafeUninitializedCapacity: range.count) { buffer, initialized in
      while initialized < range.count {
        let rest = UnsafeMutableRawBufferPointer(rebasing: UnsafeMutableRawBufferPointer(buffer)[initialized...])
        let found = pread(descriptor, rest.baseAddress, rest.count, off_t(range.lowerBound + initialized))
        if found < 0, errno == EINTR { continue }
        if found < 0 { code = errno }
        guard found > 0 else { return }
        initialized += found
      }
    }
    guard code == 0 else { throw .readFailed(offset: range.lowerBound, reason: String(cString: strerror(code))) }
    return bytes
  }
}
