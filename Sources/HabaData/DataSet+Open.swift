internal import HabaFormat

extension DataSet {
  /// Opens a split of the data set in a folder.
  ///
  /// Images in files of their own are all decoded once, so that whatever is wrong with any of them is known before work is
  /// done for it; they are kept in memory as far as there is room. Images in files of many are read when they are asked for.
  /// The training split must have at least two classes, and each of them an image, unless `expand` wrote it.
  ///
  /// - Parameters:
  ///   - path: The folder.
  ///   - split: Where the folder has one split only, both mean all of it.
  ///   - options: How to read it.
  ///   - progress: Told of images that are decoded; not called for those in files of many.
  public static func open(
    _ path: String, split: Split, options: ReadOptions = ReadOptions(),
    progress: @escaping (_ done: Int, _ total: Int) -> Void = { _, _ in }
  ) throws(DataError) -> DataSet {
    try open(path, split: split, options: options, kinds: .known, progress: progress)
  }

  /// The same, with the kinds of data sets that there are.
  static func open(
    _ path: String, split: Split, options: ReadOptions = ReadOptions(), kinds: KindReaders,
    progress: @escaping (_ done: Int, _ total: Int) -> Void = { _, _ in }
  ) throws(DataError) -> DataSet {
    if let fitting = options.fitting, !ImageLimits.allows(width: fitting.width, height: fitting.height) {
      throw .invalidSize(width: fitting.width, height: fitting.height)
    }
    let folder = try Folder(path)
    let kind = options.kind ?? kinds.recognise(folder)
    var context = ReadContext(split: split, options: options, progress: progress)
    let opened = try kinds.reader(of: kind).open(folder, context: &context)
    let set = opened.dataSet(path: path, kind: kind, fitting: options.fitting)
    if set.count == 0 { throw .noImages(path: path, leftOut: set.origin.leftOut) }
    // An archive may have a class without images, and its folder is to teach the same.
    if split == .train, !opened.teaching.isExpanded { try set.checkForTraining() }
    return set
  }

  /// Whether a folder is one that `expand` wrote; false where that can't be told.
  public static func isExpanded(_ path: String) -> Bool { (try? Folder(path)).map(ExpandedTable.isIn) ?? false }

  /// Refuses fewer than two classes, and a class without an image.
  public func checkForTraining() throws(DataError) {
    if classCount < 2 { throw .oneClass(path: path, name: name(ofClass: 0)) }
    if let empty = imagesByClass.firstIndex(where: \.isEmpty) {
      throw .emptyClass(path: path, name: name(ofClass: empty), leftOut: origin.leftOut)
    }
  }
}

extension OpenedSplit {
  func dataSet(path: String, kind: DataSetKind, fitting: Fitting?) -> DataSet {
    var shape = shape
    var store = store
    if let fitting, (fitting.width, fitting.height) != (shape.width, shape.height) {
      store = FittedStore(
        source: store, fitter: Fitter(from: (shape.width, shape.height), to: fitting), channels: shape.channels)
      shape = ImageShape(channels: shape.channels, height: fitting.height, width: fitting.width)
    }
    let origin = DataSetOrigin(kind: kind, splits: splits, used: used, fitting: fitting, leftOut: leftOut.all)
    let isWhole = kept == nil || kept?.count == labels.count
    return DataSet(
      path: path, origin: origin, shape: shape, classNames: classNames, classCount: classCount,
      labels: isWhole ? labels : (kept ?? []).map { labels[$0] }, hasOwnTestSplit: hasOwnTestSplit, inputs: inputs,
      store: store,
      order: isWhole ? nil : kept, teaching: teaching)
  }
}
