internal import Glibc

/// A file that grows while the work goes on, and stays whatever becomes of the work.
package final class LogFile {
  private let bytes: FileWriter

  /// Makes the file, where nothing is, or in the place of the one that is to be replaced.
  package init(_ target: FileTarget, calls: NamingCalls = .system) throws(OutputError) {
    switch target.found {
    case .special: bytes = try target.openSpecial()
    case .nothing:
      // Exclusively, which every file system knows; a link that has come to be there is not followed.
      let descriptor = open(target.place.path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o666)
      guard descriptor >= 0 else {
        throw errno == EEXIST ? .appeared(path: target.path) : .making(target.path, errno)
      }
      bytes = FileWriter(descriptor, path: target.path)
    case .file:
      // A new file, so that other names of the old one keep what they have.
      let file = try OutputFile(target, named: true, calls: calls)
      try file.takePlace()
      bytes = file.bytes
    }
  }

  /// Goes on with the file that is there, after its last line.
  package init(goingOnWith target: FileTarget) throws(OutputError) {
    guard case .file(let old) = target.found else { throw .cannotCreate(path: target.path, code: ENOENT) }
    let descriptor = open(target.place.path, O_RDWR | O_CLOEXEC | O_NOFOLLOW)
    guard descriptor >= 0 else { throw .making(target.path, errno) }
    guard let state = FileState(descriptor: descriptor), state.identity == old.identity else {
      close(descriptor)
      throw .appeared(path: target.path)
    }
    bytes = FileWriter(descriptor, path: target.path, from: Int(state.size))
    var last = UInt8(ascii: "\n")
    // A run that was killed may have written half a line.
    if state.size > 0, pread(descriptor, &last, 1, off_t(state.size - 1)) == 1, last != UInt8(ascii: "\n") {
      try append([UInt8(ascii: "\n")])
    }
  }

  /// Adds bytes, which the file then has at once.
  package func append(_ bytes: [UInt8]) throws(OutputError) {
    do throws(OutputError) {
      try self.bytes.append(bytes)
      try self.bytes.flush()
    } catch {
      if case .writeFailed(let path, let code) = error { throw .brokenOff(path: path, code: code) }
      throw error
    }
  }
}
