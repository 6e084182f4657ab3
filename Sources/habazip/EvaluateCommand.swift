internal import ArgumentParser
internal import HabaStudents
internal import HabaData
internal import HabaFormat

/// `evaluate`: trains fresh networks on an archive and says how well they do on a test set.
struct EvaluateCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "evaluate",
    abstract: "Train fresh networks on an archive and report their test accuracy.",
    discussion: """
      INPUT is an archive (- for stdin), a folder that expand wrote (with equal results), or a data set, of which the \
      training split is taken. Test images are brought to the archive's size as compress did it; where compress held \
      images out, those are the test images.

      Examples:
        habazip evaluate photos.haba --test photos
        habazip evaluate photos.haba --test other-photos --whole-test
        habazip evaluate photos.haba --test photos --network all --recipe published
        habazip evaluate photos --per-class 10 --test photos --trials 5 --json
      """)

  @Argument(help: ArgumentHelp("What to train on.", valueName: "input"))
  var input: String

  @Option(
    help: ArgumentHelp(
      "The data set to test on: what compress held out of it, else its test split, or all of it without one.",
      valueName: "dataset"))
  var test: String

  @Flag(
    name: .customLong("whole-test"),
    help: "Test on the test split, or all, of the data set, also where compress held a part of one out.")
  var wholeTest = false

  @Option(help: ArgumentHelp("Train on this many random images of each class.", valueName: "n"))
  var perClass: Int?

  @Option(
    help: Offered.network.help("The network, or several with commas; by default the ConvNet for the images' size"))
  var network: String?

  @Option(help: ArgumentHelp("Networks to train.", valueName: "k"))
  var trials = 3

  @Option(
    help: Offered.recipe.help("How they are trained; published is that of the papers: SGD, 1000 epochs of 256"))
  var recipe = recipes.names[0]

  @Flag(help: "Train on classes alone, also where an archive has soft labels.")
  var hardLabels = false

  @Option(
    help: ArgumentHelp("Passes over the training images, instead of the recipe's steps.", valueName: "n"))
  var epochs: Int?

  @Option(help: ArgumentHelp("Training steps, instead of the recipe's.", valueName: "n"))
  var steps: Int?

  @Option(
    help: ArgumentHelp("Stop training in time to end after this long: 90s, 10m, 2h.", valueName: "time"),
    transform: TimeSpan.init(parsing:))
  var timeLimit: TimeSpan?

  @Option(help: ArgumentHelp("What random numbers are drawn from: trial i takes seed + i.", valueName: "n"))
  var seed: UInt64 = 0

  @Option(help: ArgumentHelp("Channels inside the network, instead of the recipe's.", visibility: .hidden))
  var width: Int?

  @OptionGroup var reading: DataSetOptions
  @OptionGroup var archives: ArchiveOptions
  @OptionGroup var later: LaterEvaluationOptions
  @OptionGroup var common: CommonOptions

  func validate() throws {
    func check(_ value: Int?, _ range: ClosedRange<Int>, _ name: String) throws {
      guard let value, !range.contains(value) else { return }
      throw ValidationError("\(name) takes \(range.lowerBound) to \(range.upperBound), not \(value)")
    }
    _ = try NetworkSelection(network)
    try Offered.recipe.validate(recipe)
    try check(perClass, 1...1_000_000_000, "--per-class")
    try check(trials, 1...1000, "--trials")
    try check(epochs, 1...1_000_000, "--epochs")
    try check(steps, 1...1_000_000_000, "--steps")
    try check(width, 1...4096, "--width")
    if epochs != nil && steps != nil { throw ValidationError("--epochs and --steps exclude each other") }
  }

  func run() throws {
    try later.refuse()
    let options = try options()
    try OutputPath.check([], reading: [.file(input), .dataSet(test)])
    let training = try EvaluationInput.open(
      input, archives: archives, reading: reading, common: common, perClass: perClass, seed: seed)
    let testing = try training.matched(testSet(for: training), named: test)
    let isHeldOut = training.holdOut != nil && !wholeTest
    for warning in training.warnings(with: testing, at: test, isHeldOut: isHeldOut) { Console.shared.warning(warning) }
    common.detail(
      "\(Display.count(training.images.count, "training image")), "
        + Display.count(testing.count, "test image"))
    let networks = try NetworkSelection(network).networks(for: training.images.shape)
    let evaluations = try evaluate(training.images, testing, networks, options)
    let changing = [training.images as? DataSet, testing].compactMap(\.self)
    if let warning = DataSetReport.change(changing) { Console.shared.warning(warning) }
    let report = EvaluationReport(evaluations: evaluations)
    try Console.shared.result(common.json ? report.json.text : report.text)
  }

  /// Opens the test images, fitted as the training images were: what was held out of them, or else the test split.
  private func testSet(for training: EvaluationInput) throws -> DataSet {
    let options = try reading.options(archives.reading, fitted: training.fitting)
    guard let holdOut = training.holdOut, !wholeTest else { return try open(test, .test, options, for: training) }
    if options.fitting != training.fitting {
      throw ValidationError(
        "what was held out is found by its pixels, fitted as the archive tells: leave --size and --fit out, or give --whole-test"
      )
    }
    let all = try open(test, .train, options, for: training)
    let bar = common.progress("finding what was held out")
    defer { bar.finish() }
    let held = try all.heldOut(of: holdOut) { done, total in
      bar.report(fraction: Double(done) / Double(max(1, total)))
    }
    bar.finish()
    Console.shared.note(
      "\(test): tested on the \(Display.count(held.count, "image")) that were held out (\(holdOut.share))")
    return held
  }

  /// Opens a data set; where its images need another size, that is the training images'.
  private func open(
    _ path: String, _ split: Split, _ options: ReadOptions, for training: EvaluationInput
  ) throws -> DataSet {
    do {
      return try reading.open(path, split: split, options: options, common: common)
    } catch DataError.needsSize(var problem) {
      problem.proposed = training.images.shape
      throw DataError.needsSize(problem)
    }
  }

  private func options() throws -> EvaluateOptions {
    var options = EvaluateOptions()
    options.trials = trials
    options.seed = seed
    options.epochs = epochs
    options.timeLimit = timeLimit?.seconds
    options.threads = common.threads
    options.recipe = try Offered.recipe.element(recipe)
    if let steps { (options.recipe.steps, options.recipe.epochs) = (steps, nil) }
    if hardLabels { options.recipe.hardLabels = true }
    options.width = width
    return options
  }

  /// One network after another; what is left of the time is shared by those to come.
  private func evaluate(
    _ training: any ImageSet, _ testing: any ImageSet, _ networks: [any Network.Type], _ options: EvaluateOptions
  ) throws -> [Evaluation] {
    let began = ContinuousClock.now
    return try networks.enumerated().map { index, network in
      var options = options
      options.network = network
      let seconds = (ContinuousClock.now - began) / .seconds(1)
      options.timeLimit = options.timeLimit.map { max(0, $0 - seconds) / Double(networks.count - index) }
      let name = networks.count > 1 ? "\(network.name) (\(index + 1) of \(networks.count))" : network.name
      let found = try evaluate(training, testing, options, named: name)
      if networks.count > 1 { common.detail("\(name): \(Decimals.percent(found.mean, 2))") }
      return found
    }
  }

  private func evaluate(
    _ training: any ImageSet, _ testing: any ImageSet, _ options: EvaluateOptions, named name: String
  ) throws -> Evaluation {
    let bar = common.progress("evaluate \(name)")
    defer { bar.finish() }
    return try Interrupts.whilePolling {
      try Evaluator.run(
        training: training, test: testing, options: options,
        progress: { report in
          let loss = report.loss.map { "  loss \(Decimals.fixed(Double($0), 4))" } ?? ""
          bar.report(fraction: report.fraction, step: report.step, detail: report.phase + loss)
        },
        isCancelled: { Interrupts.requested })
    }
  }
}
