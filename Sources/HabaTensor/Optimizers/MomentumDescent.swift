internal import CHabaKernels

/// Stochastic gradient descent with momentum and weight decay, as PyTorch defines it.
public struct MomentumDescent: Optimizer {
  /// Share of the last velocity that stays.
  public var momentum: Float
  /// Multiple of each value that is added to its gradient.
  public var decay: Float
  private var velocities: NamedTensors

  /// Starts at rest.
  public init(_ parameters: NamedTensors, momentum: Float, decay: Float = 0) {
    self.momentum = momentum
    self.decay = decay
    velocities = parameters.mapTensors { Tensor(repeating: 0, shape: $0.shape) }
  }

  /// The parameters after one step, each at its own rate, tracked anew.
  public mutating func step(_ parameters: NamedTensors, gradients: [Tensor], rates: [Float]) -> NamedTensors {
    precondition(parameters.names == velocities.names, "\(parameters.names) are not \(velocities.names)")
    precondition(gradients.count == parameters.count && rates.count == parameters.count)
    // The kernel writes in place, and others may hold these values: it is given copies.
    let next = parameters.tensors.map { $0.copied() }
    let speeds = velocities.tensors.map { $0.copied() }
    for i in next.indices {
      haba_sgd(next[i].pointer, speeds[i].pointer, gradients[i].pointer, rates[i], momentum, decay, next[i].count)
    }
    velocities = velocities.replacing(with: speeds)
    return parameters.replacing(with: next.map { $0.tracked() })
  }

  /// The velocity of each parameter, under the parameter's name.
  public var state: NamedTensors { velocities }

  /// Goes on from a state that an optimizer of parameters of the same names and shapes gave, or takes nothing.
  public mutating func restore(_ state: NamedTensors) throws(StateError) {
    velocities = try state.matching(velocities).detached()
  }
}

extension Tensor {
  /// The same values in memory of their own.
  fileprivate func copied() -> Tensor {
    let copy = Tensor(shape: shape, buffer: Buffer(count: count))
    copy.pointer.update(from: pointer, count: count)
    return copy
  }
}
