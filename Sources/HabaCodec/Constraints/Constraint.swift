public import HabaStudents
public import HabaTensor

/// Something that synthetic images shall be beside what the objective asks: apart from each other, or cheap to store.
///
/// It may learn beside, such as a network that tells images apart, and then gives that out as its state.
public protocol Constraint: Stateful, SendableMetatype {
  /// The name by which commands ask for it.
  static var name: String { get }
  /// Prepares for a run.
  init(_ context: TrainingContext) throws
  /// What is added to the objective at a step, weighted: a scalar, differentiable by what is being learned.
  ///
  /// - Parameter objective: the objective of the same step, beside which the weight may be chosen.
  mutating func loss(_ step: inout Step, beside objective: Tensor) throws -> Tensor
  /// What is to be done once the synthetic set has been updated: nothing, unless a constraint says otherwise.
  mutating func follow(_ step: inout Step) throws
}

extension Constraint {
  /// Nothing.
  public mutating func follow(_ step: inout Step) throws {}

  /// Nothing, for what remembers nothing.
  public var state: NamedTensors { NamedTensors() }

  /// Takes nothing, for what remembers nothing.
  public mutating func restore(_ state: NamedTensors) throws(StateError) {
    _ = try state.matching(self.state)
  }
}

/// All constraints that can be asked for by name: a new one is a file of its own and a line here.
public let constraints = NamedList<any Constraint.Type>([]) { $0.name }
