internal import HabaStudents
package import HabaTensor

/// Learns a synthetic set, step by step.
///
/// It draws nothing itself: each step gives objective and constraints a stream that hangs on the seed and the step's number
/// alone. How fast things learn comes with them, unless the settings say otherwise.
package struct Trainer: Stateful {
  private(set) var set: SyntheticSet
  /// Steps done.
  private(set) var step = 0
  /// Those of the last step; nil before the first.
  private(set) var losses: Losses?
  let sizes: StepSizes
  private(set) var objective: any Objective
  private var constraints: [any Constraint]
  private var optimizer: any Optimizer
  private let settings: Settings
  private let seed: UInt64

  init(
    _ set: SyntheticSet, objective: any Objective, constraints: [any Constraint] = [], sizes: StepSizes,
    settings: Settings, seed: UInt64
  ) {
    self.set = set
    self.sizes = sizes
    self.objective = objective
    self.constraints = constraints
    self.settings = settings
    self.seed = seed
    let learned = Self.learned(set, objective, constraints)
    optimizer =
      settings.rate("momentum").map { MomentumDescent(learned.parameters, momentum: $0) } ?? Adam(learned.parameters)
  }

  /// Images trained through in one step, to compare its time with that of other work.
  var cost: Int { constraints.reduce(objective.cost(sizes)) { $0 + $1.cost(sizes) } }

  /// The names of its constraints.
  var constraintNames: [String] { constraints.map { type(of: $0).name } }

  /// One step against real images.
  package mutating func advance(on real: RealImages) throws -> Losses {
    var step = Step(
      number: step, random: RandomSource(seed: seed, step: step), real: real, synthetic: set, sizes: sizes)
    let (parameters, rates) = Self.learned(set, objective, constraints, settings)
    let loss = try objective.loss(&step)
    try check(loss, of: type(of: objective).name)
    var gradients = gradient(of: loss, withRespectTo: parameters.tensors)
    let size = Self.size(gradients, set)
    var terms: [(name: String, value: Float)] = []
    for index in constraints.indices {
      guard let term = try constraints[index].term(&step) else { continue }
      let name = type(of: constraints[index]).name
      try check(term.loss, of: name)
      let own = gradient(of: term.loss, withRespectTo: parameters.tensors)
      let weight =
        switch term.weight {
        case .fixed(let weight): weight
        // What has no gradient can't be made as long as anything: it adds nothing.
        case .shareOfObjective(let share): share * size / max(Self.size(own, set), .leastNormalMagnitude)
        }
      if weight.isFinite { gradients = zip(gradients, own).map { $0 + $1 * weight } }
      terms.append((name, term.loss.scalar))
    }
    take(optimizer.step(parameters, gradients: gradients, rates: rates))
    step.synthetic = set
    try objective.follow(&step)
    for index in constraints.indices { try constraints[index].follow(&step) }
    self.step += 1
    let parts = [objective] + constraints as [any TrainingPart]
    let losses = Losses(
      objective: loss.scalar, constraints: terms,
      told: parts.flatMap { part in part.told.map { ("\(type(of: part).name).\($0.name)", $0.value) } })
    self.losses = losses
    return losses
  }

  private func check(_ loss: Tensor, of name: String) throws(TrainingError) {
    guard loss.count == 1 else { throw .notScalar(part: name, step: step, shape: loss.shape) }
    // What comes of it would be an archive of nothing, without a word.
    guard loss.scalar.isFinite else { throw .notFinite(part: name, step: step, found: loss.scalar) }
  }

  /// The length of the bases' part of gradients, which come first.
  private static func size(_ gradients: [Tensor], _ set: SyntheticSet) -> Float {
    gradients.prefix(set.groups[0].group.parameters.count).reduce(0) { $0 + $1.squared().sum().scalar }.squareRoot()
  }

  /// All that learns: the set, then what the parts learn beside it, under names of theirs; and the rate of each.
  private static func learned(
    _ set: SyntheticSet, _ objective: any Objective, _ constraints: [any Constraint], _ settings: Settings? = nil
  ) -> (parameters: NamedTensors, rates: [Float]) {
    var (parameters, rates) = (set.parameters, [Float]())
    for (group, name) in zip(set.groups, ["base-rate", "hallucinator-rate"]) {
      let rate = settings?.rate(name) ?? group.group.rate
      rates += Array(repeating: rate, count: group.group.parameters.count)
    }
    for (index, part) in ([objective] + constraints as [any TrainingPart]).enumerated() {
      parameters.append(part.learned.parameters, under: "part\(index)")
      rates += Array(repeating: part.learned.rate, count: part.learned.parameters.count)
    }
    return (parameters, rates)
  }

  private mutating func take(_ parameters: NamedTensors) {
    let names = set.parameters.names
    set.parameters = NamedTensors(names.lazy.map { ($0, parameters[$0]) })
    objective.learned.parameters = parameters.under("part0")
    for index in constraints.indices { constraints[index].learned.parameters = parameters.under("part\(index + 1)") }
  }

  /// Names tell what a state is of: two objectives may remember tensors of equal names and shapes.
  private var objectiveName: String { "objective.\(type(of: objective).name)" }
  private func constraintName(_ index: Int) -> String { "constraint\(index).\(type(of: constraints[index]).name)" }

  /// What is learned and what is remembered; the number of steps is not in it.
  package var state: NamedTensors {
    var state = NamedTensors()
    state.append(Self.learned(set, objective, constraints).parameters, under: "set")
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
    changed.take(found.under("set").detached().tracked())
    try changed.optimizer.restore(found.under("optimizer"))
    try changed.objective.restore(found.under(objectiveName))
    for index in constraints.indices { try changed.constraints[index].restore(found.under(constraintName(index))) }
    self = changed
  }

  /// Goes on after so many steps from a state that they led to.
  mutating func resume(after steps: Int, losses: Losses? = nil, _ state: NamedTensors) throws(StateError) {
    try restore(state)
    step = steps
    self.losses = losses
  }
}
