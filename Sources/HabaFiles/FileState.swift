internal import Glibc

/// Which file or folder it is, whatever it is called.
package struct FileIdentity: Hashable, Sendable {
  package let device: UInt64
  package let number: UInt64
}

/// What a file or folder was when it was looked at.
///
/// States are equal where it is the same one and, as far as can be told, nobody has written to it.
package struct FileState: Hashable, Sendable {
  package enum Kind: Sendable { case file, folder, link, other }

  package let identity: FileIdentity
  package let kind: Kind
  package let size: Int64
  private let seconds: Int
  private let nanoseconds: Int

  /// When it was last written to, by the clock of whoever keeps it: time since 1970.
  package var modified: Duration { .seconds(seconds) + .nanoseconds(nanoseconds) }

  /// Looks at a path; nil with errno where nothing can be said.
  package init?(_ path: String, followingLinks: Bool = true) {
    var info = stat()
    guard (followingLinks ? stat(path, &info) : lstat(path, &info)) == 0 else { return nil }
    self.init(info)
  }

  /// Looks at what is open.
  package init?(descriptor: Int32) {
    var info = stat()
    guard fstat(descriptor, &info) == 0 else { return nil }
    self.init(info)
  }

  /// Looks at an entry of an open folder; links are not followed.
  init?(in folder: Int32, _ name: EntryName) {
    var info = stat()
    guard name.withCString({ fstatat(folder, $0, &info, AT_SYMLINK_NOFOLLOW) }) == 0 else { return nil }
    self.init(info)
  }

  private init(_ info: stat) {
    identity = FileIdentity(
      device: UInt64(truncatingIfNeeded: info.st_dev), number: UInt64(truncatingIfNeeded: info.st_ino))
    kind =
      switch info.st_mode & S_IFMT {
      case S_IFREG: .file
      case S_IFDIR: .folder
      case S_IFLNK: .link
      default: .other
      }
    size = Int64(info.st_size)
    seconds = Int(info.st_mtim.tv_sec)
    nanoseconds = Int(info.st_mtim.tv_nsec)
  }
}
