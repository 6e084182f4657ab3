#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Musl)
  internal import Musl
#else
  internal import Darwin
#endif

/// Small wrappers of the system's calls.
enum System {
  /// The system's words for an error number.
  static func reason(_ number: Int32) -> String {
    guard let text = strerror(number) else { return "error \(number)" }
    return String(cString: text)
  }

  /// The last call's error number.
  static var lastError: Int32 { errno }

  /// The failure of opening a path.
  static func openFailure(_ path: String, _ number: Int32) -> DataError {
    number == ENOENT ? .notFound(path: path) : .unreadable(path: path, reason: reason(number))
  }

  /// `folder/name`.
  static func join(_ folder: String, _ name: String) -> String {
    folder.hasSuffix("/") ? folder + name : folder + "/" + name
  }

  /// What a path is.
  enum FileType { case file, folder, link, other }

  /// What tells one file or folder from every other, whatever its names.
  struct Identity: Hashable, Sendable {
    let device: UInt64
    let number: UInt64
  }

  /// What is at a path, and its identity; nil with errno where nothing can be said.
  static func look(_ path: String, followLinks: Bool = true) -> (type: FileType, identity: Identity)? {
    var info = stat()
    guard (followLinks ? stat(path, &info) : lstat(path, &info)) == 0 else { return nil }
    let type: FileType =
      switch info.st_mode & S_IFMT {
      case S_IFREG: .file
      case S_IFDIR: .folder
      case S_IFLNK: .link
      default: .other
      }
    let identity = Identity(
      device: UInt64(truncatingIfNeeded: info.st_dev), number: UInt64(truncatingIfNeeded: info.st_ino))
    return (type, identity)
  }
}

extension String {
  /// Whether the bytes of the name sort before another's; String's own order is another one.
  func precedesInBytes(_ other: String) -> Bool {
    utf8.lexicographicallyPrecedes(other.utf8)
  }
}
