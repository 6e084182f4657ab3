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
  /// What kind of data set the folder holds.
  public let kind: DataSetKind
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

  let store: any ImageStore
  /// The store's number of each image; nil where it is the image's own.
  let order: [Int]?
  let teaching: Teaching

  init(
    path: String, kind: DataSetKind, shape: ImageShape, classNames: [String]?, classCount: Int, labels: [Int],
    hasOwnTestSplit: Bool, store: any ImageStore, order: [Int]?, teaching: Teaching = Teaching()
  ) {
    self.path = path
    self.kind = kind
    self.shape = shape
    self.classNames = classNames
    self.classCount = classCount
    self.labels = labels
    self.hasOwnTestSplit = hasOwnTestSplit
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
      path: path, kind: .folder, shape: shape, classNames: classNames, classCount: classCount, labels: labels,
      hasOwnTestSplit: false, store: PackedStore(bytes: pixels, imageBytes: shape.count), order: nil)
  }

  /// The number of images.
  public var count: Int { labels.count }

  /// The learning rate at which students start, where an expanded folder says that one was learned.
  public var learningRate: Float? { teaching.learningRate }

  /// Numbers for the classes of N images, `[N, K]`, where an expanded folder has them.
  public func softLabels(of indices: [Int]) -> [Float]? {
    guard let softLabels = teaching.softLabels else { return nil }
    return indices.flatMap { index in
      let row = (order?[index] ?? index) * classCount
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

  /// The indices of a class's images, ascending.
  public func indices(ofClass label: Int) -> [Int] {
    labels.indices.filter { labels[$0] == label }
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
      path: path, kind: kind, shape: shape, classNames: classNames, classCount: classCount,
      labels: indices.map { labels[$0] }, hasOwnTestSplit: hasOwnTestSplit, store: store,
      order: indices.map { order?[$0] ?? $0 }, teaching: teaching)
  }
}

/// What an expanded folder says of its images beyond their classes.
struct Teaching: Sendable {
  /// Whether there is such a folder.
  var isExpanded = false
  /// Numbers for the classes of every image in the store, `[N, K]`.
  var softLabels: [Float]?
  var learningRate: Float?
}
