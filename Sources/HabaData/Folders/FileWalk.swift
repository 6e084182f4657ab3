internal import Glibc
internal import HabaFiles

/// The files in a folder and below, in byte order of their paths.
///
/// Each folder is entered once, however many links lead to it.
struct FileWalk {
  private(set) var files: [String] = []
  private(set) var leftOut = LeftOutCounts()
  private var entered: Set<FileIdentity> = []

  /// Folders deeper than this are refused.
  static let deepest = 32

  init(_ path: String) throws(DataError) {
    try enter(path, above: [])
    files.sort { $0.precedesInBytes($1) }
  }

  private mutating func enter(_ path: String, above: [FileIdentity]) throws(DataError) {
    guard let here = FileState(path)?.identity else { throw System.openFailure(path, errno) }
    if above.count >= Self.deepest || above.contains(here) {
      throw .foldersTooDeep(path: path, limit: Self.deepest)
    }
    guard entered.insert(here).inserted else { return leftOut.add(.repeatedFolder, path) }
    let folder = try Folder(path)
    for name in folder.hidden { leftOut.add(.hidden, folder.path(of: name)) }
    for name in folder.fileNames { files.append(folder.path(of: name)) }
    for name in folder.folderNames { try enter(folder.path(of: name), above: above + [here]) }
  }

  /// Whether a folder or one below it holds a picture, by its name or else by its content.
  static func holdsPicture(_ folder: Folder) -> Bool {
    var entered: Set<FileIdentity> = []
    return holdsPicture(folder, depth: 0, &entered)
  }

  private static func holdsPicture(_ folder: Folder, depth: Int, _ entered: inout Set<FileIdentity>) -> Bool {
    if holdsPictureItself(folder) { return true }
    guard depth < deepest else { return false }
    for name in folder.folderNames {
      let path = folder.path(of: name)
      guard let identity = FileState(path)?.identity, entered.insert(identity).inserted else { continue }
      if let inside = try? Folder(path), holdsPicture(inside, depth: depth + 1, &entered) { return true }
    }
    return false
  }

  /// Whether a picture lies directly in a folder.
  static func holdsPictureItself(_ folder: Folder) -> Bool {
    folder.fileNames.contains(where: ImageFile.hasImageName)
      || folder.fileNames.contains { name in
        (try? FileContent(FileReader(folder.path(of: name))))?.name != nil
      }
  }
}
