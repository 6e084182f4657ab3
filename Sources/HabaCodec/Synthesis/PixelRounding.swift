internal import HabaFormat
internal import HabaTensor

/// The last stage on the way to an image: values become bytes, as the decoder rounds them.
struct PixelRounding {
  /// What turns normalised units into levels.
  let normalization: Normalization

  /// Clamped and rounded to 0…255 by channel, still in normalised units: `[N, H, W, C]`.
  ///
  /// Gradients pass straight through.
  func rounded(_ images: Tensor) -> Tensor {
    let (mean, deviation) = (normalization.mean, normalization.deviation)
    return images.roundedToLevels(
      low: zip(mean, deviation).map { -$0 / $1 }, high: zip(mean, deviation).map { (255 - $0) / $1 }, levels: 256)
  }
}
