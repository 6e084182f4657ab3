internal import ArgumentParser
internal import HabaCodec
internal import HabaFormat
internal import HabaStudents

/// What `experts` may be told about how experts are trained and how processes share the work.
struct ExpertsOptions: ParsableArguments {
  @Option(help: ArgumentHelp("Experts that there are to be in the folder.", valueName: "n"))
  var count = 10

  @Option(help: ArgumentHelp("Passes over the images: as many as matching reads at most.", valueName: "n"))
  var epochs = ExpertTraining.standardEpochs

  @Option(
    help: ArgumentHelp(
      "The network: \(Self.choice.names). (default: the one that compress matches with, a ConvNet by the images' size)",
      valueName: "name"))
  var network: String?

  @Option(
    help: ArgumentHelp("Its channels: those that compress matches with (128 from --effort 7 on).", valueName: "n"))
  var width = ExpertTraining().width

  @Option(help: ArgumentHelp("Images a step.", valueName: "n"))
  var batch = ExpertTraining().batch

  @Option(help: ArgumentHelp("The learning rate.", valueName: "x"))
  var rate = ExpertTraining().learningRate

  @Option(help: ArgumentHelp("Share of the last step that stays.", valueName: "x"))
  var momentum = ExpertTraining().momentum

  @Flag(name: .customLong("no-augmentation"), help: "Train on the images as they are.")
  var noAugmentation = false

  @Flag(
    help:
      "Keep start and end of each trajectory alone: points between are taken from the line. A fraction of the bytes.")
  var straight = false

  @Flag(name: .customLong("no-wait"), help: "End where others work on all that is left, instead of waiting for them.")
  var noWait = false

  @Option(help: ArgumentHelp("Renew claims after this long.", visibility: .hidden), transform: TimeSpan.init(parsing:))
  var renewal: TimeSpan?

  @Option(
    help: ArgumentHelp("Take over claims that were not renewed for this long.", visibility: .hidden),
    transform: TimeSpan.init(parsing:))
  var takeover: TimeSpan?

  func validate() throws {
    func check(_ value: Int, _ range: ClosedRange<Int>, _ name: String) throws {
      guard !range.contains(value) else { return }
      throw ValidationError("\(name) takes \(range.lowerBound) to \(range.upperBound), not \(value)")
    }
    if let network { try Self.choice.validate(network) }
    try check(count, 1...100_000, "--count")
    try check(epochs, 1...ExpertTraining.mostEpochs, "--epochs")
    try check(width, 1...4096, "--width")
    try check(batch, 1...1_000_000, "--batch")
    guard rate.isFinite, rate > 0 else { throw ValidationError("--rate takes a number above 0, not \(rate)") }
    guard momentum >= 0, momentum < 1 else {
      throw ValidationError("--momentum takes a number from 0 to below 1, not \(momentum)")
    }
    if let renewal, let takeover, renewal.seconds >= takeover.seconds {
      throw ValidationError("--takeover has to be longer than --renewal")
    }
  }

  /// One network, not all.
  private static var choice: Choice<any Network.Type> { Choice(option: "--network", list: Offered.networks) }

  /// How each expert is to be trained on images of a shape.
  func training(on shape: ImageShape) throws -> ExpertTraining {
    var training = ExpertTraining()
    training.network = try network.map { try Self.choice.element($0) } ?? ConvNet.forImages(of: shape)
    training.width = width
    training.epochs = epochs
    training.batch = batch
    training.learningRate = rate
    training.momentum = momentum
    training.isAugmented = !noAugmentation
    return training
  }

  /// The work on a folder.
  func work(in folder: String, on data: ExpertData, seed: UInt64) throws -> ExpertWork {
    var work = ExpertWork(
      folder: folder, training: try training(on: data.images.shape), data: data, count: count, seed: seed,
      encoder: Compressor.encoderName)
    work.isStraight = straight
    work.waits = !noWait
    if let renewal { work.renewal = renewal.seconds }
    if let takeover { work.takeover = takeover.seconds }
    return work
  }
}
