#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Musl)
  internal import Musl
#else
  internal import Darwin
#endif

/// A new file that is written from the front.
final class OutputFile {
  let path: String
  private(set) var offset = 0
  private let descriptor: Int32
  private var waiting: [UInt8] = []
  private var isOpen = true

  /// Makes the file, which must not be there.
  init(_ path: String) throws(DataError) {
    descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o666)
    if descriptor < 0 { throw System.createFailure(path, errno) }
    self.path = path
  }

  deinit { if isOpen { close(descriptor) } }

  func write(_ bytes: some Collection<UInt8>) throws(DataError) {
    waiting.append(contentsOf: bytes)
    offset += bytes.count
    if waiting.count >= 1 << 18 { try flush() }
  }

  /// Overwrites bytes that were written before.
  func overwrite(_ bytes: [UInt8], at offset: Int) throws(DataError) {
    try flush()
    try put(bytes, at: offset)
  }

  /// Writes what waits and closes the file; without it the file may be incomplete.
  func finish() throws(DataError) {
    try flush()
    isOpen = false
    if close(descriptor) != 0 { throw System.writeFailure(path, errno) }
  }

  private func flush() throws(DataError) {
    try put(waiting, at: offset - waiting.count)
    waiting.removeAll(keepingCapacity: true)
  }

  private func put(_ bytes: [UInt8], at start: Int) throws(DataError) {
    var done = 0
    while done < bytes.count {
      let count = bytes.withUnsafeBytes { buffer in
        let rest = UnsafeRawBufferPointer(rebasing: buffer[done...])
        return pwrite(descriptor, rest.baseAddress, rest.count, off_t(start + done))
      }
      if count < 0 {
        let number = errno
        if number == EINTR { continue }
        throw System.writeFailure(path, number)
      }
      done += count
    }
  }
}

extension System {
  /// The failure of making a file or folder; a full disk is one of writing.
  static func createFailure(_ path: String, _ number: Int32) -> DataError {
    switch number {
    case ENOSPC, EDQUOT, EIO: .writeFailed(path: path, reason: reason(number))
    default: .cannotCreate(path: path, reason: reason(number))
    }
  }

  /// The failure of writing.
  static func writeFailure(_ path: String, _ number: Int32) -> DataError {
    .writeFailed(path: path, reason: reason(number))
  }
}
