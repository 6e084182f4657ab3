/// What students learned from a set of images.
public struct Evaluation: Sendable {
  /// The network's name.
  public var network: String
  /// Its channels.
  public var width: Int
  /// Each trial's test accuracy, 0…1.
  public var trials: [(seed: UInt64, accuracy: Double)]
  /// Their mean.
  public var mean: Double
  /// Their standard deviation, as of the trials alone (not an estimate for others).
  public var std: Double
  /// Test images.
  public var testImages: Int
  /// Whether the training images' numbers for the classes were the targets, not the classes alone.
  public var hasSoftLabels: Bool
  /// How each was trained, with the steps really done.
  public var recipe: Recipe
  /// Passes over the training images that those steps make, rounded up.
  public var epochs: Int
  /// Seconds it took.
  public var seconds: Double
}

/// Images that nothing can be learned or measured with.
public enum EvaluationError: Error, Hashable, Sendable, CustomStringConvertible {
  /// There is nothing to train on.
  case noTrainingImages
  /// Training and test images differ in shape or number of classes.
  case setsDiffer(training: String, test: String)

  /// What is wrong, in one line.
  public var description: String {
    switch self {
    case .noTrainingImages: "there is no image to train on"
    case .setsDiffer(let training, let test): "training images are \(training), test images \(test)"
    }
  }
}
