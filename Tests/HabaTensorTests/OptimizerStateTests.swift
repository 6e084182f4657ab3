import Testing

@testable import HabaTensor

/// An optimizer under test, and how to make a fresh one.
struct OptimizerCase: Sendable, CustomTestStringConvertible {
  var testDescription: String
  var make: @Sendable (NamedTensors) -> any Optimizer

  static let all = [
    OptimizerCase(testDescription: "momentum") { MomentumDescent($0, momentum: 0.9, decay: 0.01) },
    OptimizerCase(testDescription: "Adam") { Adam($0) },
  ]
}

@Suite struct `An optimizer's state` {
  /// A matrix and a scalar, whose names sort otherwise.
  private let start = NamedTensors([("w", chirp([2, 3], phase: 0.5)), ("b", chirp([], phase: 2))]).tracked()

  /// One step on the sum of x⁴ / 4 - x over all parameters.
  private func step(_ parameters: NamedTensors, by optimizer: inout any Optimizer) -> NamedTensors {
    let losses = parameters.tensors.map { ($0.squared().squared() * 0.25 - $0).sum() }
    let gradients = gradient(of: losses[0] + losses[1], withRespectTo: parameters.tensors)
    return optimizer.step(parameters, gradients: gradients, rates: [0.05, 0.1])
  }

  private func bits(_ tensors: NamedTensors) -> [[UInt32]] { tensors.tensors.map { $0.values.map(\.bitPattern) } }

  @Test(arguments: OptimizerCase.all)
  func `lets a fresh one go on from any step as if nothing had been, bit for bit`(of kind: OptimizerCase) throws {
    let steps = 7
    var optimizer = kind.make(start)
    var through = [start]
    for _ in 0..<steps { through.append(step(through[through.count - 1], by: &optimizer)) }
    #expect(Set(through.map(bits)).count == steps + 1)

    for pause in 0...steps {
      var first = kind.make(start)
      var parameters = start
      for _ in 0..<pause { parameters = step(parameters, by: &first) }
      // By way of a file, as a checkpoint goes.
      let file = try StateFile(parsing: try StateFile(tensors: first.state).serialized())
      var second = kind.make(start)
      try second.restore(file.tensors)
      for _ in pause..<steps { parameters = step(parameters, by: &second) }
      #expect(bits(parameters) == bits(through[steps]), "after \(pause) steps")
      #expect(bits(second.state) == bits(optimizer.state))
    }
  }

  @Test(arguments: OptimizerCase.all)
  func `without it a fresh one goes another way`(of kind: OptimizerCase) {
    var (first, second) = (kind.make(start), kind.make(start))
    let parameters = step(start, by: &first)
    #expect(bits(step(parameters, by: &first)) != bits(step(parameters, by: &second)))
  }

  @Test func `names what it holds after the parameters`() {
    #expect(MomentumDescent(start, momentum: 0.9).state.names == ["w", "b"])
    #expect(Adam(start).state.names == ["steps", "first.w", "first.b", "second.w", "second.b"])
    #expect(Adam(start).state.tensors.map(\.shape) == [[], [2, 3], [], [2, 3], []])
  }

  @Test(arguments: OptimizerCase.all)
  func `is taken in any order, and what is taken is constant`(of kind: OptimizerCase) throws {
    var optimizer = kind.make(start)
    _ = step(start, by: &optimizer)
    let state = optimizer.state
    var other = kind.make(start)
    try other.restore(NamedTensors(state.tracked().entries.reversed()))
    #expect(other.state.names == state.names)
    #expect(bits(other.state) == bits(state))
    #expect(!other.state.tensors.contains { $0.isTracked })
  }

  @Test(arguments: OptimizerCase.all)
  func `that doesn't fit is refused, and then nothing is taken`(of kind: OptimizerCase) {
    var optimizer = kind.make(start)
    let parameters = step(start, by: &optimizer)
    let before = optimizer.state
    // All values are others, so that anything taken would be seen.
    let good = before.mapTensors { $0 + 1 }
    let last = good.names[good.count - 1]
    let missing = NamedTensors(good.entries.dropLast())
    var unknown = good
    unknown.append(Tensor([1], shape: []), as: "more")
    let reshaped = NamedTensors(missing.entries + [(last, Tensor([1], shape: [1]))])

    for (state, error) in [
      (missing, StateError.missing(last)), (unknown, .unknown("more")),
      (reshaped, .shape(last, expected: [], found: [1])), (NamedTensors(), .missing(good.names[0])),
    ] {
      #expect(throws: error) { try optimizer.restore(state) }
      #expect(bits(optimizer.state) == bits(before))
    }
    var untouched = kind.make(start)
    _ = step(start, by: &untouched)
    #expect(bits(step(parameters, by: &optimizer)) == bits(step(parameters, by: &untouched)))
  }
}
