internal import HabaStudents
package import HabaTensor

/// Learns a synthetic set, step by step.
///
/// It draws nothing itself: each step gives objective and constraints a stream that hangs on the seed and the step's number
/// alone. How fast things learn comes with them.
package struct Trainer: Stateful {
  private(set) var set: SyntheticSet
  /// Steps done.
  private(set) var step = 0
  let sizes: StepSizes
  private var objective: any Objective
  private var constraints: [any Constraint]
  private var optimizer: any Optimizer
  private let seed: UInt64

  init(
    _ set: SyntheticSet, objective: any Objective, constraints: [any Constraint] = [], sizes: StepSizes, seed: UInt64
  ) {
    self.set = set
    self.sizes = sizes
    self.objective = objective
    self.constraints = constraints
    self.seed = seed
    optimizer = Adam(set.parameters)
  }

  /// One step against real images; returns the objective, without what constraints add.
  package mutating func advance(on real: RealImages) throws -> Float {
    var step = Step(
      number: step, random: RandomSource(seed: seed, step: step), real: real, synthetic: set, sizes: sizes)
    let loss = try objective.loss(&step)
    var total = loss
    for index in constraints.indices { total = total + (try constraints[index].loss(&step, beside: loss)) }
    let name = type(of: objective).name
    guard total.count == 1, loss.count == 1 else {
      throw TrainingError.notScalar(objective: name, step: self.step, shape: total.shape)
    }
    // What comes of it would be an archive of nothing, without a word.
    guard total.scalar.isFinite else {
      throw TrainingError.notFinite(objective: name, step: self.step, found: total.scalar)
    }
    let parameters = set.parameters
    let gradients = gradient(of: total, withRespectTo: parameters.tensors)
    set.parameters = optimizer.step(parameters, gradients: gradients, rates: set.rates)
    step.synthetic = set
    try objective.follow(&step)
    for index in constraints.indices { try constraints[index].follow(&step) }
    self.step += 1
    return loss.scalar
  }

  /// Names tell what a state is of: two objectives may remember tensors of equal names and shapes.
  private var objectiveName: String { "objective.\(type(of: objective).name)" }
  private func constraintName(_ index: Int) -> String { "constraint\(index).\(type(of: constraints[index]).name)" }

  /// What is learned and what is remembered; the number of steps is not in it.
  package var state: NamedTensors {
    var state = NamedTensors()
    state.append(set.state, under: "set")
    state.append(optimizer.state, under: "optimizer")
    state.append(objective.state, under: objectiveName)
    for (index, constraint) in constraints.enumerated() {
      state.append(constraint.state, under: constraintName(index))
    }
    return state
  }

  package mutating func restore(_ state: NamedTensors) throws(StateError) {
    let found = try state.matching(self.state)
    var changed = self
    try changed.set.restore(found.under("set"))
    try changed.optimizer.restore(found.under("optimizer"))
    try changed.objective.restore(found.under(objectiveName))
    for index in constraints.indices { try changed.constraints[index].restore(found.under(constraintName(index))) }
    self = changed
  }

  /// Goes on after so many steps from a state that they led to.
  mutating func resume(after steps: Int, _ state: NamedTensors) throws(StateError) {
    try restore(state)
    step = steps
  }
}
