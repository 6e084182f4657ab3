/// What file managers leave in folders that people look into; nobody misses it.
enum Litter {
  /// What a file of a name has to be, to be litter; an empty one always is.
  private enum Kind {
    /// It begins with these bytes.
    case beginning([UInt8])
    /// It has no more than so many.
    case upTo(Int64)
  }

  private static func kind(_ name: EntryName) -> Kind? {
    let text = name.shown
    // A version and Finder's "Bud1".
    if text == ".DS_Store" { return .beginning([0x00, 0x00, 0x00, 0x01, 0x42, 0x75, 0x64, 0x31]) }
    // macOS writes a file's further attributes into one of the same name after "._" where it can't keep them else, in
    // AppleDouble's format (RFC 1740).
    if text.hasPrefix("._") { return .beginning([0x00, 0x05, 0x16, 0x07]) }
    switch text.lowercased() {
    // A compound file, as Windows' older documents are.
    case "thumbs.db": return .beginning([0xD0, 0xCF, 0x11, 0xE0])
    // Text, in one of several encodings.
    case "desktop.ini": return .upTo(4096)
    default: return nil
    }
  }

  /// Whether an entry of a folder is litter: a regular file that has the name and is what it says.
  static func holds(_ folder: OpenFolder, _ name: EntryName) -> Bool {
    guard let kind = kind(name), let state = folder.state(of: name), state.kind == .file else { return false }
    if state.size == 0 { return true }
    switch kind {
    case .beginning(let bytes): return folder.start(of: name, count: bytes.count) == bytes
    case .upTo(let size): return state.size <= size
    }
  }

  /// Takes the litter out of a folder that holds nothing else; gives whether there was any.
  static func clear(_ path: String) -> Bool {
    guard let folder = OpenFolder(path), let names = folder.entries(), !names.isEmpty else { return false }
    guard names.allSatisfy({ holds(folder, $0) }) else { return false }
    for name in names where holds(folder, name) { folder.unlink(name) }
    return true
  }
}
