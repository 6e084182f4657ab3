internal import HabaTensor

extension Tensor {
  /// A scalar in place of a function of this tensor of which value and gradient are known: how they came about need not be kept.
  ///
  /// Functions of images are differentiated piece by piece, so that only one piece's networks are in memory; what is left is
  /// the way from what is learned to the images.
  func standIn(value: Float, gradient: Tensor) -> Tensor {
    (self * gradient.detached()).sum().replacingValues(with: Tensor([value], shape: []))
  }
}
