public import HabaData
public import HabaFormat
internal import HabaTensor

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

/// All images of an archive, base by base and hallucinator by hallucinator.
public struct ExpandedArchive: ImageSet {
  /// Shape of every image.
  public let shape: ImageShape
  /// The classes' names, if the archive has any.
  public let classNames: [String]?
  /// Number of classes.
  public let classCount: Int
  /// Each image's class index.
  public let labels: [Int]
  /// The learned learning rate, if the archive has one.
  public let learningRate: Float?
  private let images: [UInt8]
  private let soft: SoftLabels?

  /// Expands the whole archive into memory, a byte a pixel.
  public init(_ archive: Archive) {
    self.init(archive, labels: archive.labels, images: archive.expanded())
  }

  /// Reads an archive base by base and expands it into memory, a byte a pixel; `poll` may throw to stop.
  public init(reading reader: ArchiveReader, poll: () throws -> Void = {}) throws {
    let perBase = reader.archive.imagesPerBase
    let stream = ImageStream(reader)
    var images: [UInt8] = []
    images.reserveCapacity(reader.imageCount * reader.archive.shape.count)
    while let image = try stream.next() {
      try poll()
      images += image
    }
    self.init(
      reader.archive, labels: reader.baseLabels.flatMap { Array(repeating: $0, count: perBase) }, images: images)
  }

  private init(_ archive: Archive, labels: [Int], images: [UInt8]) {
    shape = archive.shape
    classNames = archive.classNames
    classCount = archive.classCount
    learningRate = archive.studentLearningRate
    soft = archive.softLabels
    self.labels = labels
    self.images = images
  }

  /// The pixels of the given images, `[N, C, H, W]`.
  public func pixels(of indices: [Int]) -> [UInt8] {
    indices.flatMap { images[$0 * shape.count..<($0 + 1) * shape.count] }
  }

  /// Numbers for the classes of the given images, `[N, K]`, if the archive has any.
  public func softLabels(of indices: [Int]) -> [Float]? {
    soft.map { soft in indices.flatMap { soft.row(image: $0, classCount: classCount) } }
  }
}

extension Normalization {
  /// Mean and deviation of each channel over all images of a set, or over `limit` evenly spaced ones of more.
  ///
  /// Deviations are at least 1, so that an empty channel does no harm.
  public init(of set: some ImageSet, limit: Int = 60_000) throws {
    let channels = set.shape.channels
    let area = set.shape.height * set.shape.width
    var sums = [Int](repeating: 0, count: channels)
    var squares = [Int](repeating: 0, count: channels)
    let used = set.count <= limit ? Array(0..<set.count) : (0..<limit).map { $0 * set.count / limit }
    for start in stride(from: 0, to: used.count, by: 256) {
      let pixels = try set.pixels(of: Array(used[start..<min(used.count, start + 256)]))
      for image in 0..<pixels.count / max(1, set.shape.count) {
        for channel in 0..<channels {
          let first = (image * channels + channel) * area
          var (sum, square) = (0, 0)
          for place in first..<first + area {
            let value = Int(pixels[place])
            sum += value
            square += value * value
          }
          sums[channel] += sum
          squares[channel] += square
        }
      }
    }
    let places = Double(max(1, used.count * area))
    let means = sums.map { Double($0) / places }
    self.init(
      mean: means.map { Float($0) },
      deviation: zip(squares, means).map { Float(max(1, (Double($0) / places - $1 * $1).squareRoot())) })
  }

  /// Bytes `[N, C, H, W]` as a constant tensor in normalised units, channels last: `[N, H, W, C]`.
  func tensor(_ pixels: [UInt8], _ shape: ImageShape) -> Tensor {
    let count = pixels.count / max(1, shape.count)
    let area = shape.height * shape.width
    let scales = deviation.map { 1 / $0 }
    var values = [Float](repeating: 0, count: pixels.count)
    for image in 0..<count {
      for channel in 0..<shape.channels {
        let source = (image * shape.channels + channel) * area
        let target = image * shape.count + channel
        let (mean, scale) = (mean[channel], scales[channel])
        for place in 0..<area {
          values[target + place * shape.channels] = (Float(pixels[source + place]) - mean) * scale
        }
      }
    }
    return Tensor(values, shape: [count, shape.height, shape.width, shape.channels])
  }
}
