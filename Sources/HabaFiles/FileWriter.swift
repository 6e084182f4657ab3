internal import Glibc

/// Bytes on their way into an open file, from the front; closed when it goes away.
package final class FileWriter {
  let descriptor: Int32
  /// How many bytes have been appended.
  package private(set) var offset: Int
  /// The output that the file is, or belongs to: what errors name.
  private let path: String
  /// A device or a pipe has no places that could be written to again.
  private let isSpecial: Bool
  private var waiting: [UInt8] = []
  private var isOpen = true

  private static let chunk = 1 << 18

  /// Takes an open file, of which the bytes before `offset` stay as they are.
  init(_ descriptor: Int32, path: String, isSpecial: Bool = false, from offset: Int = 0) {
    self.offset = offset
    self.descriptor = descriptor
    self.path = path
    self.isSpecial = isSpecial
  }

  deinit { if isOpen { close(descriptor) } }

  /// Adds bytes to the end.
  package func append(_ bytes: [UInt8]) throws(OutputError) {
    offset += bytes.count
    if waiting.isEmpty, bytes.count >= Self.chunk { return try put(bytes, at: offset - bytes.count) }
    waiting += bytes
    if waiting.count >= Self.chunk { try flush() }
  }

  /// Overwrites bytes that were appended before.
  package func overwrite(_ bytes: [UInt8], at offset: Int) throws(OutputError) {
    try flush()
    try put(bytes, at: offset)
  }

  /// Hands what waits to the system.
  package func flush() throws(OutputError) {
    guard !waiting.isEmpty else { return }
    try put(waiting, at: offset - waiting.count)
    waiting.removeAll(keepingCapacity: true)
  }

  /// Hands what waits to the system and closes the file; without it the file may be incomplete.
  package func finish() throws(OutputError) {
    try flush()
    guard isOpen else { return }
    isOpen = false
    if close(descriptor) != 0 { throw .writeFailed(path: path, code: errno) }
  }

  /// Writes the file to its disk.
  func synchronize() throws(OutputError) {
    if fsync(descriptor) != 0 { throw .writeFailed(path: path, code: errno) }
  }

  private func put(_ bytes: [UInt8], at start: Int) throws(OutputError) {
    guard isOpen else { throw .writeFailed(path: path, code: EBADF) }
    var done = 0
    while done < bytes.count {
      let count = bytes.withUnsafeBytes { buffer in
        let rest = UnsafeRawBufferPointer(rebasing: buffer[done...])
        return isSpecial
          ? write(descriptor, rest.baseAddress, rest.count)
          : pwrite(descriptor, rest.baseAddress, rest.count, off_t(start + done))
      }
      if count > 0 {
        done += count
      } else if count == 0 {
        throw .writeFailed(path: path, code: EIO)
      } else if errno == EAGAIN {
        // Someone made a shared terminal or pipe non-blocking: wait until it takes more.
        var room = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
        _ = poll(&room, 1, -1)
      } else if errno != EINTR {
        throw .writeFailed(path: path, code: errno)
      }
    }
  }
}
