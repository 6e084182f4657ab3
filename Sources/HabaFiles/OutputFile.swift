internal import Glibc

/// A file that appears whole or not at all.
///
/// It is written under no name where the file system has that, else under a hidden one beside its place; made durable;
/// then named. Without `commit()` nothing is left. A device or a pipe is written to as it is.
package final class OutputFile {
  let target: FileTarget
  let calls: NamingCalls
  /// What is written.
  package let bytes: FileWriter
  /// The hidden name, while it has one.
  var temporary: String?
  /// Which file it is.
  var own: FileIdentity?
  /// Its number among what is unfinished.
  private let number: Int?
  private var isDone = false

  /// Starts a file; with `named` it has its hidden name from the start.
  package init(_ target: FileTarget, named: Bool = false, calls: NamingCalls = .system) throws(OutputError) {
    self.target = target
    self.calls = calls
    if case .special = target.found {
      number = nil
      bytes = try target.openSpecial()
      return
    }
    // Noted first: whoever removes what is unfinished finds nothing, never a file that stays.
    let number = try Unfinished.add(.unnamed, for: target.path)
    self.number = number
    var descriptor = named ? -1 : calls.openUnnamed(target.place.folder)
    if descriptor < 0 {
      let path = target.place.hiddenPath
      Unfinished.update(number, .file(path: path))
      descriptor = open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0o666)
      guard descriptor >= 0 else {
        let code = errno
        Unfinished.forget(number)
        throw .making(target.path, code)
      }
      temporary = path
    }
    bytes = FileWriter(descriptor, path: target.path)
    own = FileState(descriptor: descriptor)?.identity
  }

  deinit { cancel() }

  /// Writes `bytes` to a path whole or not at all.
  package static func write(_ bytes: [UInt8], to target: FileTarget) throws(OutputError) {
    let file = try OutputFile(target)
    try file.bytes.append(bytes)
    try file.commit()
  }

  /// Makes the file durable and gives it its place.
  package func commit() throws(OutputError) {
    try takePlace()
    try bytes.finish()
  }

  /// The same, but the file stays open to be written on.
  func takePlace() throws(OutputError) {
    guard !isDone else { throw .writeFailed(path: target.path, code: EBADF) }
    guard let number else {
      isDone = true
      return try bytes.flush()
    }
    do throws(OutputError) {
      try bytes.flush()
      try bytes.synchronize()
    } catch {
      cancel()
      throw error
    }
    isDone = true
    defer { removeTemporary() }
    try Unfinished.commit(number, path: target.path) { () throws(OutputError) in
      defer { removeTemporary() }
      switch target.found {
      case .nothing, .special: try takeFreePlace()
      case .file(let state): try replace(state)
      }
    }
    try synchronize(folder: target.place.folder, for: target.path)
  }

  /// Gives the file up and removes what was written.
  package func cancel() {
    guard !isDone else { return }
    isDone = true
    removeTemporary()
    if let number { Unfinished.forget(number) }
  }

  /// Removes the hidden name, as long as it is this file's.
  private func removeTemporary() {
    guard let path = temporary else { return }
    temporary = nil
    if let own, FileState(path, followingLinks: false)?.identity == own { unlink(path) }
  }
}
