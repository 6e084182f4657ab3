internal import HabaFormat
internal import HabaTensor

/// What a step of distillation compares: real images of some classes, and the synthetic images of the same classes.
struct ObjectiveBatch {
  /// Shape of the images.
  let shape: ImageShape
  /// Classes of the data set.
  let classCount: Int
  /// The classes of this step.
  let classes: [Int]
  /// Real images of each of them, `[N, H, W, C]`, normalised.
  let real: [Tensor]
  /// Synthetic images of each of them, `[S, H, W, C]`, through all hallucinators.
  let synthetic: [Tensor]
}

/// A data set distillation objective: a number, differentiable by the synthetic images, that is small where training on them
/// does what training on the real ones does.
protocol Objective: Sendable {
  /// The name by which commands ask for it.
  static var name: String { get }
  /// Students of this many channels.
  init(width: Int)
  /// The objective on one batch.
  func loss(_ batch: ObjectiveBatch, _ random: inout RandomSource) -> Tensor
}

/// All objectives that can be asked for by name.
let objectives: [any Objective.Type] = [DistributionMatching.self]

/// The names of the objectives that this version has.
public let objectiveNames: [String] = objectives.map { $0.name }
