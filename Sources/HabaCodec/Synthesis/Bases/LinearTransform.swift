internal import HabaFormat
internal import HabaTensor

/// The format's inverse transform in real arithmetic: linear but for an offset, which it leaves out, and so the way of gradients from
/// pixels to coefficients.
///
/// It differs from the exact one by that one's rounding alone (spec, "Bases by transform").
struct LinearTransform {
  private let transform: BaseTransform
  private let shape: ImageShape
  /// For each plane: what a coefficient adds to the samples of its block, `[S * S, S * S]`, in pixel levels a step.
  private let inverses: [Tensor]
  /// What planes add to channels, `[planes, channels]`, in normalised units a level.
  private let colors: Tensor

  init(_ transform: BaseTransform, shape: ImageShape, deviation: [Float]) {
    self.transform = transform
    self.shape = shape
    let side = transform.blockSide
    let waves = transform.waves
    let wave = (0..<side).map { Array(waves[$0 * side..<($0 + 1) * side]) }
    inverses = transform.planes.map { plane in
      Tensor(
        (0..<side * side).flatMap { coefficient -> [Float] in
          let (down, across) = (wave[coefficient / side], wave[coefficient % side])
          let step = Float(plane.step(coefficient)) / 16
          return down.flatMap { row in across.map { row * $0 * step } }
        }, shape: [side * side, side * side])
    }
    // Y, Co and Cg as red, green and blue; without colours each plane is a channel.
    let mixed: [[Float]] =
      transform.hasColorTransform
      ? [[1, 1, 1], [0.5, 0, -0.5], [-0.5, 0.5, -0.5]]
      : (0..<shape.channels).map { plane in (0..<shape.channels).map { $0 == plane ? 1 : 0 } }
    colors = Tensor(
      mixed.flatMap { row in zip(row, deviation).map { $0 / $1 } }, shape: [shape.channels, shape.channels])
  }

  /// Coefficients `[n, N]` in steps as `[n, h, w, c]` in normalised units, the mean left out.
  func values(of coefficients: Tensor) -> Tensor {
    let bases = coefficients.shape[0]
    // By coefficient, so that a plane is some rows.
    let turned = coefficients.permuted([1, 0])
    var start = 0
    let planes = transform.planes.indices.map { index -> Tensor in
      let (down, across) = transform.blocks(of: index, shape: shape)
      let count = down * across * transform.blockSide * transform.blockSide
      defer { start += count }
      let own = turned.taking(Array(start..<start + count)).permuted([1, 0])
      return plane(own, index, bases: bases, down: down, across: across)
    }
    return Tensor.concatenated(planes).multiplied(transposed: true, by: colors)
      .reshaped([bases, shape.height, shape.width, shape.channels])
  }

  /// One plane as large as the bases: `[1, n * h * w]`.
  private func plane(_ coefficients: Tensor, _ index: Int, bases: Int, down: Int, across: Int) -> Tensor {
    let side = transform.blockSide
    let (height, width) = transform.sides(of: index, shape: shape)
    let samples = coefficients.reshaped([bases * down * across, side * side]).multiplied(by: inverses[index])
      .reshaped([bases, down, across, side, side]).permuted([0, 1, 3, 2, 4])
    let whole = samples.reshaped([bases, down * side, across * side, 1])
    let own = cropped(whole, height: height, width: width)
    guard height < shape.height || width < shape.width else { return own.reshaped([1, own.count]) }
    // Weights of 9, 3, 3 and 1 sixteenths: those of bilinear interpolation.
    let doubled = own.bilinearlyResized(height: 2 * height, width: 2 * width)
    let enlarged = cropped(doubled, height: shape.height, width: shape.width)
    return enlarged.reshaped([1, enlarged.count])
  }

  private func cropped(_ images: Tensor, height: Int, width: Int) -> Tensor {
    var images = images
    if images.shape[1] > height {
      images = images.permuted([1, 0, 2, 3]).taking(Array(0..<height)).permuted([1, 0, 2, 3])
    }
    if images.shape[2] > width {
      images = images.permuted([2, 0, 1, 3]).taking(Array(0..<width)).permuted([1, 2, 0, 3])
    }
    return images
  }
}
