internal import CHabaKernels
internal import Glibc

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

/// Adam (Kingma and Ba, 2015), as PyTorch defines it.
public struct Adam {
  private static let (firstDecay, secondDecay, epsilon): (Float, Float, Float) = (0.9, 0.999, 1e-8)
  private var first: [Tensor]
  private var second: [Tensor]
  private var steps = 0

  /// Starts without memory.
  public init(_ parameters: [Tensor]) {
    first = parameters.map { Tensor(repeating: 0, shape: $0.shape) }
    second = first
  }

  /// The parameters after one step, each with its own rate, tracked anew.
  public mutating func step(_ parameters: [Tensor], gradients: [Tensor], rates: [Float]) -> [Tensor] {
    precondition(parameters.count == gradients.count && parameters.count == rates.count)
    steps += 1
    let correction1 = 1 - powf(Self.firstDecay, Float(steps))
    let correction2 = 1 - powf(Self.secondDecay, Float(steps))
    return withoutRecording {
      parameters.indices.map { i in
        let g = gradients[i]
        first[i] = first[i] * Self.firstDecay + g * (1 - Self.firstDecay)
        second[i] = second[i] * Self.secondDecay + g.squared() * (1 - Self.secondDecay)
        let size = (second[i] * (1 / correction2)).squareRoot() + Self.epsilon
        return (parameters[i] - first[i] / size * (rates[i] / correction1)).tracked()
      }
    }
  }
}
