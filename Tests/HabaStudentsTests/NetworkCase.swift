/// PyTorch's figures for one network and images of one shape.
struct NetworkCase {
  /// Of the images' chirp.
  let phase: Int
  let loss: Float
  /// [N, K].
  let scores: [Float]
  /// Of the loss's gradient by each parameter, then by the images.
  let norms: [Float]
  /// Projections of the same gradients.
  let projections: [[Float]]
}
