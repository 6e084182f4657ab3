internal import HabaFormat
internal import HabaTensor

/// How to measure what a set of images teaches.
public struct EvaluateOptions: Sendable {
  /// The network's name.
  public var network = ConvNet.name
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

/// What students learned from a set of images.
public struct Evaluation: Sendable {
  /// The network's name.
  public var network: String
  /// Each trial's test accuracy, 0…1.
  public var trials: [(seed: UInt64, accuracy: Double)]
  /// Their mean.
  public var mean: Double
  /// Their standard deviation, as of the trials alone (not an estimate for others).
  public var std: Double
  /// Test images.
  public var testImages: Int
  /// How each was trained, with the steps really done.
  public var recipe: Recipe
  /// Passes over the training images that those steps make, rounded up.
  public var epochs: Int
  /// Seconds it took.
  public var seconds: Double
}

/// Trains fresh networks on one set of images and tests them on another.
public enum Evaluator {
  /// Runs all trials; a learning rate that the training set says was learned takes the place of the recipe's.
  ///
  /// - Parameters:
  ///   - training: the images to train on.
  ///   - test: the images to test on, of the same shape and with the same classes in the same order.
  ///   - progress: told after every step.
  ///   - isCancelled: asked after every step; when true, `Interrupted` is thrown.
  public static func run(
    training: some ImageSet, test: some ImageSet, options: EvaluateOptions,
    progress: (CompressProgress) -> Void, isCancelled: () -> Bool
  ) throws -> Evaluation {
    guard let kind = studentNetworks.first(where: { $0.name == options.network }) else {
      throw CodecError.unknownNetwork(options.network)
    }
    guard training.count > 0 else { throw CodecError.noTrainingImages }
    guard training.shape == test.shape, test.classCount <= training.classCount else {
      throw CodecError.setsDiffer(training: Self.summary(training), test: Self.summary(test))
    }
    Threads.count = options.threads
    try Threads.prepare()
    let clock = ContinuousClock()
    let began = clock.now
    var recipe = options.recipe
    if let learned = training.learningRate { recipe.learningRate = learned }
    if let epochs = options.epochs {
      let (images, overflow) = epochs.multipliedReportingOverflow(by: training.count)
      recipe.steps = overflow ? Int.max : max(1, images / recipe.batch + (images % recipe.batch > 0 ? 1 : 0))
    }
    let normalization = try Normalization(of: training)
    let network = kind.init(shape: training.shape, classes: training.classCount, width: recipe.width)
    let total = Double(options.trials) * Double(recipe.steps)
    var fewestSteps = recipe.steps
    var trials: [(seed: UInt64, accuracy: Double)] = []
    for trial in 0..<options.trials {
      let seed = options.seed &+ UInt64(trial)
      var random = RandomSource(seed: seed, purpose: 5)
      var student = Student(network, normalization: normalization, random: &random)
      let end = options.timeLimit.map { $0 * Double(trial + 1) / Double(options.trials) }
      let steps = try student.train(on: training, recipe: recipe, random: &random) { step in
        if isCancelled() { throw Interrupted() }
        let seconds = (clock.now - began) / .seconds(1)
        let done = (Double(trial) * Double(recipe.steps) + Double(step)) / total
        progress(
          CompressProgress(
            phase: "trial \(trial + 1) of \(options.trials)", step: step, fraction: done, loss: nil, seconds: seconds))
        return end.map { seconds < $0 } ?? true
      }
      fewestSteps = min(fewestSteps, steps)
      let accuracy = try student.accuracy(
        on: test, indices: Array(0..<test.count), classes: Array(0..<training.classCount)
      ) { if isCancelled() { throw Interrupted() } }
      trials.append((seed, accuracy))
    }
    let wasCutShort = fewestSteps < recipe.steps
    recipe.steps = fewestSteps
    let passes = (Double(recipe.steps) * Double(recipe.batch) / Double(training.count)).rounded(.up)
    let mean = trials.reduce(0) { $0 + $1.accuracy } / Double(max(1, trials.count))
    let variance = trials.reduce(0) { $0 + ($1.accuracy - mean) * ($1.accuracy - mean) } / Double(max(1, trials.count))
    return Evaluation(
      network: options.network, trials: trials, mean: mean, std: variance.squareRoot(), testImages: test.count,
      recipe: recipe, epochs: (wasCutShort ? nil : options.epochs) ?? Int(min(passes, 0x1p53)),
      seconds: (clock.now - began) / .seconds(1))
  }

  private static func summary(_ set: some ImageSet) -> String {
    "\(set.shape.width)x\(set.shape.height) with \(set.shape.channels) channels in \(set.classCount) classes"
  }
}
