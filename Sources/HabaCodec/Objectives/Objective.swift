public import HabaStudents
public import HabaTensor

/// A data set distillation objective: a number, differentiable by what is being learned, that is small where training on the synthetic
/// images does what training on the real ones does.
public protocol Objective: TrainingPart {
  /// The objective at one step: a scalar.
  mutating func loss(_ step: inout Step) throws -> Tensor
}

/// All objectives that can be asked for by name: a new one is a file of its own and a line here.
public let objectives = NamedList<any Objective.Type>([DistributionMatching.self]) { $0.name }
