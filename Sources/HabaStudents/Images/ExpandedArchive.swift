public import HabaFormat

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
