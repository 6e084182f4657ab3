public import HabaFormat
public import HabaTensor

/// A network, its parameters and their optimizer: a thing that takes steps.
public struct Student: Stateful {
  /// What it computes.
  public let network: any Network
  /// What it has learned, tracked.
  public private(set) var parameters: NamedTensors
  private var optimizer: any Optimizer

  /// Begins with fresh parameters and their optimizer.
  public init(
    _ network: any Network, optimizer: (NamedTensors) -> any Optimizer, random: inout RandomSource
  ) {
    self.network = network
    parameters = network.initialParameters(&random)
    self.optimizer = optimizer(parameters)
  }

  /// The mean cross-entropy on a batch, as a function of the parameters.
  public func loss(on batch: Batch) -> Tensor {
    network.scores(batch.images, parameters).crossEntropy(batch.targets)
  }

  /// One step on a batch; returns the loss before it.
  @discardableResult
  public mutating func step(on batch: Batch, rate: Float) -> Float {
    step(against: loss(on: batch), rate: rate)
  }

  /// One step against a scalar that is a function of the parameters; returns it.
  @discardableResult
  public mutating func step(against loss: Tensor, rate: Float) -> Float {
    let gradients = gradient(of: loss, withRespectTo: parameters.tensors)
    parameters = optimizer.step(parameters, gradients: gradients, rate: rate)
    return loss.scalar
  }

  /// Goes a course to its end, or until `report`, which is told of every step, says no; returns the steps done.
  @discardableResult
  public mutating func train(by course: inout Course, report: (Int) throws -> Bool) throws -> Int {
    while let (batch, rate) = try course.next() {
      step(on: batch, rate: rate)
      if try !report(course.step) { break }
    }
    return course.step
  }

  /// The share of images that are given their own label; `poll` may throw to stop.
  ///
  /// - Parameter indices: the images of the set to look at.
  public func accuracy(
    on set: some ImageSet, indices: [Int], normalization: Normalization, poll: () throws -> Void = {}
  ) throws -> Double {
    var right = 0
    for start in stride(from: 0, to: indices.count, by: 128) {
      try poll()
      let batch = Array(indices[start..<min(indices.count, start + 128)])
      let images = normalization.tensor(try set.pixels(of: batch), set.shape)
      let found = withoutRecording { network.scores(images, parameters).largestColumns() }
      for (index, label) in zip(batch, found) where set.labels[index] == label { right += 1 }
    }
    return indices.isEmpty ? 0 : Double(right) / Double(indices.count)
  }

  /// The parameters, under `parameters`, and what the optimizer remembers, under `optimizer`.
  public var state: NamedTensors {
    var state = NamedTensors()
    state.append(parameters, under: "parameters")
    state.append(optimizer.state, under: "optimizer")
    return state
  }

  /// Goes on from a state of a student of the same network and kind of optimizer.
  public mutating func restore(_ state: NamedTensors) throws(StateError) {
    let found = try state.matching(self.state)
    try optimizer.restore(found.under("optimizer"))
    parameters = found.under("parameters").detached().tracked()
  }
}
