internal import HabaData
public import HabaFormat
internal import HabaTensor

/// The images that experts are trained on.
///
/// They are told by a digest, and taken in an order that hangs on pixels and classes alone: what experts become does
/// not change when files are renamed or converted, and trajectories of other images are known as such. Soft labels
/// are not looked at.
public struct ExpertData: Sendable {
  /// The images, in their own order.
  public let images: any ImageSet
  /// How their pixels are normalised.
  public let normalization: Normalization
  /// The digest of all images and their classes, as archives' provenances have it of a data set: 24 digits.
  public let digest: String
  /// The images' numbers in the order of the digest.
  private let order: [Int]

  /// Looks at every image.
  ///
  /// - Parameters:
  ///   - images: those that may be trained on, none that is held out.
  ///   - normalization: nil: mean and deviation of these images by channel.
  ///   - progress: told of images looked at; may throw to stop.
  public init(
    _ images: some ImageSet, normalization: Normalization? = nil,
    progress: (_ done: Int, _ total: Int) throws -> Void = { _, _ in }
  ) throws {
    guard images.count > 0 else { throw ExpertError.noImages }
    self.images = images
    self.normalization = try normalization ?? Normalization(of: images)
    var digests: [PixelDigest] = []
    digests.reserveCapacity(images.count)
    let size = images.shape.count
    for start in stride(from: 0, to: images.count, by: 64) {
      try progress(start, images.count)
      let end = min(images.count, start + 64)
      let pixels = try images.pixels(of: Array(start..<end))
      for place in 0..<end - start {
        digests.append(PixelDigest(of: Array(pixels[place * size..<(place + 1) * size])))
      }
    }
    let digest = SetDigest(labels: images.labels, images: digests)
    self.digest = digest.text
    order = digest.order
  }

  /// Number of images.
  public var count: Int { images.count }

  /// Some of the images by their places in the order of the digest, with their classes.
  func batch(_ places: ArraySlice<Int>, augmentedBy random: inout RandomSource, isAugmented: Bool) throws -> Batch {
    let indices = places.map { order[$0] }
    var tensor = normalization.tensor(try images.pixels(of: indices), images.shape)
    if isAugmented {
      tensor = Augmentation(shape: images.shape, count: indices.count, &random).applied(to: tensor)
    }
    return Batch(images: tensor, targets: .labels(indices.map { images.labels[$0] }))
  }
}
