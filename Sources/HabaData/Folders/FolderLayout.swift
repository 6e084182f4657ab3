/// Whether a folder's folders are classes, or splits that hold the classes.
///
/// They are splits where every one that holds images has a split's name and holds the images in folders of its own. Whatever
/// could be either is refused: trained on as classes, splits would mix every class and the test images in.
enum FolderLayout {
  case classes
  case splits([SplitFolder])

  /// A folder that holds a split.
  struct SplitFolder {
    let name: String
    let role: SplitName.Role
    let folder: Folder
  }

  /// A folder directly below the data set's, and where its pictures lie.
  private struct Top {
    let folder: Folder
    let name: String
    let split: SplitName?
    /// Pictures lie in it directly.
    let isDirect: Bool
    /// The folders in it that hold pictures.
    let children: [String]

    /// Nil where there is no picture in it.
    init?(_ name: String, in root: Folder) throws(DataError) {
      folder = try Folder(root.path(of: name))
      self.name = name
      split = SplitName(name)
      isDirect = FileWalk.holdsPictureItself(folder)
      let own = folder
      children = own.folderNames.filter { name in
        (try? Folder(own.path(of: name))).map(FileWalk.holdsPicture) == true
      }
      if !isDirect && children.isEmpty { return nil }
    }

    /// Whether it is built as a split is: folders with pictures, and none outside of them.
    var isBuiltAsSplit: Bool { !isDirect && !children.isEmpty }
  }

  /// Finds out by looking.
  ///
  /// - Parameter kind: What the user has said: `.folder` takes what is unclear as classes, `.splits` takes the folders of
  ///   splits' names alone.
  init(of root: Folder, said kind: DataSetKind?) throws(DataError) {
    var tops: [Top] = []
    for name in root.folderNames {
      if let top = try Top(name, in: root) { tops.append(top) }
    }
    let named = tops.filter { $0.split != nil }
    if kind == .splits {
      guard !named.isEmpty else {
        throw .missingFiles(path: root.path, kind: .splits, expected: "folders called train, test, val or the like")
      }
      self = .splits(try Self.splits(named, of: root))
      return
    }
    let prefixes = Set(named.compactMap { $0.split?.prefix })
    if named.count == tops.count, !tops.isEmpty, prefixes.count == 1, tops.allSatisfy(\.isBuiltAsSplit) {
      self = .splits(try Self.splits(tops, of: root))
      return
    }
    if kind == nil, let problem = Self.problem(tops, named) {
      throw .unclearSplits(path: root.path, problem)
    }
    self = .classes
  }

  private static func splits(_ tops: [Top], of root: Folder) throws(DataError) -> [SplitFolder] {
    var splits: [SplitFolder] = []
    for top in tops {
      guard let split = top.split else { continue }
      if let other = splits.first(where: { $0.role == split.role }) {
        throw .unclearSplits(path: root.path, .alike(other.name, top.name))
      }
      var folder = top.folder
      // Some sets come with a folder of the same name inside: seg_train/seg_train/forest.
      if !top.isDirect, top.children.count == 1, SplitName(top.children[0])?.role == split.role {
        folder = try Folder(folder.path(of: top.children[0]))
      }
      splits.append(SplitFolder(name: top.name, role: split.role, folder: folder))
    }
    return splits
  }

  /// Why it can't be told; nil where the folders are classes.
  private static func problem(_ tops: [Top], _ named: [Top]) -> SplitProblem? {
    let built = named.filter(\.isBuiltAsSplit)
    if !built.isEmpty {
      let others = tops.filter { top in !built.contains { $0.name == top.name } }.map(\.name)
      if !others.isEmpty { return .mixed(splits: built.map(\.name), others: others) }
      return .prefixesDiffer(built.map(\.name))
    }
    if !named.isEmpty, named.count == tops.count { return .noClassFolders(named.map(\.name)) }
    // Splits may lie one level down: in each class, or in the folder that the data set itself lies in.
    for top in tops where top.isBuiltAsSplit {
      let splits = top.children.filter { SplitName($0) != nil }
      if !splits.isEmpty { return .splitsBelow(top.name, splits) }
    }
    guard tops.count >= 2, tops.allSatisfy(\.isBuiltAsSplit), let first = tops.first else { return nil }
    let shared = tops.dropFirst().reduce(first.children) { shared, top in shared.filter(top.children.contains) }
    return shared.count >= 2 ? .sharedFolders(tops.map(\.name), shared: shared) : nil
  }
}

/// Why it can't be told whether folders are splits or classes.
public enum SplitProblem: Hashable, Sendable {
  /// Some folders are splits by name and build, and others lie beside them.
  case mixed(splits: [String], others: [String])
  /// All are splits by name, of sets of different names.
  case prefixesDiffer([String])
  /// All are splits by name, and hold their images without a folder for each class.
  case noClassFolders([String])
  /// None is a split by name, but all hold the same folders of images.
  case sharedFolders([String], shared: [String])
  /// Folders in a folder are splits by name.
  case splitsBelow(String, [String])
  /// Two folders are the same split.
  case alike(String, String)
  /// None of several splits is the training split.
  case noTrainingSplit([String])
}
