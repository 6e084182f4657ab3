internal import Glibc

/// Where a file is to be, and what was there when it was looked at: best before any work.
package struct FileTarget: Sendable {
  enum Found: Sendable {
    case nothing
    /// A regular file, which is to be replaced.
    case file(FileState)
    /// A device or a pipe: nothing that could be lost, so it is written to as it is.
    case special
  }

  /// The path that was asked for.
  package let path: String
  /// Where the file comes to be; links stay links.
  package let place: Place
  private(set) var found: Found
  /// Whether what is there may be replaced.
  let replacing: Bool

  /// Whether it is a device or a pipe.
  package var isSpecial: Bool {
    if case .special = found { return true }
    return false
  }

  /// Whether nothing is there.
  package var isFree: Bool {
    if case .nothing = found { return true }
    return false
  }

  /// Looks at a path; a folder there is refused, and unless it is to be replaced a file or a link to nowhere.
  package init(_ path: String, replacing: Bool) throws(OutputError) {
    guard !path.isEmpty else { throw .cannotCreate(path: path, code: ENOENT) }
    self.path = path
    self.replacing = replacing
    place = Place(path)
    guard let state = FileState(path) else {
      guard path.utf8.last != UInt8(ascii: "/") else { throw .cannotCreate(path: path, code: EISDIR) }
      guard replacing || FileState(path, followingLinks: false) == nil else { throw .exists(path: path) }
      found = .nothing
      return
    }
    switch state.kind {
    case .folder: throw .cannotCreate(path: path, code: EISDIR)
    case .file:
      guard replacing else { throw .exists(path: path) }
      // An open file that has lost its name can be looked at through /dev/stdout and the like, but not replaced.
      guard FileState(place.path)?.identity == state.identity else { throw .cannotCreate(path: path, code: ENOENT) }
      found = .file(state)
    case .link, .other: found = .special
    }
  }

  /// The same place, which by now holds a file of one's own.
  func holding(_ state: FileState) -> FileTarget {
    var target = self
    target.found = .file(state)
    return target
  }

  /// Opens the device or pipe.
  func openSpecial() throws(OutputError) -> FileWriter {
    let descriptor = open(path, O_WRONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw .making(path, errno) }
    let writer = FileWriter(descriptor, path: path, isSpecial: true)
    // A file that has come to be there since would be overwritten.
    guard FileState(descriptor: descriptor)?.kind == .other else { throw .appeared(path: path) }
    return writer
  }
}
