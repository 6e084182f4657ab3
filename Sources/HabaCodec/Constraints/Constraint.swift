public import HabaStudents
public import HabaTensor

/// Something that synthetic images shall be beside what the objective asks: apart from each other, or cheap to store.
public protocol Constraint: TrainingPart {
  /// What is added to the objective at a step, weighted: a scalar, differentiable by what is being learned.
  ///
  /// - Parameter objective: the objective of the same step, beside which the weight may be chosen.
  mutating func loss(_ step: inout Step, beside objective: Tensor) throws -> Tensor
}

/// All constraints that can be asked for by name: a new one is a file of its own and a line here.
public let constraints = NamedList<any Constraint.Type>([]) { $0.name }
