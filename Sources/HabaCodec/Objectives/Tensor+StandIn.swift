package import HabaTensor

extension Tensor {
  /// A scalar in place of a function of some tensors of which value and gradients are known: how they came about need not be
  /// kept.
  ///
  /// Functions of images are differentiated piece by piece, so that only one piece's networks are in memory; what is left is
  /// the way from what is learned to the images.
  package static func standIn(value: Float, _ ways: [(Tensor, gradient: Tensor)]) -> Tensor {
    ways.map { ($0 * $1).sum() }.reduce(Tensor([0], shape: [])) { $0 + $1 }
      .replacingValues(with: Tensor([value], shape: []))
  }
}
