extension Tensor {
  /// The logarithm of the softmax along the last axis of scores `[N, K]`.
  public func logSoftmax() -> Tensor {
    let (rows, columns) = (shape[0], shape[1])
    // The largest score of each row is a constant here: it cancels, and only keeps the exponential in range.
    let largest = Tensor(
      (0..<rows).map { row in (0..<columns).reduce(-.infinity) { max($0, self.pointer[row * columns + $1]) } },
      shape: [rows, 1])
    let shifted = self - largest
    return shifted - shifted.exp().sum(axes: [1]).log()
  }

  /// The mean cross-entropy between the softmax of scores `[N, K]` and target distributions `[N, K]`.
  public func crossEntropy(targets: Tensor) -> Tensor {
    precondition(shape == targets.shape, "targets of shape \(targets.shape) for scores of \(shape)")
    return (logSoftmax() * targets).sum() * (-1 / Float(shape[0]))
  }

  /// The mean cross-entropy between the softmax of scores `[N, K]` and class indices.
  public func crossEntropy(labels: [Int]) -> Tensor {
    crossEntropy(targets: .oneHot(labels, classes: shape[1]))
  }

  /// 1 - cosine of the angle between self and other along an axis, which stays with length 1.
  public func cosineDistance(to other: Tensor, axis: Int) -> Tensor {
    let product = (self * other).sum(axes: [axis])
    let norms = (squared().sum(axes: [axis]) * other.squared().sum(axes: [axis])).squareRoot()
    // Vectors of length 0 have no angle; this is where PyTorch's epsilon of 1e-6 would set in.
    return -(product / (norms + 1e-12)) + 1
  }

  /// Rows `[N, K]` with a one at each label, else zeros.
  public static func oneHot(_ labels: [Int], classes: Int) -> Tensor {
    let buffer = Buffer(count: labels.count * classes)
    buffer.pointer.update(repeating: 0, count: buffer.count)
    for (row, label) in labels.enumerated() {
      precondition(label >= 0 && label < classes, "label \(label) outside 0 ..< \(classes)")
      buffer.pointer[row * classes + label] = 1
    }
    return Tensor(shape: [labels.count, classes], buffer: buffer)
  }

  /// For each row of `[N, K]`, the column of its largest element; the first one where several are.
  public func largestColumns() -> [Int] {
    let columns = shape[1]
    return (0..<shape[0]).map { row in
      var best = 0
      for column in 1..<max(1, columns) where pointer[row * columns + column] > pointer[row * columns + best] {
        best = column
      }
      return best
    }
  }
}
