/// PyTorch's figures for one network and batch.
struct ConvNetCase {
  let loss: Float
  /// Of the gradient by all parameters.
  let squaredNorm: Float
  /// [N, K].
  let scores: [Float]
  /// Of the loss's gradient by each parameter, then by the images.
  let firstNorms: [Float]
  /// Of the squared norm's gradient by each parameter, then by the images.
  let secondNorms: [Float]
  /// Projections of the same gradients.
  let first: [[Float]]
  let second: [[Float]]
}
