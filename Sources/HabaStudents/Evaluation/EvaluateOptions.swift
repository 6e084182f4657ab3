/// How to measure what a set of images teaches.
public struct EvaluateOptions: Sendable {
  /// The network; nil: the ConvNet for images of that size (`ConvNet.forImages`).
  public var network: (any Network.Type)?
  /// Its channels; nil: as many as it has by itself.
  public var width: Int?
  /// Freshly made networks, each trained and tested by itself.
  public var trials = 3
  /// Trial i draws from seed + i.
  public var seed: UInt64 = 0
  /// How each is trained.
  public var recipe: Recipe = .standard
  /// Passes over the training images, in place of the recipe's steps.
  public var epochs: Int?
  /// Seconds after which training ends early, shared by the trials.
  public var timeLimit: Double?
  /// Threads to use, on which results do not depend; 0: all cores.
  public var threads = 0

  /// The defaults.
  public init() {}
}
