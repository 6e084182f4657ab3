import HabaCodec
import HabaTensor

/// Images are not to be far from grey.
struct ToyConstraint: Constraint {
  static let name = "toy-grey"

  init(_ context: TrainingContext) {}

  mutating func term(_ step: inout Step) throws -> ConstraintTerm? {
    let all = step.syntheticImages(ofClasses: step.someClasses())
    return ConstraintTerm(all.map { $0.squared().mean() }.reduce(Tensor([0], shape: []), +), weight: .fixed(100))
  }
}
