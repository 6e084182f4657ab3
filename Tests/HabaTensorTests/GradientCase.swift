import Testing

@testable import HabaTensor

/// An operation, and smooth inputs at which its derivatives are compared with finite differences.
struct GradientCase: Sendable, CustomTestStringConvertible {
  let testDescription: String
  let shapes: [[Int]]
  /// Each input is `shift + scale * chirp`.
  var scale: Float = 1
  var shift: Float = 0
  let operation: @Sendable ([Tensor]) -> Tensor

  init(
    _ name: String, _ shapes: [[Int]], scale: Float = 1, shift: Float = 0,
    _ operation: @escaping @Sendable ([Tensor]) -> Tensor
  ) {
    testDescription = name
    self.shapes = shapes
    self.scale = scale
    self.shift = shift
    self.operation = operation
  }

  var inputs: [[Float]] {
    shapes.enumerated().map { k, shape in
      chirp(shape.reduce(1, *), phase: Double(k)).map { shift + scale * $0 }
    }
  }

  private func tensors(_ values: [[Float]]) -> [Tensor] {
    zip(values, shapes).map { Tensor($0, shape: $1).tracked() }
  }

  /// What is differentiated: sum of w y + y² / 2 over the operation's results y, never linear.
  private func scalar(_ inputs: [Tensor]) -> Tensor {
    let y = operation(inputs)
    let weights = chirp(y.shape, phase: 5)
    return (y * weights + y.squared() * 0.5).sum()
  }

  /// The same, summed in binary64.
  func value(_ values: [[Float]]) -> Double {
    let y = operation(tensors(values))
    return zip(y.values, chirp(y.count, phase: 5)).reduce(0) { sum, pair in
      sum + Double(pair.0) * Double(pair.1) + Double(pair.0) * Double(pair.0) / 2
    }
  }

  func gradients(_ values: [[Float]]) -> [[Float]] {
    let inputs = tensors(values)
    return gradient(of: scalar(inputs), withRespectTo: inputs).map { $0.values }
  }

  /// Directions in which the gradient is differentiated again.
  private var directions: [[Float]] {
    shapes.enumerated().map { k, shape in chirp(shape.reduce(1, *), phase: Double(9 + k)) }
  }

  /// <gradient, directions> at the inputs, in binary64.
  func slope(_ values: [[Float]]) -> Double {
    zip(gradients(values), directions).reduce(0) { sum, pair in
      zip(pair.0, pair.1).reduce(sum) { $0 + Double($1.0) * Double($1.1) }
    }
  }

  /// The gradient of `slope`, by differentiating the gradient.
  func secondGradients(_ values: [[Float]]) -> [[Float]] {
    let inputs = tensors(values)
    let first = gradient(of: scalar(inputs), withRespectTo: inputs, differentiable: true)
    let parts = zip(first, directions).map { ($0 * Tensor($1, shape: $0.shape)).sum() }
    let sum = parts.dropFirst().reduce(parts[0]) { $0 + $1 }
    return gradient(of: sum, withRespectTo: inputs).map { $0.values }
  }

  /// Central differences of `function` by every input.
  static func differences(
    of function: ([[Float]]) -> Double, at values: [[Float]], step: Float = 0x1p-7
  ) -> [[Double]] {
    values.indices.map { k in
      values[k].indices.map { i in
        var (above, below) = (values, values)
        above[k][i] += step
        below[k][i] -= step
        return (function(above) - function(below)) / (Double(above[k][i]) - Double(below[k][i]))
      }
    }
  }
}

/// Places that lie alternately near 0.5 and -0.5 for inputs within -1…1: finite differences never cross ReLU's corner.
private func apart(_ x: Tensor) -> Tensor {
  Tensor((0..<x.count).map { $0 % 2 == 0 ? 0.5 : -0.5 }, shape: x.shape) + x * 0.3
}

