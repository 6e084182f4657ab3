internal import HabaFormat

extension DataSet {
  /// Opens a split of the data set in a folder.
  ///
  /// Every image's size is known afterwards, but images in files of their own are decoded only when they are asked
  /// for. The training split must have at least two classes, and each of them an image, unless `expand` wrote it.
  ///
  /// - Parameters:
  ///   - path: The folder.
  ///   - split: Where the folder has one split only, both mean all of it.
  ///   - kind: The kind of data set; by default it is recognised by looking.
  ///   - size: The size to resize every image to, as Pillow's bilinear `resize` does; needed where sizes differ.
  public static func open(
    _ path: String, split: Split, kind: DataSetKind? = nil, size: (width: Int, height: Int)? = nil
  ) throws(DataError) -> DataSet {
    if let size, !ImageLimits.allows(width: size.width, height: size.height) {
      throw .invalidSize(width: size.width, height: size.height)
    }
    let folder = try Folder(path)
    let kind = kind ?? KindReaders.recognise(folder)
    let opened = try KindReaders.reader(of: kind).open(folder, split: split, size: size)
    let set = opened.dataSet(path: path, kind: kind, size: size)
    if set.count == 0 { throw .noImages(path: path) }
    // An archive may have a class without images, and its folder is to teach the same.
    if split == .train, !opened.teaching.isExpanded { try set.checkForTraining() }
    return set
  }

  /// Refuses fewer than two classes, and a class without an image.
  public func checkForTraining() throws(DataError) {
    var counts = [Int](repeating: 0, count: classCount)
    for label in labels { counts[label] += 1 }
    if classCount < 2 { throw .oneClass(path: path, name: name(ofClass: 0)) }
    if let empty = counts.firstIndex(of: 0) { throw .emptyClass(path: path, name: name(ofClass: empty)) }
  }
}

/// What a kind's reader found.
struct OpenedSplit {
  /// The images' shape in the store.
  var shape: ImageShape
  var classNames: [String]?
  var classCount: Int
  var labels: [Int]
  var hasOwnTestSplit: Bool
  var store: any ImageStore
  /// What an expanded folder says beyond its images' classes.
  var teaching = Teaching()

  func dataSet(path: String, kind: DataSetKind, size: (width: Int, height: Int)?) -> DataSet {
    var shape = shape
    var store = store
    if let size, size != (shape.width, shape.height) {
      let resampler = Resampler(
        from: (shape.width, shape.height), to: (size.width, size.height))
      store = ResizedStore(source: store, resampler: resampler, channels: shape.channels)
      shape = ImageShape(channels: shape.channels, height: size.height, width: size.width)
    }
    return DataSet(
      path: path, kind: kind, shape: shape, classNames: classNames, classCount: classCount, labels: labels,
      hasOwnTestSplit: hasOwnTestSplit, store: store, order: nil, teaching: teaching)
  }
}
