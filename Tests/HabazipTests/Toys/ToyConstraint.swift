import HabaCodec
import HabaTensor

/// Images are not to be far from grey.
struct ToyConstraint: Constraint {
  static let name = "toy-grey"

  init(_ context: TrainingContext) {}

  mutating func loss(_ step: inout Step, beside objective: Tensor) throws -> Tensor {
    let all = step.syntheticImages(ofClasses: step.someClasses())
    return all.map { $0.squared().mean() * 100 }.reduce(Tensor([0], shape: []), +)
  }
}
