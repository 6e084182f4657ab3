public import HabaStudents
public import HabaTensor

/// Something that synthetic images shall be beside what the objective asks: apart from each other, or cheap to store.
public protocol Constraint: TrainingPart {
  /// Why it has nothing to do for what a plan holds, in a few words; nil where it has.
  ///
  /// It is then left out, and whoever asked for it is told.
  static func obstacle(_ plan: Plan) -> String?
  /// What is added to the objective at a step; nil where it is not to count yet.
  mutating func term(_ step: inout Step) throws -> ConstraintTerm?
  /// What it adds to a step's cost, in images trained through; nothing, unless it says otherwise.
  func cost(_ sizes: StepSizes) -> Int
}

extension Constraint {
  /// There is none.
  public static func obstacle(_ plan: Plan) -> String? { nil }
  /// Nothing.
  public func cost(_ sizes: StepSizes) -> Int { 0 }
}

/// What a constraint adds to an objective.
public struct ConstraintTerm {
  /// How much of it is added.
  public enum Weight: Hashable, Sendable {
    /// So many times the number itself.
    case fixed(Float)
    /// As much as makes the length of its gradient by the bases this share of the objective's: then it means the same
    /// beside every objective.
    case shareOfObjective(Float)
  }

  /// A scalar, differentiable by what is being learned.
  public let loss: Tensor
  /// How much of it is added.
  public let weight: Weight

  /// Puts the two together.
  public init(_ loss: Tensor, weight: Weight) {
    self.loss = loss
    self.weight = weight
  }
}

/// All constraints that can be asked for by name: a new one is a file of its own and a line here.
public let constraints = NamedList<any Constraint.Type>([
  InstanceContrast.self, SupervisedContrast.self, CosineContrast.self,
]) { $0.name }
