#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Musl)
  internal import Musl
#else
  internal import Darwin
#endif

/// Files and folders as a whole.
enum FileTree {
  /// Removes a file, or a folder with all that is in it; links are removed, never followed.
  ///
  /// Gives whether nothing is left.
  @discardableResult
  static func remove(_ path: String) -> Bool {
    guard let found = System.look(path, followLinks: false) else { return errno == ENOENT }
    guard found.type == .folder else { return unlink(path) == 0 || errno == ENOENT }
    var isEmpty = true
    if let stream = opendir(path) {
      defer { closedir(stream) }
      while let entry = readdir(stream) {
        // Not by Folder: a name that is not UTF-8 must go too, so it stays bytes.
        isEmpty = removeEntry(entry, of: path) && isEmpty
      }
    }
    return (rmdir(path) == 0 || errno == ENOENT) && isEmpty
  }

  private static func removeEntry(_ entry: UnsafeMutablePointer<dirent>, of folder: String) -> Bool {
    let name = withUnsafeBytes(of: &entry.pointee.d_name) { Array($0.prefix { $0 != 0 }) }
    if name == Array(".".utf8) || name == Array("..".utf8) { return true }
    if let text = String(validating: name, as: UTF8.self) { return remove(System.join(folder, text)) }
    let path = (Array(folder.utf8) + [0x2F] + name + [0]).map { CChar(bitPattern: $0) }
    return unlink(path) == 0
  }

  /// Every file below a folder, hidden ones too, by its path relative to it; a folder that holds nothing is listed
  /// as `name/`.
  static func files(below root: String, at relative: String = "", depth: Int = 0) throws(DataError)
    -> [String]
  {
    let path = relative.isEmpty ? root : System.join(root, relative)
    if depth > FileWalk.deepest { throw .foldersTooDeep(path: path, limit: FileWalk.deepest) }
    let folder = try Folder(path, hidden: true)
    if folder.entries.isEmpty && !relative.isEmpty { return [relative + "/"] }
    var found: [String] = []
    for entry in folder.entries {
      let inside = relative.isEmpty ? entry.name : relative + "/" + entry.name
      // A link to a folder counts as a file: what it leads to is not ours.
      if System.look(System.join(root, inside), followLinks: false)?.type == .folder {
        found += try files(below: root, at: inside, depth: depth + 1)
      } else {
        found.append(inside)
      }
    }
    return found
  }
}
