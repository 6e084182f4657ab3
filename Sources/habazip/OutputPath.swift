internal import ArgumentParser
internal import Glibc
internal import HabaData

/// An output that was named on the command line, and what can be known about it before any work.
struct OutputPath {
  /// The path; `-` is stdout.
  let path: String

  var isStandardOutput: Bool { path == "-" }

  /// Refuses an output file that exists (unless `force`), can't be made, or is the input itself.
  ///
  /// A device or a pipe is nothing that could be lost, so it is written to as it is.
  func checkFile(force: Bool, input: String? = nil) throws {
    guard !path.isEmpty else { throw ValidationError("the output's name is empty") }
    if isStandardOutput {
      guard !StandardStreams.outputIsTerminal else {
        throw Failure(.usage, "the output is binary and stdout a terminal: give -o FILE, or redirect stdout")
      }
      return
    }
    var found = stat()
    var link = stat()
    if stat(path, &found) == 0 {
      if found.st_mode & S_IFMT == S_IFDIR {
        throw Failure(.cannotCreate, "\(path): is a folder; give the name of a file")
      }
      guard found.st_mode & S_IFMT == S_IFREG else { return }
      if let input, Self.areSame(path, input) {
        throw Failure(.usage, "\(path): is the input; give another output")
      }
    } else if path.hasSuffix("/") {
      throw Failure(.cannotCreate, "\(path): is the name of a folder; give the name of a file")
    }
    guard force || lstat(path, &link) != 0 else {
      throw Failure(.cannotCreate, "\(path): exists already; give -f to replace it")
    }
    try checkParent()
  }

  /// Refuses an output of `expand` that exists (unless `force`) or can't be made.
  func checkExpansion(_ format: ExpandedFolder.Format, force: Bool) throws {
    guard !path.isEmpty else { throw ValidationError("the output's name is empty") }
    try ExpandedFolder.check(path, format: format, replacing: force)
    try checkParent()
  }

  /// Whether two paths lead to the same file.
  static func areSame(_ first: String, _ second: String) -> Bool {
    var one = stat()
    var other = stat()
    guard stat(first, &one) == 0, stat(second, &other) == 0 else { return false }
    return one.st_dev == other.st_dev && one.st_ino == other.st_ino
  }

  /// The folder that the output will lie in.
  private var parent: String {
    var trimmed = Substring(path)
    while trimmed.count > 1 && trimmed.hasSuffix("/") { trimmed.removeLast() }
    guard let slash = trimmed.lastIndex(of: "/") else { return "." }
    return slash == trimmed.startIndex ? "/" : String(trimmed[..<slash])
  }

  private func checkParent() throws {
    let folder = parent
    var found = stat()
    guard stat(folder, &found) == 0 else {
      let reason = String(cString: strerror(errno))
      throw Failure(
        .cannotCreate, "\(path): can't be made, its folder \(folder) can't be reached (\(reason))")
    }
    guard found.st_mode & S_IFMT == S_IFDIR else {
      throw Failure(.cannotCreate, "\(path): can't be made, \(folder) is no folder")
    }
    guard access(folder, W_OK | X_OK) == 0 else {
      let reason = String(cString: strerror(errno))
      throw Failure(.cannotCreate, "\(path): can't be made, no writing in the folder \(folder) (\(reason))")
    }
  }
}
