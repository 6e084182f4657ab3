public import HabaFormat
public import HabaStudents
public import HabaTensor

/// What objectives and constraints may know before the first step.
public struct TrainingContext: Sendable {
  /// Shape of the images.
  public let shape: ImageShape
  /// Number of classes.
  public let classCount: Int
  /// The network through which images are compared.
  public let network: any Network
  /// What every random draw hangs on.
  public let seed: UInt64
  /// What was said of rates and counts.
  public let settings: Settings
  /// Bases of each class.
  public let basesPerClass: Int
  /// Synthetic images that one base gives.
  public let imagesPerBase: Int
  /// Hallucinators that a base goes through, 0 where there are none.
  public let hallucinatorCount: Int
  /// Experts, for objectives that need some.
  public let trajectories: (any Trajectories)?

  /// Puts them together.
  public init(
    shape: ImageShape, classCount: Int, network: any Network, seed: UInt64, settings: Settings, basesPerClass: Int = 1,
    imagesPerBase: Int = 1, hallucinatorCount: Int = 0, trajectories: (any Trajectories)? = nil
  ) {
    self.shape = shape
    self.classCount = classCount
    self.network = network
    self.seed = seed
    self.settings = settings
    self.basesPerClass = basesPerClass
    self.imagesPerBase = imagesPerBase
    self.hallucinatorCount = hallucinatorCount
    self.trajectories = trajectories
  }

  /// The same for a set that is to be learned.
  func learning(_ set: SyntheticSet, basesPerClass: Int) -> TrainingContext {
    TrainingContext(
      shape: shape, classCount: classCount, network: network, seed: seed, settings: settings,
      basesPerClass: basesPerClass, imagesPerBase: set.imagesPerBase, hallucinatorCount: set.hallucinatorCount,
      trajectories: trajectories)
  }

  /// Synthetic images of each class.
  public var imagesPerClass: Int { basesPerClass * imagesPerBase }

  /// A stream of random numbers for what a part draws before the first step.
  public func random(for part: any TrainingPart.Type) -> RandomSource { RandomSource(seed: seed, part: part.name) }
}
