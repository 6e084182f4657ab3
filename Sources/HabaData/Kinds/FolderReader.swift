internal import HabaFormat

/// A folder with a folder of images for each class, or such folders under `train/` and `test/` or `val/`.
///
/// A folder with the `labels.csv` that `expand` writes is read by that table instead: same images, order and classes.
enum FolderReader: KindReader {
  static let kind = DataSetKind.folder
  static let deepest = 32

  static func recognises(_ folder: Folder) -> Bool { !folder.folderNames.isEmpty }

  static func open(
    _ folder: Folder, split: Split, size: (width: Int, height: Int)?
  ) throws(DataError) -> OpenedSplit {
    if ExpandedTable.isIn(folder) {
      let recipe = try ExpandedRecipe(folder)
      let table = try ExpandedTable(folder, classNames: recipe?.classNames)
      if recipe?.labels == .soft, table.softLabels == nil {
        throw .badRecipe(
          path: folder.path(of: ExpandedRecipe.name), reason: "soft labels are said, \(ExpandedTable.name) has none")
      }
      var split = try opened(
        paths: table.paths.map { folder.path(of: $0) }, labels: table.labels, classNames: table.classNames,
        hasOwnTestSplit: false, size: size)
      split.teaching = Teaching(
        isExpanded: true, softLabels: table.softLabels, learningRate: recipe?.learningRate)
      return split
    }
    let splits = try splitFolders(folder)
    let root = splits.of(split).first ?? folder
    // Where grey and colour mix, all are colour, in both splits.
    let other = splits.hasBoth ? splits.of(split == .train ? .test : .train).first : nil
    return try openClasses(root, beside: other, hasOwnTestSplit: splits.hasBoth, size: size)
  }

  /// The folders of the splits; none where the folder holds the classes itself.
  ///
  /// A class may be called train: it then holds images, and the split of that name folders.
  private static func splitFolders(_ folder: Folder) throws(DataError) -> SplitFiles<Folder> {
    let testName = ["test", "val"].first { folder.hasFolder($0) }
    var splits = SplitFiles<Folder>(train: [], test: [])
    guard folder.hasFolder("train"), testName != nil || folder.folderNames.count == 1 else { return splits }
    let train = try Folder(folder.path(of: "train"))
    if train.folderNames.isEmpty || train.fileNames.contains(where: ImageFile.hasImageName) { return splits }
    splits.train = [train]
    if let testName { splits.test = [try Folder(folder.path(of: testName))] }
    return splits
  }

  private static func openClasses(
    _ root: Folder, beside other: Folder?, hasOwnTestSplit: Bool, size: (width: Int, height: Int)?
  ) throws(DataError) -> OpenedSplit {
    let names = root.folderNames
    if names.isEmpty {
      throw root.entries.isEmpty ? .noImages(path: root.path) : .noClassFolders(path: root.path)
    }
    var paths: [String] = []
    var labels: [Int] = []
    for (label, name) in names.enumerated() {
      var found: [String] = []
      try collect(root.path(of: name), above: [], into: &found)
      found.sort { $0.precedesInBytes($1) }
      labels.append(contentsOf: repeatElement(label, count: found.count))
      paths.append(contentsOf: found)
    }
    return try opened(
      paths: paths, labels: labels, classNames: names, hasOwnTestSplit: hasOwnTestSplit, size: size,
      isColourElsewhere: { other.map(holdsColour) ?? false })
  }

  /// Whether any image in a folder and below is colour; what can't be read there is not asked for here.
  private static func holdsColour(_ folder: Folder) -> Bool {
    var paths: [String] = []
    try? collect(folder.path, above: [], into: &paths)
    return paths.contains { path in (try? ImageHeader(FileReader(path)))?.isGrey == false }
  }

  /// Collects the images in a folder and below.
  private static func collect(
    _ path: String, above: [(device: UInt64, number: UInt64)], into found: inout [String]
  ) throws(DataError) {
    guard let here = System.look(path) else { throw System.openFailure(path, System.lastError) }
    if above.count >= deepest || above.contains(where: { $0 == (here.device, here.number) }) {
      throw .foldersTooDeep(path: path, limit: deepest)
    }
    let folder = try Folder(path)
    for name in folder.fileNames where ImageFile.hasImageName(name) { found.append(folder.path(of: name)) }
    for name in folder.folderNames {
      try collect(folder.path(of: name), above: above + [(here.device, here.number)], into: &found)
    }
  }

  /// Reads the header of every image, which gives the shape of all.
  private static func opened(
    paths: [String], labels: [Int], classNames: [String], hasOwnTestSplit: Bool,
    size: (width: Int, height: Int)?, isColourElsewhere: () -> Bool = { false }
  ) throws(DataError) -> OpenedSplit {
    var isGrey = true
    var first: ImageHeader?
    for path in paths {
      let header = try ImageHeader(FileReader(path))
      isGrey = isGrey && header.isGrey
      let start = first ?? header
      first = start
      if size == nil, (header.width, header.height) != (start.width, start.height) {
        throw .unequalSizes(
          first: paths[0], firstWidth: start.width, firstHeight: start.height, second: path,
          secondWidth: header.width, secondHeight: header.height)
      }
    }
    if isGrey { isGrey = !isColourElsewhere() }
    let shape = ImageShape(
      channels: isGrey ? 1 : 3, height: size?.height ?? first?.height ?? 1,
      width: size?.width ?? first?.width ?? 1)
    return OpenedSplit(
      shape: shape, classNames: classNames, classCount: classNames.count, labels: labels,
      hasOwnTestSplit: hasOwnTestSplit, store: FileStore(paths: paths, shape: shape, resizes: size != nil))
  }
}
