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
      let starts = folders.map { Array($0.utf8) + [UInt8(ascii: "/")] }
      let images = zip(table.paths, table.labels).filter { isImagePath($0.0, after: starts[$0.1]) }.map(\.0)
      return OwnNames(files: images + [ExpandedTable.name, ExpandedRecipe.name], folders: folders)
    }
    if folder.hasFile(NpzFile.name) { return OwnNames(files: [NpzFile.name, ExpandedRecipe.name], folders: []) }
    guard folder.hasFile(RawFiles.imagesName) else { return nil }
    return OwnNames(files: RawFiles.names(recipe.labels) + [ExpandedRecipe.name], folders: [])
  }

  /// Whether a path is that of an image: `base-hallucinator.png`, or `base.part-hallucinator.png`, after the folder's.
  ///
  /// Byte by byte: there are as many as images, and a regular expression takes longer for one than all else does.
  private static func isImagePath(_ path: String, after start: [UInt8]) -> Bool {
    guard path.utf8.starts(with: start) else { return false }
    var rest = path.utf8.dropFirst(start.count)
    guard skipDigits(&rest) else { return false }
    if rest.first == UInt8(ascii: ".") {
      rest.removeFirst()
      guard skipDigits(&rest) else { return false }
    }
    guard rest.popFirst() == UInt8(ascii: "-"), skipDigits(&rest) else { return false }
    return rest.elementsEqual(".png".utf8)
  }

  /// Goes past digits; gives whether there were any.
  private static func skipDigits(_ bytes: inout Substring.UTF8View) -> Bool {
    let rest = bytes.drop { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
    defer { bytes = rest }
    return rest.startIndex > bytes.startIndex
  }
}
