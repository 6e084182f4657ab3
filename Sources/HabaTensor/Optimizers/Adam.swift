internal import Glibc

/// Adam (Kingma and Ba, 2015), as PyTorch defines it.
public struct Adam: Optimizer {
  private static let (firstDecay, secondDecay, epsilon): (Float, Float, Float) = (0.9, 0.999, 1e-8)
  private var first: NamedTensors
  private var second: NamedTensors
  /// Steps done.
  ///
  /// Both corrections are 1 long before a binary32 can't count them any more.
  private var steps: Float = 0

  /// Starts without memory.
  public init(_ parameters: NamedTensors) {
    first = parameters.mapTensors { Tensor(repeating: 0, shape: $0.shape) }
    second = first
  }

  /// The parameters after one step, each at its own rate, tracked anew.
  public mutating func step(_ parameters: NamedTensors, gradients: [Tensor], rates: [Float]) -> NamedTensors {
    precondition(parameters.names == first.names, "\(parameters.names) are not \(first.names)")
    precondition(gradients.count == parameters.count && rates.count == parameters.count)
    steps += 1
    let correction1 = 1 - powf(Self.firstDecay, steps)
    let correction2 = 1 - powf(Self.secondDecay, steps)
    return withoutRecording {
      first = first.replacing(
        with: zip(first.tensors, gradients).map { $0 * Self.firstDecay + $1 * (1 - Self.firstDecay) })
      second = second.replacing(
        with: zip(second.tensors, gradients).map { $0 * Self.secondDecay + $1.squared() * (1 - Self.secondDecay) })
      return parameters.replacing(
        with: parameters.tensors.indices.map { i in
          let size = (second.tensors[i] * (1 / correction2)).squareRoot() + Self.epsilon
          return (parameters.tensors[i] - first.tensors[i] / size * (rates[i] / correction1)).tracked()
        })
    }
  }

  /// Both moments of each parameter, under `first` and `second` and the parameter's name, and `steps`.
  public var state: NamedTensors {
    var state = NamedTensors()
    state.append(Tensor([steps], shape: []), as: "steps")
    state.append(first, under: "first")
    state.append(second, under: "second")
    return state
  }

  /// Goes on from a state that an optimizer of parameters of the same names and shapes gave, or takes nothing.
  public mutating func restore(_ state: NamedTensors) throws(StateError) {
    let found = try state.matching(self.state).detached()
    steps = found["steps"].scalar
    first = found.under("first")
    second = found.under("second")
  }
}