private let map = SamplingMap(
  height: 3, width: 4, transforms: [[0.8, 0.3, 0.1, -0.2, 1.1, -0.3], [1.3, 0, -0.4, 0.25, 0.7, 0.2]])

let gradientCases: [GradientCase] = [
  GradientCase("+", [[2, 3], [2, 3]]) { $0[0] + $0[1] },
  GradientCase("+ broadcast", [[2, 3, 2], [3, 1]]) { $0[0] + $0[1] },
  GradientCase("-", [[2, 3], [2, 3]]) { $0[0] - $0[1] },
  GradientCase("- broadcast", [[1, 3], [2, 1]]) { $0[0] - $0[1] },
  GradientCase("*", [[2, 3], [2, 3]]) { $0[0] * $0[1] },
  GradientCase("* broadcast", [[2, 1, 2], [3, 1]]) { $0[0] * $0[1] },
  GradientCase("* itself", [[5]]) { $0[0] * $0[0] },
  GradientCase("/", [[2, 3], [2, 3]], scale: 0.5, shift: 2) { $0[0] / $0[1] },
  GradientCase("/ broadcast", [[2, 3], [3]], scale: 0.5, shift: -2) { $0[0] / $0[1] },
  GradientCase("affine", [[5]]) { $0[0].affine(scale: 1.7, shift: -0.4) },
  GradientCase("negative", [[5]]) { -$0[0] },
  GradientCase("exp", [[5]], scale: 0.7) { $0[0].exp() },
  GradientCase("log", [[5]], scale: 0.5, shift: 2) { $0[0].log() },
  GradientCase("squareRoot", [[5]], scale: 0.5, shift: 2) { $0[0].squareRoot() },
  GradientCase("squared", [[5]]) { $0[0].squared() },
  GradientCase("relu", [[9]]) { apart($0[0]).relu().squared() },
  GradientCase("gated", [[9], [9]]) { $0[0].squared().gated(by: apart($0[1])) },
  GradientCase("reshaped", [[2, 6]]) { $0[0].reshaped([3, 4]).squared() },
  GradientCase("expanded", [[2, 1, 3]]) { $0[0].expanded(to: [2, 2, 4, 3]).squared() },
  GradientCase("sum to a shape", [[2, 2, 3]]) { $0[0].sum(to: [2, 1]).squared() },
  GradientCase("sum of axes", [[2, 2, 3]]) { $0[0].sum(axes: [0, 2]) },
  GradientCase("sum", [[7]]) { $0[0].squared().sum() },
  GradientCase("mean of axes", [[2, 2, 3]]) { $0[0].mean(axes: [1]) },
  GradientCase("mean", [[7]]) { $0[0].exp().mean() },
  GradientCase("permuted", [[2, 3, 2]]) { $0[0].permuted([2, 0, 1]).squared() },
  GradientCase("taking", [[4, 3]]) { $0[0].taking([2, 0, 2]).squared() },
  GradientCase("scattered", [[3, 2]]) { $0[0].scattered(to: [1, 3, 1], of: 4).squared() },
  GradientCase("concatenated", [[1, 3], [2, 3]]) { Tensor.concatenated([$0[0], $0[1], $0[0]]).squared() },
  GradientCase("matrix product", [[2, 3], [3, 4]]) { $0[0].multiplied(by: $0[1]) },
  GradientCase("A'B", [[3, 2], [3, 4]]) { $0[0].multiplied(transposed: true, by: $0[1]) },
  GradientCase("AB'", [[2, 3], [4, 3]]) { $0[0].multiplied(by: $0[1], otherTransposed: true) },
  GradientCase("A'B'", [[3, 2], [4, 3]]) {
    $0[0].multiplied(transposed: true, by: $0[1], otherTransposed: true)
  },
  GradientCase("convolution", [[2, 4, 5, 2], [3, 3, 2, 2]], scale: 0.5) { $0[0].convolved(with: $0[1]) },
  GradientCase("padded convolution", [[1, 3, 4, 2], [3, 3, 2, 3]], scale: 0.5) {
    $0[0].convolved(with: $0[1], padding: 1)
  },
  GradientCase("convolution by an oblong kernel", [[1, 3, 4, 2], [2, 1, 2, 2]]) {
    $0[0].convolved(with: $0[1])
  },
  GradientCase("transposed convolution", [[2, 2, 3, 2], [3, 3, 2, 2]], scale: 0.5) {
    $0[0].transposedConvolved(with: $0[1])
  },
  GradientCase("average pooling", [[2, 5, 4, 2]]) { $0[0].averagePooled(2).squared() },
  GradientCase("spread", [[1, 2, 2, 2]]) { $0[0].spread(2, height: 5, width: 4).squared() },
  GradientCase("instance norm", [[2, 3, 2, 2]]) { $0[0].instanceNormalized(epsilon: 0.1) },
  GradientCase("fused norm, ReLU and pooling", [[1, 4, 5, 1], [1], [1]], scale: 0.2, shift: 1) {
    apart(($0[0] - 1) * 4).normReluPooled(scale: $0[1], shift: $0[2] * 0.2, pool: 2, epsilon: 0.1)
  },
  GradientCase("fused norm and ReLU", [[2, 2, 3, 2], [2], [2]], scale: 0.2, shift: 1) {
    apart(($0[0] - 1) * 4).normReluPooled(scale: $0[1], shift: $0[2] * 0.2, pool: 1, epsilon: 0.1)
  },
  GradientCase("fused norm", [[2, 2, 3, 2], [2], [2]]) { $0[0].normed(scale: $0[1], shift: $0[2], epsilon: 0.1) },
  GradientCase("fused norm, sum and ReLU", [[2, 2, 3, 2], [2], [2], [2, 2, 3, 2]]) {
    $0[0].normAddRelu(scale: $0[1] * 0.05, shift: $0[2] * 0.05, adding: apart($0[3]), epsilon: 0.1)
  },
  GradientCase("convolution with a stride", [[1, 5, 6, 2], [3, 2, 2, 2]], scale: 0.5) {
    $0[0].convolved(with: $0[1], padding: 1, stride: 2)
  },
  GradientCase("group norm", [[2, 2, 3, 4]]) { $0[0].groupNormalized(groups: 2, epsilon: 0.1) },
  GradientCase("batch norm", [[2, 2, 3, 2]]) { $0[0].batchNormalized(epsilon: 0.1) },
  GradientCase("max pooling", [[1, 5, 4, 2]]) { apart($0[0]).maxPooled(2).squared() },
  GradientCase("overlapping max pooling", [[1, 5, 5, 1]]) { apart($0[0]).maxPooled(3, stride: 2).squared() },
  GradientCase("adaptive pooling", [[1, 5, 7, 2]]) { $0[0].adaptivelyPooled(height: 2, width: 3).squared() },
  GradientCase("bilinear resizing", [[1, 3, 4, 2]]) { $0[0].bilinearlyResized(height: 5, width: 6).squared() },
  GradientCase("cosine distance", [[4, 3], [4, 3]], scale: 0.5, shift: 1) { $0[0].cosineDistance(to: $0[1], axis: 0) },
  GradientCase("sampling", [[2, 3, 4, 2]]) { $0[0].sampled(map).squared() },
  GradientCase("logSoftmax", [[2, 4]]) { $0[0].logSoftmax() },
  GradientCase("cross-entropy", [[3, 4]]) { $0[0].crossEntropy(labels: [3, 0, 1]) },
  GradientCase("cross-entropy with soft targets", [[2, 3], [2, 3]], shift: 1) {
    $0[0].crossEntropy(targets: $0[1])
  },
]

private extension Tensor {
  static func - (a: Tensor, b: Float) -> Tensor { a + (-b) }
}
