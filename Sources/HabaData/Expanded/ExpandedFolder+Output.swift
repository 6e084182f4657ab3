public import HabaFiles

extension ExpandedFolder {
  /// Where images are to be written, and what was there when it was looked at: best before any work.
  public struct Output: Sendable {
    enum Target {
      case file(FileTarget)
      case folder(FolderTarget)
    }

    /// The path that was asked for.
    public let path: String
    /// How the images are to be written.
    public let format: Format
    let target: Target

    /// Looks at a path.
    ///
    /// In numpy's format a path that ends in `.npz` is that of the file itself, which then stands alone. A folder that
    /// is not empty is refused; with `replacing` one that holds anything which `write` did not put there, or no
    /// `recipe.json` that says so.
    public init(_ path: String, format: Format = .folder, replacing: Bool) throws(OutputError) {
      self.path = path
      self.format = format
      guard format == .npz && path.lowercased().hasSuffix(".npz") else {
        target = .folder(try FolderTarget(path, replacing: replacing, ownership: ExpandedFolder.ownership))
        return
      }
      let file = try FileTarget(path, replacing: replacing)
      // Its sums are put in when what they are of has been written.
      guard !file.isSpecial else { throw .notAFile(path: path) }
      target = .file(file)
    }

    /// The place, links followed.
    package var place: Place {
      switch target {
      case .file(let target): target.place
      case .folder(let target): target.place
      }
    }
  }

  /// How a folder is recognised that `write` made.
  private static let ownership = Ownership(marker: ExpandedRecipe.name) { path in
    guard let folder = try? Folder(path), let recipe = try? ExpandedRecipe(folder), let classNames = recipe.classNames
    else { return nil }
    if folder.hasFile(ExpandedTable.name) {
      guard let table = try? ExpandedTable(folder, classNames: classNames) else { return nil }
      let folders = folderNames(table.classNames)
      // A row of any other form was not written here, so the file that it names is not either.
      let images = zip(table.paths, table.labels).filter { isImagePath($0.0, in: folders[$0.1]) }.map(\.0)
      return OwnNames(files: images + [ExpandedTable.name, ExpandedRecipe.name], folders: folders)
    }
    if folder.hasFile(NpzFile.name) { return OwnNames(files: [NpzFile.name, ExpandedRecipe.name], folders: []) }
    guard folder.hasFile(RawFiles.imagesName) else { return nil }
    return OwnNames(files: RawFiles.names + [ExpandedRecipe.name], folders: [])
  }

  /// Whether a path is that of an image: `base-hallucinator.png`, or `base.part-hallucinator.png`, in the folder.
  private static func isImagePath(_ path: String, in folder: String) -> Bool {
    guard path.utf8.starts(with: (folder + "/").utf8) else { return false }
    let name = Substring(path.utf8.dropFirst(folder.utf8.count + 1))
    return name.wholeMatch(of: #/[0-9]+(\.[0-9]+)?-[0-9]+\.png/#) != nil
  }
}
