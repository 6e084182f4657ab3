internal import HabaFormat
internal import HabaTensor

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
    progress: (RunProgress) -> Void, isCancelled: () -> Bool
  ) throws -> Evaluation {
    guard training.count > 0 else { throw EvaluationError.noTrainingImages }
    guard training.shape == test.shape, test.classCount <= training.classCount else {
      throw EvaluationError.setsDiffer(training: Self.summary(training), test: Self.summary(test))
    }
    Threads.count = options.threads
    try Threads.prepare()
    let clock = ContinuousClock()
    let began = clock.now
    var recipe = options.recipe
    if let learned = training.learningRate { recipe.learningRate = learned }
    if let epochs = options.epochs { recipe.epochs = epochs }
    recipe = recipe.fitted(to: training.count)
    let normalization = try Normalization(of: training)
    let kind = options.network ?? ConvNet.forImages(of: training.shape)
    let width = options.width ?? kind.standardWidth
    let network = kind.init(shape: training.shape, classes: training.classCount, width: width)
    let total = Double(options.trials) * Double(recipe.steps)
    var fewestSteps = recipe.steps
    var trials: [(seed: UInt64, accuracy: Double)] = []
    for trial in 0..<options.trials {
      let seed = options.seed &+ UInt64(trial)
      var random = RandomSource(seed: seed, for: .evaluation)
      var student = Student(network, optimizer: recipe.optimizer(of:), random: &random)
      var course = Course(training, recipe: recipe, normalization: normalization, random: random)
      let end = options.timeLimit.map { $0 * Double(trial + 1) / Double(options.trials) }
      let steps = try student.train(by: &course) { step in
        if isCancelled() { throw Interrupted() }
        let seconds = (clock.now - began) / .seconds(1)
        let done = (Double(trial) * Double(recipe.steps) + Double(step)) / total
        progress(
          RunProgress(
            phase: "trial \(trial + 1) of \(options.trials)", step: step, fraction: done, loss: nil, seconds: seconds))
        return end.map { seconds < $0 } ?? true
      }
      fewestSteps = min(fewestSteps, steps)
      let accuracy = try student.accuracy(
        on: test, indices: Array(0..<test.count), normalization: normalization
      ) { if isCancelled() { throw Interrupted() } }
      trials.append((seed, accuracy))
    }
    let wasCutShort = fewestSteps < recipe.steps
    recipe.steps = fewestSteps
    let passes = (Double(recipe.steps) * Double(recipe.batch) / Double(training.count)).rounded(.up)
    let mean = trials.reduce(0) { $0 + $1.accuracy } / Double(max(1, trials.count))
    let variance = trials.reduce(0) { $0 + ($1.accuracy - mean) * ($1.accuracy - mean) } / Double(max(1, trials.count))
    return Evaluation(
      network: kind.name, width: width, trials: trials, mean: mean, std: variance.squareRoot(),
      testImages: test.count, hasSoftLabels: !recipe.hardLabels && training.softLabels(of: []) != nil,
      recipe: recipe, epochs: (wasCutShort ? nil : recipe.epochs) ?? Int(min(passes, 0x1p53)),
      seconds: (clock.now - began) / .seconds(1))
  }

  private static func summary(_ set: some ImageSet) -> String {
    "\(set.shape.width)x\(set.shape.height) with \(set.shape.channels) channels in \(set.classCount) classes"
  }
}
