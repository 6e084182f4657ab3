internal import Glibc

/// What of a folder that was written by this program is its own: everything else is somebody's.
package struct OwnNames: Sendable {
  /// Files by their paths in the folder: names, or names in one of `folders`.
  package var files: Set<[UInt8]>
  package var folders: Set<[UInt8]>

  package init(files: [String], folders: [String]) {
    self.files = Set(files.map { Array($0.utf8) })
    self.folders = Set(folders.map { Array($0.utf8) })
  }
}

/// How a folder is recognised that was written by this program.
package struct Ownership: Sendable {
  /// The file that says so.
  let marker: String
  /// Reads a folder; nil where nothing says that it was written by this program.
  let names: @Sendable (_ folder: String) -> OwnNames?

  package init(marker: String, names: @escaping @Sendable (_ folder: String) -> OwnNames?) {
    self.marker = marker
    self.names = names
  }
}

/// Where a folder is to be, and what was there when it was looked at: best before any work.
package struct FolderTarget: Sendable {
  /// The path that was asked for.
  package let path: String
  /// Where the folder comes to be; links stay links.
  package let place: Place
  let replacing: Bool
  let ownership: Ownership
  /// The folder that is to be replaced.
  let old: OldFolder?

  /// Looks at a path; files and links to nowhere are refused, and a folder there must be empty, or with `replacing` hold nothing but what this program wrote.
  ///
  /// What file managers leave in folders does not count.
  package init(_ path: String, replacing: Bool, ownership: Ownership) throws(OutputError) {
    guard !path.isEmpty else { throw .cannotCreate(path: path, code: ENOENT) }
    self.path = path
    self.replacing = replacing
    self.ownership = ownership
    place = Place(path)
    guard let state = FileState(path) else {
      // Without the slashes at the end, after which only a folder is found.
      let bare = Place.trimmed(path)
      if FileState(bare) != nil { throw .noFolder(path: path) }
      guard FileState(bare, followingLinks: false) == nil else { throw .deadLink(path: path) }
      old = nil
      return
    }
    guard state.kind == .folder else { throw .noFolder(path: path) }
    guard FileState(place.path)?.identity == state.identity else { throw .cannotCreate(path: path, code: ENOENT) }
    if replacing {
      old = try OldFolder(place.path, for: path, ownership)
    } else {
      guard let folder = OpenFolder(place.path), let names = folder.entries(),
        names.allSatisfy({ Litter.holds(folder, $0) })
      else { throw .exists(path: path) }
      old = nil
    }
  }
}
