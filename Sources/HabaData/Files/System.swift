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

  /// The failure of opening a path.
  static func openFailure(_ path: String, _ number: Int32) -> DataError {
    number == ENOENT ? .notFound(path: path) : .unreadable(path: path, reason: reason(number))
  }

  /// `folder/name`.
  static func join(_ folder: String, _ name: String) -> String {
    folder.hasSuffix("/") ? folder + name : folder + "/" + name
  }
}

extension String {
  /// Whether the bytes of the name sort before another's; String's own order is another one.
  func precedesInBytes(_ other: String) -> Bool {
    utf8.lexicographicallyPrecedes(other.utf8)
  }
}
