internal import CHabaFiles
internal import Glibc

/// A folder that appears whole or not at all: it is filled under a hidden name beside its place, then renamed.
///
/// Without `commit()` nothing is left.
package final class OutputFolder {
  let target: FolderTarget
  let calls: NamingCalls
  /// Where the folder is filled.
  let temporary: String
  /// Which folder it is.
  let own: FileIdentity
  private let number: Int
  private var isDone = false

  /// Starts a folder; nothing is at its place until `commit`.
  package init(_ target: FolderTarget, calls: NamingCalls = .system) throws(OutputError) {
    self.target = target
    self.calls = calls
    let temporary = target.place.hiddenPath
    self.temporary = temporary
    // Noted first: whoever removes what is unfinished finds nothing, never a folder that stays.
    let number = try Unfinished.add(.newFolder(path: temporary), for: target.path)
    self.number = number
    guard mkdir(temporary, 0o777) == 0, let state = FileState(temporary, followingLinks: false) else {
      let code = errno
      Unfinished.forget(number)
      throw .making(target.path, code)
    }
    own = state.identity
    Unfinished.update(number, .folder(path: temporary, own))
  }

  deinit { cancel() }

  /// Makes a folder in it.
  package func makeFolder(_ name: String) throws(OutputError) {
    try Unfinished.check(for: target.path)
    if mkdir(Place.join(temporary, name), 0o777) != 0 { throw failure(errno) }
  }

  /// Makes a file in it.
  package func file(_ name: String) throws(OutputError) -> FileWriter {
    try Unfinished.check(for: target.path)
    let descriptor = open(Place.join(temporary, name), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o666)
    guard descriptor >= 0 else { throw failure(errno) }
    return FileWriter(descriptor, path: target.path)
  }

  /// The failure of making something in it, which is no news where the whole has just been removed.
  private func failure(_ code: Int32) -> OutputError {
    do throws(OutputError) {
      try Unfinished.check(for: target.path)
      return .making(target.path, code)
    } catch {
      return error
    }
  }

  /// Writes a file in it.
  package func write(_ bytes: [UInt8], to name: String) throws(OutputError) {
    let file = try file(name)
    try file.append(bytes)
    try file.finish()
  }

  /// Puts the folder in its place, once everything is on the disk.
  ///
  /// - Returns: Where what is left of the folder is kept that was replaced: somebody had added to it or changed it
  ///   meanwhile, it could not be removed, or `Unfinished.removeAll` was called before all of it was.
  package func commit() throws(OutputError) -> String? {
    guard !isDone else { throw .writeFailed(path: target.path, code: EBADF) }
    do throws(OutputError) {
      try Unfinished.check(for: target.path)
      try synchronizeAll()
    } catch {
      cancel()
      throw error
    }
    isDone = true
    // What lies under the hidden name is this folder's, or else it stays.
    defer { OpenFolder.removeTree(temporary, own) }
    return try Unfinished.commit(number, path: target.path) { () throws(OutputError) in
      defer { OpenFolder.removeTree(temporary, own) }
      return try takePlace()
    }
  }

  /// Gives the folder up and removes what was written.
  package func cancel() {
    guard !isDone else { return }
    isDone = true
    OpenFolder.removeTree(temporary, own)
    Unfinished.forget(number)
  }

  private func synchronizeAll() throws(OutputError) {
    let descriptor = open(temporary, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard descriptor >= 0 else { throw .writeFailed(path: target.path, code: errno) }
    defer { close(descriptor) }
    guard haba_sync_file_system(descriptor) != 0 else { return }
    let code = errno
    // Some file systems can't; that is no failure of writing.
    if ![EINVAL, EOPNOTSUPP, ENOSYS].contains(code) { throw .writeFailed(path: target.path, code: code) }
  }
}
