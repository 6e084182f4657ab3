internal import Glibc
public import HabaFormat
public import HabaTensor

/// Differentiable siamese augmentation (DSA, Zhao and Bilen, 2021, section 3; strengths as its authors' code sets them).
///
/// Each batch is changed by one operation, drawn at random. Its strength is drawn for every image (when training a
/// student) or once for all (when real and synthetic images are compared). It acts on normalised images, where 0 is the mean.
public struct Augmentation: Sendable {
  /// The kinds of change.
  public enum Operation: CaseIterable, Sendable {
    case color, crop, cutout, flip, scale, rotate
  }

  /// How the strategy is written in the field.
  public static let strategy = "color_crop_cutout_flip_scale_rotate"

  private enum Change: Sendable {
    case color(brightness: [Float], saturation: [Float], contrast: [Float])
    case mask([Float])
    case move(SamplingMap)
  }
  private let change: Change
  /// Images it was drawn for; 1 stands for any number.
  private let count: Int

  /// Draws an operation and its strengths for images of a shape.
  ///
  /// - Parameter count: how many images get a strength of their own; 1 makes a draw that is shared by any number of images.
  public init(shape: ImageShape, count: Int, _ random: inout RandomSource) {
    let operation = Operation.allCases[random.below(Operation.allCases.count)]
    self.init(operation, shape: shape, count: count, &random)
  }

  init(_ operation: Operation, shape: ImageShape, count: Int, _ random: inout RandomSource) {
    self.count = count
    let (height, width) = (shape.height, shape.width)
    func moves(_ transform: (inout RandomSource) -> [Float]) -> Change {
      .move(SamplingMap(height: height, width: width, transforms: (0..<count).map { _ in transform(&random) }))
    }
    switch operation {
    case .color:
      change = .color(
        brightness: (0..<count).map { _ in random.uniform(-0.5, 0.5) },
        saturation: (0..<count).map { _ in random.uniform(0, 2) },
        contrast: (0..<count).map { _ in random.uniform(0.5, 1.5) })
    case .crop:
      let reach = (x: (width + 4) / 8, y: (height + 4) / 8)
      change = moves { random in
        let dx = random.below(2 * reach.x + 1) - reach.x
        let dy = random.below(2 * reach.y + 1) - reach.y
        // One pixel is 2 / (side - 1) of the range -1...1.
        return [
          1, 0, 2 * Float(dx) / Float(max(1, width - 1)), 0, 1, 2 * Float(dy) / Float(max(1, height - 1)),
        ]
      }
    case .flip:
      change = moves { random in [random.uniform() < 0.5 ? -1 : 1, 0, 0, 0, 1, 0] }
    case .scale:
      change = moves { random in
        [random.uniform(1 / 1.2, 1.2), 0, 0, 0, random.uniform(1 / 1.2, 1.2), 0]
      }
    case .rotate:
      change = moves { random in
        let angle = Double(random.uniform(-15, 15)) * Double.pi / 180
        let (sine, cosine) = (Float(sin(angle)), Float(cos(angle)))
        // Turning by the grid's own coordinates keeps the field's behaviour on images that are not square.
        return [cosine, -sine, 0, sine, cosine, 0]
      }
    case .cutout:
      change = .mask(Self.cutoutMask(height: height, width: width, count: count, &random))
    }
  }

  /// One where a pixel stays, zero in a rectangle of half the sides around a random centre: `[count, H, W]`.
  private static func cutoutMask(height: Int, width: Int, count: Int, _ random: inout RandomSource) -> [Float] {
    var mask = [Float](repeating: 1, count: count * height * width)
    let size = (y: (height + 1) / 2, x: (width + 1) / 2)
    for image in 0..<count {
      let y0 = random.below(height + (1 - size.y % 2)) - size.y / 2
      let x0 = random.below(width + (1 - size.x % 2)) - size.x / 2
      for y in max(0, y0)..<max(0, min(height, y0 + size.y)) where y0 + size.y > 0 {
        for x in max(0, x0)..<max(0, max(x0, min(width, x0 + size.x))) { mask[(image * height + y) * width + x] = 0 }
      }
    }
    return mask
  }

  /// Changed images; `[N, H, W, C]` in and out.
  public func applied(to images: Tensor) -> Tensor {
    precondition(count == 1 || count == images.shape[0], "drawn for \(count) images, not \(images.shape[0])")
    func each(_ values: [Float]) -> Tensor { Tensor(values, shape: [values.count, 1, 1, 1]) }
    switch change {
    case .color(let brightness, let saturation, let contrast):
      var x = images + each(brightness)
      if images.shape[3] > 1 {
        let grey = x.mean(axes: [3])
        x = (x - grey) * each(saturation) + grey
      }
      let mean = x.mean(axes: [1, 2, 3])
      return (x - mean) * each(contrast) + mean
    case .mask(let mask):
      return images * Tensor(mask, shape: [count, images.shape[1], images.shape[2], 1])
    case .move(let map):
      return images.sampled(map)
    }
  }
}
