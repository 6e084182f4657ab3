/// Moves parameters against their gradients, and remembers what that takes.
public protocol Optimizer: Stateful {
  /// The parameters after one step, tracked anew.
  ///
  /// - Parameters:
  ///   - parameters: those that it was made for, in the same order.
  ///   - gradients: one for each.
  ///   - rates: one for each.
  mutating func step(_ parameters: NamedTensors, gradients: [Tensor], rates: [Float]) -> NamedTensors
}

extension Optimizer {
  /// The parameters after one step at one rate, tracked anew.
  public mutating func step(_ parameters: NamedTensors, gradients: [Tensor], rate: Float) -> NamedTensors {
    step(parameters, gradients: gradients, rates: Array(repeating: rate, count: parameters.count))
  }
}
