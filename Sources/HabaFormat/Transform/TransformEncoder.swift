/// Turns pixels into coefficients: what a writer does, of which the format only says how it is undone.
///
///     let encoder = TransformEncoder(shape: shape, blockSide: 16, step: 40)
///     let base = Base(label: 3, coefficients: encoder.coefficients(of: levels))
///     // … and the archive gets `transform: encoder.transform`.
public struct TransformEncoder: Sendable {
  /// What the archive must be given along with the coefficients.
  public let transform: BaseTransform
  private let shape: ImageShape

  /// How much finer or coarser luma and differences are quantized than the step says: so that an error in each costs
  /// red, green and blue together as much.
  private static let planeFactors: [Float] = [1, 2.45, 2]
  /// The part of a step that rounds up; below a half, since what is rounded down costs fewer bits.
  package static let rounding: Float = 0.4
  /// Where coefficients lie within their steps on average, in 256ths below the middle.
  private static let shrinkage = 8
  /// Below it all but rounding is lost.
  private static let finestStep: Float = 1

  /// Makes an encoder of bases of `shape`, [c, h, w].
  ///
  /// - Parameters:
  ///   - blockSide: 8 or 16.
  ///   - step: The distance of neighbouring coefficients in pixel levels, 1…1000: the larger, the fewer bytes.
  ///   - hasHalfChroma: Whether three channels' differences have half the rows and columns.
  public init(shape: ImageShape, blockSide: Int = 16, step: Float, hasHalfChroma: Bool = false) {
    self.shape = shape
    let isColor = shape.channels == 3
    let planes = (0..<shape.channels).map { index in
      var own = max(TransformEncoder.finestStep, step)
      if isColor {
        // A coefficient of a halved plane stands for four times as many pixels.
        own *= TransformEncoder.planeFactors[index] * (hasHalfChroma && index > 0 ? 0.5 : 1)
      }
      let sixteenths = min(max((own * 16).rounded(), 1), 65_535)
      return BaseTransform.Plane(steps: [UInt16(sixteenths)], shrinkage: TransformEncoder.shrinkage)
    }
    transform = BaseTransform(
      blockSide: blockSide == 8 ? 8 : 16, hasColorTransform: isColor, hasHalfChroma: isColor && hasHalfChroma,
      planes: planes)
  }

  /// The quantized coefficients of a base in pixel levels, [c, h, w]; values that are not finite count as 128.
  ///
  /// - Precondition: As many levels as the shape has scalars.
  public func coefficients(of levels: [Float]) -> [Int16] { quantized(steps(of: levels)) }

  /// Coefficients in steps, quantized as those that an encoder rounds; the order is that of `Base.Samples.coefficients`.
  package func quantized(_ steps: some Sequence<Float>) -> [Int16] {
    let mask = transform.blockSide * transform.blockSide - 1
    return steps.enumerated().map { place, steps in
      let size = min((abs(steps) + (place & mask == 0 ? 0.5 : TransformEncoder.rounding)).rounded(.down), 32_767)
      return Int16(steps < 0 ? -size : size)
    }
  }

  /// The same before they are quantized: in steps, of which each coefficient has its own.
  package func steps(of levels: [Float]) -> [Float] {
    precondition(levels.count == shape.count, "levels of another shape")
    let count = shape.height * shape.width
    var channels = (0..<shape.channels).map { channel in
      levels[channel * count..<(channel + 1) * count].map { level in
        // Far beyond any pixel a code would not fit.
        level.isFinite ? min(max(level, -1024), 1280) : 128
      }
    }
    if transform.hasColorTransform { TransformEncoder.separateColors(&channels) }
    return channels.enumerated().flatMap { index, channel in
      let plane = transform.hasHalfChroma && index > 0 ? halved(channel) : channel
      let level: Float = transform.hasColorTransform && index > 0 ? 0 : 128
      return steps(of: plane.map { $0 - level }, index: index)
    }
  }

  private func steps(of plane: [Float], index: Int) -> [Float] {
    let (height, width) = transform.sides(of: index, shape: shape)
    let (down, across) = transform.blocks(of: index, shape: shape)
    let side = transform.blockSide
    let cosine = CosineTransform.of(side: side)
    let quantization = transform.planes[index]
    var result: [Float] = []
    for block in 0..<down * across {
      let (top, left) = (block / across * side, block % across * side)
      // Beyond the border its last pixels go on, which takes the fewest coefficients.
      let samples = (0..<side * side).map { place in
        plane[min(top + place / side, height - 1) * width + min(left + place % side, width - 1)]
      }
      for (place, value) in cosine.coefficients(of: samples).enumerated() {
        result.append(value * 16 / Float(quantization.step(place)))
      }
    }
    return result
  }

  /// Red, green and blue as luma and differences.
  private static func separateColors(_ channels: inout [[Float]]) {
    for index in channels[0].indices {
      let (red, green, blue) = (channels[0][index], channels[1][index], channels[2][index])
      let orange = red - blue
      let shade = blue + orange / 2
      channels[2][index] = green - shade
      channels[1][index] = orange
      channels[0][index] = shade + channels[2][index] / 2
    }
  }

  /// The means of squares of four pixels; at odd borders of two or one.
  private func halved(_ plane: [Float]) -> [Float] {
    let (height, width) = ((shape.height + 1) / 2, (shape.width + 1) / 2)
    return (0..<height * width).map { place in
      let (row, column) = (2 * (place / width), 2 * (place % width))
      let (below, right) = (min(row + 1, shape.height - 1), min(column + 1, shape.width - 1))
      let sum =
        plane[row * shape.width + column] + plane[row * shape.width + right]
        + plane[below * shape.width + column] + plane[below * shape.width + right]
      return sum / 4
    }
  }
}
