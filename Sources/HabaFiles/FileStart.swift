internal import Glibc

/// The first bytes of a regular file, at most `count`; none where there is no such file, or it can't be read.
package func startOfFile(_ path: String, count: Int) -> [UInt8] {
  // O_NONBLOCK: a named pipe must not hold anybody up.
  let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
  guard descriptor >= 0 else { return [] }
  defer { close(descriptor) }
  guard FileState(descriptor: descriptor)?.kind == .file else { return [] }
  return [UInt8](unsafeUninitializedCapacity: count) { buffer, initialized in
    while initialized < count {
      let rest = UnsafeMutableRawBufferPointer(rebasing: UnsafeMutableRawBufferPointer(buffer)[initialized...])
      let found = pread(descriptor, rest.baseAddress, rest.count, off_t(initialized))
      if found < 0 && errno == EINTR { continue }
      guard found > 0 else { return }
      initialized += found
    }
  }
}
