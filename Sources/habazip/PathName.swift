internal import Glibc

/// Paths as words: what they name is looked up only where that is said.
enum PathName {
  /// What a path leads to.
  enum Kind { case file, folder, other }

  /// What is at `path`, links followed; nil where there is nothing, or nothing that can be reached.
  static func kind(of path: String) -> Kind? {
    var found = stat()
    guard stat(path, &found) == 0 else { return nil }
    switch found.st_mode & S_IFMT {
    case S_IFREG: return .file
    case S_IFDIR: return .folder
    default: return .other
    }
  }

  /// The path from the root, without `.`, `..` and doubled or final slashes; links stay as they are.
  static func absolute(_ path: String) -> String {
    var parts: [Substring] = []
    for part in (path.hasPrefix("/") ? path : workingFolder + "/" + path).split(separator: "/") where part != "." {
      if part == ".." {
        _ = parts.popLast()
      } else {
        parts.append(part)
      }
    }
    return "/" + parts.joined(separator: "/")
  }

  private static var workingFolder: String {
    guard let path = getcwd(nil, 0) else { return "" }
    defer { free(path) }
    return String(cString: path)
  }
}
