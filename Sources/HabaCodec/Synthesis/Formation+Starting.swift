internal import HabaFormat
internal import HabaTensor

extension Formation {
  /// Pixels along a side of a part that there are at least, where images have more.
  private static let leastPart = 4

  /// Into how many parts the sides of bases for images of a shape can be cut.
  static func sides(for shape: ImageShape) -> ClosedRange<Int> {
    1...max(1, min(FormatCaps.formation.upperBound, min(shape.height, shape.width) / leastPart))
  }

  /// Cut into `side` x `side` parts.
  ///
  /// Bases are as large as images, or smaller by the rows and columns that are left over when images are cut: so they
  /// never take more than whole ones do.
  init(shape: ImageShape, side: Int, baseChannels: Int) {
    self.init(
      shape: shape,
      baseShape: ImageShape(
        channels: baseChannels, height: shape.height / side * side, width: shape.width / side * side),
      side: side)
  }

  /// As the options have it.
  ///
  /// Without hallucinators bases have all channels, since nothing else gives them colours.
  init(for shape: ImageShape, hallucinators: Int, options: CompressOptions) {
    self.init(
      shape: shape, side: options.formation,
      baseChannels: hallucinators == 0 ? shape.channels : options.baseChannels ?? shape.channels)
  }

  /// What bases start as: each is made of as many images as it has parts, row by row, scaled down by area.
  ///
  /// IDC's authors start so too, though they scale by taking the nearest pixel. Bases of one channel have the mean of the
  /// images' channels.
  ///
  /// - Parameter images: `[B * parts, H, W, C]`, the parts of a base beside each other.
  /// - Returns: `[B, h, w, c]`, what `parts(of:withAllChannels:)` cuts again.
  func bases(of images: Tensor) -> Tensor {
    let (height, width) = (baseShape.height / side, baseShape.width / side)
    let (count, channels) = (images.shape[0] / parts, baseShape.channels)
    let own = channels < shape.channels ? images.mean(axes: [3]) : images
    guard side > 1 else { return own }
    return own.adaptivelyPooled(height: height, width: width)
      .reshaped([count, side, side, height, width, channels]).permuted([0, 1, 3, 2, 4, 5])
      .reshaped([count, side * height, side * width, channels])
  }

  /// Draws the images that each of `bases` bases starts from: all of `images` in random order, and again where there are
  /// too few.
  ///
  /// No base has an image twice, if there are as many images as parts.
  func drawn(_ bases: Int, of images: [Int], _ random: inout RandomSource) -> [Int] {
    var order: [Int] = []
    while order.count < bases * parts, !images.isEmpty {
      let begun = Set(order.suffix(order.count % parts))
      let again = random.permutation(images.count).map { images[$0] }
      order += again.filter { !begun.contains($0) } + again.filter { begun.contains($0) }
    }
    return Array(order.prefix(bases * parts))
  }
}
