internal import Glibc

/// What went wrong with a file that was read, and with which.
public enum FileError: Error, Hashable, Sendable {
  /// It isn't there or can't be opened for reading.
  case notReadable(path: String, code: Int32)
  /// Reading it failed.
  case readFailed(path: String, code: Int32)
  /// It has more bytes than may be read.
  case tooLarge(path: String, limit: Int)

  /// The path that it is about; `-` for standard input.
  public var path: String {
    switch self {
    case .notReadable(let path, _), .readFailed(let path, _), .tooLarge(let path, _): path
    }
  }
}

extension FileError: CustomStringConvertible {
  /// One line: which file, what, and what to do.
  public var description: String {
    switch self {
    case .notReadable(_, let code):
      "\(name): can't be read: \(reason(code)); check the path and its permissions"
    case .readFailed(_, let code): "\(name): reading failed: \(reason(code))"
    case .tooLarge(_, let limit):
      "\(name): has more than the \(limit) bytes allowed; allow more if it is trusted"
    }
  }

  private var name: String { path == "-" ? "standard input" : escaped(path) }

  private func reason(_ code: Int32) -> String { String(cString: strerror(code)) }
}
