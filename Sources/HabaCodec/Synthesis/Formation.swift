internal import HabaFormat
internal import HabaTensor

/// How bases become parts as large as images: cut, enlarged, given channels.
///
/// Nothing of it is learned. Cutting bases into parts is IDC's multi-formation (Kim and others, 2022, section 4.1). The archive's
/// decoder does the same (`Resampling`), but for the order of two products.
struct Formation {
  /// Shape of the images.
  let shape: ImageShape
  /// Shape of the bases.
  let baseShape: ImageShape
  /// Into how many parts each side of a base is cut; a divisor of both sides.
  let side: Int
  /// How parts are enlarged.
  let upsampling: Upsampling

  /// Bases that are as large as images, and whole, unless said otherwise.
  init(shape: ImageShape, baseShape: ImageShape? = nil, side: Int = 1, upsampling: Upsampling = .bilinear) {
    self.shape = shape
    self.baseShape = baseShape ?? shape
    self.side = side
    self.upsampling = upsampling
  }

  /// Parts of a base.
  var parts: Int { side * side }

  /// The parts of bases `[B, h, w, c]`: `[B * parts, H, W, c]`, or with all channels of images, base by base and row by row within.
  func parts(of bases: Tensor, withAllChannels: Bool) -> Tensor {
    let enlarged = resized(cut(bases))
    return withAllChannels ? self.withAllChannels(enlarged) : enlarged
  }

  private func cut(_ bases: Tensor) -> Tensor {
    guard side > 1 else { return bases }
    let (count, height, width, channels) = (
      bases.shape[0], baseShape.height / side, baseShape.width / side, bases.shape[3]
    )
    return bases.reshaped([count, side, height, side, width, channels]).permuted([0, 1, 3, 2, 4, 5])
      .reshaped([count * parts, height, width, channels])
  }

  private func resized(_ parts: Tensor) -> Tensor {
    let (height, width) = (parts.shape[1], parts.shape[2])
    guard height != shape.height || width != shape.width else { return parts }
    switch upsampling {
    case .bilinear: return parts.bilinearlyResized(height: shape.height, width: shape.width)
    case .nearest:
      let rows = (0..<shape.height).map { $0 * height / shape.height }
      let columns = (0..<shape.width).map { $0 * width / shape.width }
      return parts.permuted([1, 0, 2, 3]).taking(rows).permuted([2, 1, 0, 3]).taking(columns).permuted([1, 2, 0, 3])
    }
  }

  /// The last channel again and again.
  private func withAllChannels(_ images: Tensor) -> Tensor {
    let own = images.shape[3]
    guard own < shape.channels else { return images }
    return images.permuted([3, 0, 1, 2]).taking((0..<shape.channels).map { min($0, own - 1) }).permuted([1, 2, 3, 0])
  }
}
