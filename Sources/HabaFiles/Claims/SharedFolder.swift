internal import Glibc

/// A folder in which any number of processes, on any number of machines, share units of work without a server.
///
/// Each unit becomes a file of the folder. What is worked on is claimed by a hidden file beside it (`Claim`), what is
/// done lies under its name. Nothing is locked and no clock but the file server's is asked, so a network's file system
/// will do.
package final class SharedFolder {
  /// Its path.
  package let path: String
  package let times: ClaimTimes

  /// Opens a folder, and makes it where nothing is: that another process makes it at the same time is no failure.
  package init(_ path: String, times: ClaimTimes = .standard) throws(OutputError) {
    guard !path.isEmpty else { throw .cannotCreate(path: path, code: ENOENT) }
    self.path = Place.trimmed(path)
    self.times = times
    if mkdir(self.path, 0o777) != 0 {
      let code = errno
      guard FileState(self.path)?.kind == .folder else {
        if FileState(self.path) != nil { throw .noFolder(path: path) }
        if FileState(self.path, followingLinks: false) != nil { throw .deadLink(path: path) }
        throw .making(path, code)
      }
    }
  }

  /// The path of an entry.
  package func path(of name: String) -> String { Place.join(path, name) }

  /// What is in the folder now.
  package func view() throws(OutputError) -> FolderView {
    FolderView(of: self, names: try Self.names(at: path))
  }

  /// The names of all entries of a folder that are UTF-8, hidden ones too, in byte order.
  package static func names(at path: String) throws(OutputError) -> [String] {
    // What a link leads to is meant.
    guard let folder = OpenFolder(Place.join(path, ".")), let entries = folder.entries() else {
      throw .cannotCreate(path: path, code: errno)
    }
    return entries.compactMap { String(validating: $0.bytes, as: UTF8.self) }
  }

  /// What time it is for whoever keeps the folder: that of a file that is just written to, which goes away again.
  ///
  /// Clocks of machines differ, and times of files are the server's.
  func now() throws(OutputError) -> Duration {
    let path = self.path(of: ".clock.haba.tmp-\(Claim.mark())")
    let number = try Unfinished.add(.file(path: path), for: self.path)
    defer { Unfinished.forget(number) }
    let descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o666)
    guard descriptor >= 0 else { throw .making(self.path, errno) }
    defer {
      unlink(path)
      close(descriptor)
    }
    guard write(descriptor, "\n", 1) == 1, fsync(descriptor) == 0, let state = FileState(descriptor: descriptor) else {
      throw .writeFailed(path: self.path, code: errno)
    }
    return state.modified
  }
}
