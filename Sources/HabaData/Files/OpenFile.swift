internal import Glibc
internal import HabaFiles

/// A regular file, open for reading at any place by any thread.
final class OpenFile: Sendable {
  let path: String
  /// What the file was when it was opened.
  let state: FileState
  private let descriptor: Int32

  init(_ path: String) throws(DataError) {
    // O_NONBLOCK: a named pipe must not hold the reader up; it is refused below.
    let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
    if descriptor < 0 { throw System.openFailure(path, errno) }
    guard let state = FileState(descriptor: descriptor), state.kind == .file else {
      let reason = FileState(descriptor: descriptor) == nil ? System.reason(errno) : "not a regular file"
      close(descriptor)
      throw .unreadable(path: path, reason: reason)
    }
    self.path = path
    self.descriptor = descriptor
    self.state = state
  }

  deinit { close(descriptor) }

  /// The file's length in bytes when it was opened.
  var length: Int { Int(state.size) }

  /// Whether it was written to since it was opened.
  var hasChanged: Bool {
    FileState(descriptor: descriptor) != state
  }

  /// Appends up to `count` bytes from an offset; fewer only where the file ends.
  func read(_ count: Int, at offset: Int, into bytes: inout [UInt8]) throws(DataError) -> Int {
    let blockBytes = 1 << 18
    var done = 0
    while done < count {
      var number: Int32 = 0
      let block = [UInt8](unsafeUninitializedCapacity: min(blockBytes, count - done)) { buffer, initialized in
        while true {
          let found = pread(descriptor, buffer.baseAddress, buffer.count, off_t(offset + done))
          if found < 0 && errno == EINTR { continue }
          if found < 0 { number = errno }
          initialized = max(0, found)
          return
        }
      }
      if number != 0 { throw .readFailed(path: path, reason: System.reason(number)) }
      if block.isEmpty { break }
      bytes.append(contentsOf: block)
      done += block.count
    }
    return done
  }
}
