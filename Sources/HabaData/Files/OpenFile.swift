internal import Glibc

/// What tells whether a file is still the one that it was.
struct FileStamp: Hashable, Sendable {
  let length: Int
  private let device: UInt64
  private let number: UInt64
  private let seconds: Int
  private let nanoseconds: Int

  init(_ info: stat) {
    length = Int(info.st_size)
    device = UInt64(truncatingIfNeeded: info.st_dev)
    number = UInt64(truncatingIfNeeded: info.st_ino)
    seconds = Int(info.st_mtim.tv_sec)
    nanoseconds = Int(info.st_mtim.tv_nsec)
  }
}

/// A regular file, open for reading at any place by any thread.
final class OpenFile: Sendable {
  let path: String
  /// What the file was when it was opened.
  let stamp: FileStamp
  private let descriptor: Int32

  init(_ path: String) throws(DataError) {
    // O_NONBLOCK: a named pipe must not hold the reader up; it is refused below.
    let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
    if descriptor < 0 { throw System.openFailure(path, errno) }
    var info = stat()
    let status = fstat(descriptor, &info)
    guard status == 0, info.st_mode & S_IFMT == S_IFREG else {
      let reason = status == 0 ? "not a regular file" : System.reason(errno)
      close(descriptor)
      throw .unreadable(path: path, reason: reason)
    }
    self.path = path
    self.descriptor = descriptor
    stamp = FileStamp(info)
  }

  deinit { close(descriptor) }

  /// Whether it was written to since it was opened.
  var hasChanged: Bool {
    var info = stat()
    return fstat(descriptor, &info) != 0 || FileStamp(info) != stamp
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
