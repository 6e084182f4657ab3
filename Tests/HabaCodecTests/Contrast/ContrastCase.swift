/// PyTorch's figures for one loss of features or images.
struct ContrastCase {
  let loss: Float
  /// Of the gradient by what was given.
  let norm: Float
  /// Projections of the same gradient.
  let gradient: [Float]
}
