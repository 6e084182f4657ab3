/// What file managers leave in folders that people look into; nobody misses it.
enum Litter {
  /// Whether a name is one that file managers give; only regular files of the name are litter.
  static func names(_ name: EntryName) -> Bool {
    let text = name.shown
    // macOS writes a file's further attributes into one of the same name after "._" where it can't keep them else.
    return text == ".DS_Store" || text.hasPrefix("._") || ["thumbs.db", "desktop.ini"].contains(text.lowercased())
  }

  /// Whether an entry of a folder is litter.
  static func holds(_ folder: OpenFolder, _ name: EntryName) -> Bool {
    names(name) && folder.state(of: name)?.kind == .file
  }

  /// Takes the litter out of a folder that holds nothing else; gives whether there was any.
  static func clear(_ path: String) -> Bool {
    guard let folder = OpenFolder(path), let names = folder.entries(), !names.isEmpty else { return false }
    guard names.allSatisfy({ holds(folder, $0) }) else { return false }
    for name in names { folder.unlink(name) }
    return true
  }
}
