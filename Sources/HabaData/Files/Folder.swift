#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Musl)
  internal import Musl
#else
  internal import Darwin
#endif
internal import HabaFiles

/// The visible entries of a folder, in byte order of their names.
struct Folder {
  /// An entry; links are followed.
  struct Entry {
    let name: String
    /// `.other` too where a link leads nowhere.
    let type: FileState.Kind
  }

  /// The folder's path as it was given.
  let path: String
  let entries: [Entry]
  /// The names that start with a dot and the like, where they are left out.
  let hidden: [String]

  /// Lists a folder; names that start with a dot are left out, unless `hidden`.
  init(_ path: String, hidden: Bool = false) throws(DataError) {
    guard let stream = opendir(path) else {
      let number = errno
      if number == ENOTDIR { throw .notAFolder(path: path) }
      throw System.openFailure(path, number)
    }
    defer { closedir(stream) }
    var entries: [Entry] = []
    var leftOut: [String] = []
    while true {
      errno = 0
      guard let entry = readdir(stream) else {
        if errno != 0 { throw .readFailed(path: path, reason: System.reason(errno)) }
        break
      }
      let (valid, shown) = Self.name(of: entry)
      if shown == "." || shown == ".." { continue }
      // Archives made on a Mac bring a folder of that name with nothing in it but hidden files.
      if !hidden && (shown.utf8.first == UInt8(ascii: ".") || shown == "__MACOSX") {
        leftOut.append(shown)
        continue
      }
      guard let name = valid else { throw .nameNotUTF8(folder: path, shown: shown) }
      let type: FileState.Kind =
        switch Int32(entry.pointee.d_type) {
        case Int32(DT_REG): .file
        case Int32(DT_DIR): .folder
        default: FileState(System.join(path, name))?.kind ?? .other
        }
      entries.append(Entry(name: name, type: type))
    }
    entries.sort { $0.name.precedesInBytes($1.name) }
    self.path = path
    self.entries = entries
    self.hidden = leftOut.sorted { $0.precedesInBytes($1) }
  }

  /// The entry's name if it is UTF-8, and a form of it that can be shown.
  private static func name(of entry: UnsafeMutablePointer<dirent>) -> (valid: String?, shown: String) {
    withUnsafeBytes(of: &entry.pointee.d_name) { buffer in
      let bytes = buffer.prefix { $0 != 0 }
      return (String(validating: bytes, as: UTF8.self), String(decoding: bytes, as: UTF8.self))
    }
  }

  /// The names of the folders in it.
  var folderNames: [String] { entries.filter { $0.type == .folder }.map(\.name) }

  /// The names of everything else in it.
  var fileNames: [String] { entries.filter { $0.type != .folder }.map(\.name) }

  /// Whether it holds a file of the name.
  func hasFile(_ name: String) -> Bool {
    entries.contains { $0.type != .folder && $0.name.utf8.elementsEqual(name.utf8) }
  }

  /// The path of an entry.
  func path(of name: String) -> String { System.join(path, name) }
}
