extension Tensor {
  /// Values shifted to mean 0 and scaled to deviation 1 over the given axes.
  private func normalized(axes: [Int], epsilon: Float) -> Tensor {
    let centred = self - mean(axes: axes)
    return centred / (centred.squared().mean(axes: axes) + epsilon).squareRoot()
  }

  /// Instance norm: every image's every channel shifted to mean 0 and scaled to deviation 1.
  public func instanceNormalized(epsilon: Float = 1e-5) -> Tensor { normalized(axes: [1, 2], epsilon: epsilon) }

  /// Group norm: every image's every group of neighbouring channels shifted to mean 0 and scaled to deviation 1.
  public func groupNormalized(groups: Int, epsilon: Float = 1e-5) -> Tensor {
    let (n, h, w, c) = (shape[0], shape[1], shape[2], shape[3])
    precondition(groups > 0 && c % groups == 0, "\(groups) groups of \(c) channels")
    return reshaped([n, h * w, groups, c / groups]).normalized(axes: [1, 3], epsilon: epsilon).reshaped(shape)
  }

  /// Batch norm by the batch's own statistics: every channel shifted to mean 0 and scaled to deviation 1.
  public func batchNormalized(epsilon: Float = 1e-5) -> Tensor { normalized(axes: [0, 1, 2], epsilon: epsilon) }

  /// Instance norm of images `[N, H, W, C]` with a scale and a shift for each channel (`[C]`), in one pass over memory.
  public func normed(scale: Tensor, shift: Tensor, epsilon: Float = 1e-5) -> Tensor {
    NormAdd(self, scale: scale, shift: shift, adding: nil, hasReLU: false, epsilon: epsilon).value()
  }

  /// The same, then the sum with another tensor of the same shape, then ReLU: the end of a residual block.
  public func normAddRelu(scale: Tensor, shift: Tensor, adding other: Tensor, epsilon: Float = 1e-5) -> Tensor {
    NormAdd(self, scale: scale, shift: shift, adding: other, hasReLU: true, epsilon: epsilon).value()
  }

  /// Instance norm of images `[N, H, W, C]` with a scale and a shift for each channel (`[C]`), then ReLU, then
  /// average pooling over squares of `pool` (1: none), in one pass over memory.
  public func normReluPooled(scale: Tensor, shift: Tensor, pool: Int = 2, epsilon: Float = 1e-5) -> Tensor {
    NormReluPool(self, scale, shift, pool: pool, epsilon: epsilon).value()
  }
}
