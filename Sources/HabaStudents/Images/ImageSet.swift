public import HabaData
public import HabaFormat

/// Labelled images as bytes, however they are kept: what networks are trained and tested on.
public protocol ImageSet: Sendable {
  /// Shape of every image.
  var shape: ImageShape { get }
  /// The classes' names in label order, or nil where the set has none.
  var classNames: [String]? { get }
  /// Number of classes.
  var classCount: Int { get }
  /// Each image's class index.
  var labels: [Int] { get }
  /// The pixels of the given images, `[N, C, H, W]`.
  func pixels(of indices: [Int]) throws -> [UInt8]
  /// Numbers for the classes of the given images, `[N, K]`, targets of a cross-entropy; nil where there are classes alone.
  func softLabels(of indices: [Int]) -> [Float]?
  /// The learning rate at which students are to start, where the set says that one was learned.
  var learningRate: Float? { get }
}

extension ImageSet {
  /// Number of images.
  public var count: Int { labels.count }
}

extension DataSet: ImageSet {
  /// The pixels of the given images, `[N, C, H, W]`.
  public func pixels(of indices: [Int]) throws -> [UInt8] { try pixels(of: indices[...]) }
}
