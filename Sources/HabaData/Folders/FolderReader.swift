internal import HabaFormat

extension DataSetKind {
  /// A folder of PNG, JPEG or WebP images for each class, or such folders in folders of splits' names, or what `expand`
  /// wrote.
  ///
  /// Asked for by name, what could be splits or classes is classes.
  public static let folder = DataSetKind("folder", words: "image folders")
}

/// A folder with a folder of images for each class, or such folders under folders named for splits.
///
/// A folder with the `labels.csv` that `expand` writes is read by that table instead: same images, order and classes.
enum FolderReader: KindReader {
  static let kind = DataSetKind.folder

  // Taken where nothing else is recognised.
  static func recognises(_ folder: Folder) -> Bool { false }

  static func open(_ folder: Folder, context: inout ReadContext) throws(DataError) -> OpenedSplit {
    if ExpandedTable.isIn(folder) { return try openExpanded(folder, &context) }
    switch try FolderLayout(of: folder, said: context.options.kind) {
    case .classes: return try ClassFolders(folder).open(&context)
    case .splits(let splits): return try SplitFolders(folder, splits).open(&context)
    }
  }

  private static func openExpanded(_ folder: Folder, _ context: inout ReadContext) throws(DataError) -> OpenedSplit {
    let recipe = try ExpandedRecipe(folder)
    let table = try ExpandedTable(folder, classNames: recipe?.classNames, memory: &context)
    if recipe?.labels == .soft, table.softLabels == nil {
      throw .badRecipe(
        path: folder.path(of: ExpandedRecipe.name), reason: "soft labels are said, \(ExpandedTable.name) has none")
    }
    var files = try ImageFiles(table.paths.map { folder.path(of: $0) }, labels: table.labels, areImages: true)
    try files.dropDamaged(context)
    let decoded = try files.decoded(
      path: folder.path, channels: files.areGrey ? 1 : 3, classNames: table.classNames, context: &context)
    var leftOut = decoded.leftOut
    let own = Set((table.paths + [ExpandedTable.name, ExpandedRecipe.name]).map { Array(folder.path(of: $0).utf8) })
    for file in try FileWalk(folder.path).files where !own.contains(Array(file.utf8)) { leftOut.add(.unlisted, file) }
    return OpenedSplit(
      shape: decoded.shape, classNames: table.classNames, classCount: table.classNames.count, labels: files.labels,
      store: decoded.store, kept: decoded.kept, leftOut: leftOut,
      inputs: files.inputs,
      teaching: Teaching(
        isExpanded: true, softLabels: table.softLabels, places: files.places, learningRate: recipe?.learningRate,
        fit: recipe?.fit, holdOut: recipe?.holdOut,
        sourceImages: recipe?.source?.images))
  }
}

/// A folder whose folders are the classes.
struct ClassFolders {
  private let root: Folder

  init(_ root: Folder) { self.root = root }

  /// - Parameter others: The split beside: where grey and colour mix, all are colour, in both splits.
  func open(_ context: inout ReadContext, beside other: Folder? = nil) throws(DataError) -> OpenedSplit {
    let names = root.folderNames
    if names.isEmpty { throw root.entries.isEmpty ? .noImages(path: root.path) : .noClassFolders(path: root.path) }
    var (paths, labels): ([String], [Int]) = ([], [])
    var leftOut = LeftOutCounts()
    for (label, name) in names.enumerated() {
      let walk = try FileWalk(root.path(of: name))
      paths += walk.files
      labels.append(contentsOf: repeatElement(label, count: walk.files.count))
      leftOut.add(walk.leftOut)
    }
    for name in root.fileNames { leftOut.add(.beside, root.path(of: name)) }
    for name in root.hidden { leftOut.add(.hidden, root.path(of: name)) }
    var files = try ImageFiles(paths, labels: labels, areImages: false)
    try files.dropDamaged(context)
    let isGrey = files.areGrey && !(other.map(Self.holdsColour) ?? false)
    let decoded = try files.decoded(
      path: root.path, channels: isGrey ? 1 : 3, classNames: names, context: &context)
    leftOut.add(decoded.leftOut)
    return OpenedSplit(
      shape: decoded.shape, classNames: names, classCount: names.count, labels: files.labels,
      store: decoded.store, kept: decoded.kept, leftOut: leftOut, inputs: files.inputs)
  }

  /// Whether any image in a folder and below is colour; what can't be read there is not asked for here.
  private static func holdsColour(_ folder: Folder) -> Bool {
    guard let walk = try? FileWalk(folder.path) else { return false }
    return walk.files.contains { path in (try? ImageHeader(FileReader(path)))?.isGrey == false }
  }
}
