package import HabaFiles
public import HabaFormat

/// The labelled images of one split of a data set, all of one shape.
///
/// Pixels stay bytes, on disk or in memory, and are handed out for the images asked for.
///
///     let training = try DataSet.open("cifar-10-batches-bin", split: .train)
///     let batch = try training.pixels(of: [0, 7, 12])  // [3, 3, 32, 32]
public struct DataSet: Sendable {
  /// The folder it was opened as.
  public let path: String
  /// What was found there, and what of it is used.
  public let origin: DataSetOrigin
  /// The shape of every image, `[C, H, W]`.
  public let shape: ImageShape
  /// The names of the classes in label order; nil where the files carry none.
  public let classNames: [String]?
  /// The number of classes, with or without images.
  public let classCount: Int
  /// The class of each image, from 0.
  public let labels: [Int]
  /// Whether the folder holds a training and a test split apart.
  public let hasOwnTestSplit: Bool

  /// The files that it was read from.
  package let inputs: Set<FileIdentity>

  let store: any ImageStore
  /// The store's number of each image; nil where it is the image's own.
  let order: [Int]?
  let teaching: Teaching

  init(
    path: String, origin: DataSetOrigin, shape: ImageShape, classNames: [String]?, classCount: Int, labels: [Int],
    hasOwnTestSplit: Bool, inputs: Set<FileIdentity> = [], store: any ImageStore, order: [Int]?,
    teaching: Teaching = Teaching()
  ) {
    self.path = path
    self.origin = origin
    self.shape = shape
    self.classNames = classNames
    self.classCount = classCount
    self.labels = labels
    self.hasOwnTestSplit = hasOwnTestSplit
    self.inputs = inputs
    self.store = store
    self.order = order
    self.teaching = teaching
  }

  /// Makes a data set of images in memory.
  ///
  /// - Precondition: `pixels` are `[N, C, H, W]` for N labels, each below `classCount`.
  public init(
    path: String, shape: ImageShape, classNames: [String]?, classCount: Int, labels: [Int], pixels: [UInt8]
  ) {
    precondition(pixels.count == labels.count * shape.count, "as many pixels as the labels need")
    precondition(labels.allSatisfy { 0 <= $0 && $0 < classCount }, "labels below classCount")
    self.init(
      path: path, origin: DataSetOrigin(kind: .folder), shape: shape, classNames: classNames, classCount: classCount,
      labels: labels, hasOwnTestSplit: false, store: MemoryStore(bytes: pixels, imageBytes: shape.count), order: nil)
  }

  /// The number of images.
  public var count: Int { labels.count }

  /// The files that have changed since they were opened, as far as the data set still reads them: what is made of it may
  /// mix old and new.
  public var changedFiles: [String] { store.changedFiles }

  /// Whether `expand` wrote it.
  public var isExpanded: Bool { teaching.isExpanded }

  /// How many images an expanded folder says that its archive was made of.
  public var taughtSourceImages: Int? { teaching.sourceImages }

  /// How an expanded folder says that the archive's images were fitted.
  public var taughtFit: Fit? { teaching.fit }

  /// What an expanded folder says was held out of its archive.
  public var taughtHoldOut: HoldOut? { teaching.holdOut }

  /// The learning rate at which students start, where an expanded folder says that one was learned.
  public var learningRate: Float? { teaching.learningRate }

  /// Numbers for the classes of N images, `[N, K]`, where an expanded folder has them.
  public func softLabels(of indices: [Int]) -> [Float]? {
    guard let softLabels = teaching.softLabels else { return nil }
    return indices.flatMap { index in
      let place = order?[index] ?? index
      let row = (teaching.places?[place] ?? place) * classCount
      return softLabels[row..<row + classCount]
    }
  }

  /// The pixels `[N, C, H, W]` of N images, in the order asked for.
  ///
  /// - Precondition: every index is in `0..<count`.
  public func pixels(of indices: some Collection<Int>) throws(DataError) -> [UInt8] {
    var pixels: [UInt8] = []
    pixels.reserveCapacity(indices.count * shape.count)
    for index in indices {
      precondition(labels.indices.contains(index), "an image that the data set has")
      try store.appendPixels(at: order?[index] ?? index, to: &pixels)
    }
    return pixels
  }

  /// The indices of each class's images, ascending.
  public var imagesByClass: [[Int]] {
    var classes = [[Int]](repeating: [], count: classCount)
    for (index, label) in labels.enumerated() { classes[label].append(index) }
    return classes
  }

  /// The name of a class, or its number where the files carry no names.
  public func name(ofClass label: Int) -> String {
    guard let classNames, classNames.indices.contains(label) else { return String(label) }
    return classNames[label]
  }

  /// The data set of some of the images, in the order asked for, with all classes.
  ///
  /// - Precondition: every index is in `0..<count`.
  public func subset(_ indices: [Int]) -> DataSet {
    DataSet(
      path: path, origin: origin, shape: shape, classNames: classNames, classCount: classCount,
      labels: indices.map { labels[$0] }, hasOwnTestSplit: hasOwnTestSplit, inputs: inputs, store: store,
      order: indices.map { order?[$0] ?? $0 }, teaching: teaching)
  }
}

/// What an expanded folder says of its images beyond their classes.
struct Teaching: Sendable {
  /// Whether there is such a folder.
  var isExpanded = false
  /// Numbers for the classes of every image of the table, `[N, K]`.
  var softLabels: [Float]?
  /// The table's number of every image in the store; nil where it is the store's.
  var places: [Int]?
  var learningRate: Float?
  var fit: Fit?
  var holdOut: HoldOut?
  var sourceImages: Int?
}
