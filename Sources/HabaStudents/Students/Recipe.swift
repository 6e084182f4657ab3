internal import Glibc
public import HabaTensor

/// How a student is trained, the same for whatever it is trained on: counted in steps, not in passes over the data.
///
/// SGD with momentum and weight decay, the learning rate falling to zero along a half cosine; batches run through the images in
/// random order, pass after pass, a batch reaching into the next pass where the images do not divide evenly.
public struct Recipe: Hashable, Sendable {
  /// Training steps.
  public var steps: Int
  /// Images a step.
  public var batch: Int
  /// The learning rate at the start.
  public var learningRate: Float
  /// Share of the last velocity that stays.
  public var momentum: Float
  /// Multiple of each weight that is added to its gradient.
  public var weightDecay: Float

  /// The recipe of `evaluate`.
  public static let standard = Recipe(
    steps: 2000, batch: 64, learningRate: 0.02, momentum: 0.9, weightDecay: 5e-4)

  /// A recipe with every choice named.
  public init(steps: Int, batch: Int, learningRate: Float, momentum: Float, weightDecay: Float) {
    self.steps = steps
    self.batch = batch
    self.learningRate = learningRate
    self.momentum = momentum
    self.weightDecay = weightDecay
  }

  /// The learning rate of one step.
  public func rate(at step: Int) -> Float {
    let progress = Float(step) / Float(max(1, steps))
    return learningRate * 0.5 * (1 + cosf(Float.pi * progress))
  }

  /// The optimizer of parameters that are about to be trained.
  public func optimizer(of parameters: NamedTensors) -> any Optimizer {
    MomentumDescent(parameters, momentum: momentum, decay: weightDecay)
  }

  /// How the optimizer is written in a report.
  public var optimizer: String { "SGD" }
  /// How the learning rate's course is written in a report.
  public var schedule: String { "cosine" }
  /// How the augmentation is written in a report.
  public var augmentation: String { Augmentation.strategy }
}
