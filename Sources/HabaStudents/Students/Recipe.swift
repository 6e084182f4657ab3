internal import Glibc
public import HabaTensor

/// How a student is trained, the same for whatever it is trained on: SGD with momentum and weight decay.
///
/// Batches run through the images in random order, pass after pass, a batch reaching into the next pass where the images do not
/// divide evenly.
public struct Recipe: Hashable, Sendable {
  /// How the learning rate falls.
  public enum Schedule: String, Hashable, Sendable {
    /// To zero along half a cosine.
    case cosine
    /// To a tenth after half of the steps.
    case step
  }

  /// How commands call it.
  public var name: String
  /// Training steps; where `epochs` says how long, those of the default number of images.
  public var steps: Int
  /// Passes over the images, in place of steps.
  public var epochs: Int?
  /// Images a step.
  public var batch: Int
  /// Whether fewer images than a batch are a batch; otherwise it is filled by further passes.
  public var shrinksBatch: Bool
  /// The learning rate at the start, where the images don't say that one was learned.
  public var learningRate: Float
  /// How it falls.
  public var schedule: Schedule
  /// Share of the last velocity that stays.
  public var momentum: Float
  /// Multiple of each weight that is added to its gradient.
  public var weightDecay: Float
  /// Whether classes alone are the targets, also of images that have numbers for them.
  public var hardLabels: Bool

  /// The recipe of `evaluate`, which counts in steps: as much work for few images as for many.
  public static let standard = Recipe(
    name: "default", steps: 2000, batch: 64, learningRate: 0.02, momentum: 0.9, weightDecay: 5e-4)

  /// The recipe by which MTT and HaBa publish: 1000 passes in batches of 256, or of all images if there are fewer, on classes
  /// alone, the learning rate falling to a tenth after half of them.
  public static let published = Recipe(
    name: "published", steps: 1000, epochs: 1000, batch: 256, shrinksBatch: true, learningRate: 0.01, schedule: .step,
    momentum: 0.9, weightDecay: 5e-4, hardLabels: true)

  /// A recipe with every choice named.
  public init(
    name: String = "own", steps: Int, epochs: Int? = nil, batch: Int, shrinksBatch: Bool = false, learningRate: Float,
    schedule: Schedule = .cosine, momentum: Float, weightDecay: Float, hardLabels: Bool = false
  ) {
    self.name = name
    self.steps = steps
    self.epochs = epochs
    self.batch = batch
    self.shrinksBatch = shrinksBatch
    self.learningRate = learningRate
    self.schedule = schedule
    self.momentum = momentum
    self.weightDecay = weightDecay
    self.hardLabels = hardLabels
  }

  /// The same for a number of images, one at least: with the batch that they make, and the steps of its epochs.
  public func fitted(to images: Int) -> Recipe {
    var recipe = self
    if shrinksBatch { recipe.batch = min(batch, images) }
    if let epochs {
      let (all, overflow) = epochs.multipliedReportingOverflow(by: images)
      recipe.steps = overflow ? Int.max : max(1, all / recipe.batch + (all % recipe.batch > 0 ? 1 : 0))
    }
    return recipe
  }

  /// The learning rate of one step.
  public func rate(at step: Int) -> Float {
    switch schedule {
    case .cosine:
      let progress = Float(step) / Float(max(1, steps))
      return learningRate * 0.5 * (1 + cosf(Float.pi * progress))
    case .step:
      return step < steps - steps / 2 ? learningRate : learningRate * 0.1
    }
  }

  /// The optimizer of parameters that are about to be trained.
  public func optimizer(of parameters: NamedTensors) -> any Optimizer {
    MomentumDescent(parameters, momentum: momentum, decay: weightDecay)
  }

  /// How the optimizer is written in a report.
  public var optimizer: String { "SGD" }
  /// How the augmentation is written in a report.
  public var augmentation: String { Augmentation.strategy }
}

/// All recipes that can be asked for by name; the first is what is taken where nobody asks.
public let recipes = NamedList<Recipe>([.standard, .published]) { $0.name }
