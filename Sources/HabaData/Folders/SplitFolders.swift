extension DataSetKind {
  /// Folders of splits' names, whatever lies beside them.
  public static let splits = DataSetKind("splits", words: "image folders")
}

/// Folders that are the splits of a data set; `--kind splits` leaves out what lies beside them.
enum SplitsReader: KindReader {
  static let kind = DataSetKind.splits

  // Looking finds splits by way of `FolderReader`.
  static func recognises(_ folder: Folder) -> Bool { false }

  static func open(_ folder: Folder, context: inout ReadContext) throws(DataError) -> OpenedSplit {
    try FolderReader.open(folder, context: &context)
  }
}

/// A folder whose folders are splits, each with a folder for each class.
struct SplitFolders {
  private let root: Folder
  private let splits: [FolderLayout.SplitFolder]

  init(_ root: Folder, _ splits: [FolderLayout.SplitFolder]) {
    self.root = root
    self.splits = splits
  }

  func open(_ context: inout ReadContext) throws(DataError) -> OpenedSplit {
    let used = try split(context.split)
    let other = try? split(context.split == .train ? .test : .train)
    let beside = other.flatMap { $0.name == used.name ? nil : $0.folder }
    var opened = try ClassFolders(used.folder).open(&context, beside: beside)
    let names = Set(splits.map { Array($0.name.utf8) })
    for name in root.folderNames where !names.contains(Array(name.utf8)) {
      opened.leftOut.add(.besideSplits, root.path(of: name))
    }
    for name in root.fileNames { opened.leftOut.add(.beside, root.path(of: name)) }
    for name in root.hidden { opened.leftOut.add(.hidden, root.path(of: name)) }
    if splits.count > 1 {
      opened.splits = splits.map(\.name)
      opened.used = used.name
      opened.hasOwnTestSplit = beside != nil
    }
    return opened
  }

  /// The folder of a split: all there is where there is one only.
  ///
  /// Without a test split the one for validation serves.
  private func split(_ wanted: Split) throws(DataError) -> FolderLayout.SplitFolder {
    if splits.count == 1 { return splits[0] }
    let roles: [SplitName.Role] = wanted == .train ? [.train] : [.test, .validation]
    for role in roles {
      if let found = splits.first(where: { $0.role == role }) { return found }
    }
    throw .unclearSplits(path: root.path, .noTrainingSplit(splits.map(\.name)))
  }
}
