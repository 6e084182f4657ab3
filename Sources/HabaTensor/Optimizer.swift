internal import CHabaKernels

/// Stochastic gradient descent with momentum and weight decay, as PyTorch defines it.
public struct MomentumDescent {
  /// Share of the last velocity that stays.
  public var momentum: Float
  /// Multiple of each value that is added to its gradient.
  public var decay: Float
  private var velocities: [Tensor]

  /// Starts at rest.
  public init(_ parameters: [Tensor], momentum: Float, decay: Float = 0) {
    self.momentum = momentum
    self.decay = decay
    velocities = parameters.map { Tensor(repeating: 0, shape: $0.shape) }
  }

  /// The parameters after one step against their gradients, tracked anew.
  public mutating func step(_ parameters: [Tensor], gradients: [Tensor], rate: Float) -> [Tensor] {
    precondition(parameters.count == gradients.count && parameters.count == velocities.count)
    return parameters.indices.map { i in
      let next = Tensor(shape: parameters[i].shape, buffer: Buffer(count: parameters[i].count))
      next.pointer.update(from: parameters[i].pointer, count: next.count)
      // Velocities are this value's own, so writing in place is seen by nobody else; a copy of it makes its own first.
      let velocity = Tensor(shape: next.shape, buffer: Buffer(count: next.count))
      velocity.pointer.update(from: velocities[i].pointer, count: next.count)
      haba_sgd(next.pointer, velocity.pointer, gradients[i].pointer, rate, momentum, decay, next.count)
      velocities[i] = velocity
      return next.tracked()
    }
  }
}
