internal import HabaTensor

extension RandomSource {
  /// Fresh parameters as PyTorch starts them: uniform within 1 / sqrt(fan in), tracked.
  ///
  /// - Parameter fanIn: values that each output is computed from.
  mutating func parameter(_ shape: [Int], fanIn: Int) -> Tensor {
    let bound = 1 / Float(fanIn).squareRoot()
    return Tensor((0..<shape.reduce(1, *)).map { _ in uniform(-bound, bound) }, shape: shape).tracked()
  }
}
