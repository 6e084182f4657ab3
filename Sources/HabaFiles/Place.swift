internal import Glibc

/// A place in the file system where something is or can be: a folder's path and a name in it.
///
/// Links are followed to their end, so what lies there is replaced and not the link.
package struct Place: Hashable, Sendable {
  /// The folder's path, `.` where the path names none.
  package let folder: String
  package let name: String

  /// The path of the place.
  package var path: String { Place.join(folder, name) }

  /// The place that a path names.
  package init(_ path: String) {
    var path = Place.trimmed(path)
    // A link may lead to a link, and to what is not there yet; no system follows more of them.
    for _ in 0..<40 {
      if ["", ".", ".."].contains(Place.split(path).name), let real = Place.real(path) { path = real }
      guard let target = Place.target(ofLink: path) else { break }
      path = Place.trimmed(target.hasPrefix("/") ? target : Place.join(Place.split(path).folder, target))
    }
    (folder, name) = Place.split(path)
  }

  /// A hidden name beside the place, which nothing has.
  var hiddenPath: String {
    // The name's start, so that a person can tell what it is; as much as leaves room for the ending.
    var start = ""
    for character in name where start.utf8.count + character.utf8.count <= 100 { start.append(character) }
    let mark = String(UInt64.random(in: 0...UInt64.max), radix: 36)
    return Place.join(folder, ".\(start).haba.tmp-\(getpid())-\(mark)")
  }

  /// The folders that a path lies in, by its spelling and by where it really is.
  package static func folders(above path: String) -> Set<FileIdentity> {
    var found: Set<FileIdentity> = []
    var starts = [trimmed(path)]
    if let real = real(path) { starts.append(real) }
    for start in starts {
      var path = start
      while true {
        let (above, name) = split(path)
        // What is named before it was left again.
        if name == ".." { break }
        if let state = FileState(above) { found.insert(state.identity) }
        if above == path || above == "." || above == "/" { break }
        path = trimmed(above)
      }
    }
    // A path from the current folder lies in all that this one lies in.
    if let here = real(split(trimmed(path)).folder), !path.hasPrefix("/") {
      found.formUnion(folders(above: here + "/."))
    }
    return found
  }

  /// `folder/name`.
  package static func join(_ folder: String, _ name: String) -> String {
    if folder == "." { return name.isEmpty ? "." : name }
    return folder.hasSuffix("/") ? folder + name : folder + "/" + name
  }

  /// A path without slashes at its end.
  static func trimmed(_ path: String) -> String {
    var path = Substring(path)
    while path.utf8.count > 1 && path.utf8.last == UInt8(ascii: "/") { path.removeLast() }
    return String(path)
  }

  private static func split(_ path: String) -> (folder: String, name: String) {
    guard let slash = path.utf8.lastIndex(of: UInt8(ascii: "/")) else { return (".", path) }
    let name = String(path[path.utf8.index(after: slash)...])
    return (slash == path.utf8.startIndex ? "/" : trimmed(String(path[..<slash])), name)
  }

  /// The path without links, of what is there.
  private static func real(_ path: String) -> String? {
    guard let real = realpath(path, nil) else { return nil }
    defer { free(real) }
    return String(cString: real)
  }

  private static func target(ofLink path: String) -> String? {
    var count = 0
    let target = [UInt8](unsafeUninitializedCapacity: Int(PATH_MAX)) { buffer, initialized in
      count = buffer.withMemoryRebound(to: CChar.self) { chars in
        chars.baseAddress.map { readlink(path, $0, chars.count) } ?? -1
      }
      initialized = max(0, count)
    }
    return count > 0 ? String(decoding: target, as: UTF8.self) : nil
  }
}

/// What two paths have in common that name one place.
package enum PlaceIdentity: Hashable, Sendable {
  /// Something is there.
  case taken(FileIdentity)
  /// Nothing is there yet.
  case free(folder: FileIdentity, name: [UInt8])

  /// Finds out which file a path leads to, or which free name of which folder; nil where the folder can't be reached.
  package init?(_ path: String) {
    if let state = FileState(path) {
      self = .taken(state.identity)
      return
    }
    let place = Place(path)
    guard let folder = FileState(place.folder) else { return nil }
    self = .free(folder: folder.identity, name: Array(place.name.utf8))
  }
}
