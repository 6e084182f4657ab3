internal import ArgumentParser
internal import HabaCodec
internal import HabaData

/// What `compress` may be told about the archive to make and the work to spend.
struct EncodingOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "The most bytes that the archive may have, such as 12KB (12,000), 12KiB or 123000. "
        + "(default: classes x channels x height x width, or the least there can be if that is more)", valueName: "size"
    ),
    transform: ByteSize.init(parsing:))
  var budget: ByteSize?

  @Option(help: ArgumentHelp("Learned images of each class. (default: from the budget)", valueName: "n"))
  var basesPerClass: Int?

  @Option(
    help: ArgumentHelp(
      "Networks that each make one image of each base; 0: none, auto: whatever scores better. "
        + "(default: from the budget, 2 or more)", valueName: "m"),
    transform: EncodingOptions.hallucinatorChoice(parsing:))
  var hallucinators: HallucinatorChoice = .standard

  @Option(help: ArgumentHelp("Bits of a stored number, 2 to 16. (default: from the budget)", valueName: "b"))
  var bits: Int?

  @Option(
    help: ArgumentHelp(
      "Cut each base into r x r parts, each enlarged to an image of its own; 1: whole.", valueName: "r"))
  var formation = 1

  @Option(
    help: ArgumentHelp(
      "Channels of a base: 1, and colours come from the hallucinators, or as many as images have. "
        + "(default: as many as images have)", valueName: "c"))
  var baseChannels: Int?

  @Option(help: Offered.objective.help("What learned images are to have in common with real ones"))
  var objective = DistributionMatching.name

  @Option(
    help: ArgumentHelp(
      "Rates and counts to begin with: default, or those of the objective's authors: \(Offered.presets).",
      valueName: "name"
    ))
  var preset = "default"

  @Option(
    name: .customLong("set"),
    help: ArgumentHelp(
      "A rate or a count of the objective or of --contrast, such as momentum=0.5 or real-images=128; may be given again. "
        + "A wrong name lists them.", valueName: "name=number"))
  var settings: [String] = []

  @Option(
    help: ArgumentHelp(
      "A folder of experts for objectives that match some, as habazip experts makes it. (default: a few are trained)",
      valueName: "dir"))
  var experts: String?

  @Option(help: Offered.hallucinatorKind.help("The form of hallucinators"))
  var hallucinatorKind = PublishedHallucinator.name

  @Option(help: Offered.baseCoding.help("How bases are learned and kept"))
  var baseCoding = PixelBases.name

  @Option(help: Offered.contrast.help("What keeps a base's images by different hallucinators apart"))
  var contrast = "none"

  @Flag(name: .customLong("no-contrast"), help: "The same as --contrast none.")
  var noContrast = false

  @Option(help: ArgumentHelp("1: seconds, no training; 5: minutes; 9: hours.", valueName: "1-9"))
  var effort = 5

  @Option(help: ArgumentHelp("Training steps. (default: by the effort)", valueName: "n"))
  var steps: Int?

  @Option(
    help: ArgumentHelp("Stop training in time to end after this long: 90s, 10m, 2h.", valueName: "time"),
    transform: TimeSpan.init(parsing:))
  var timeLimit: TimeSpan?

  @Flag(
    help: ArgumentHelp(
      "Go on from the checkpoint that an unfinished run with these options has left beside the output; start if there "
        + "is none."))
  var resume = false

  @Option(
    help: ArgumentHelp(
      "Time between two checkpoints, and before the first; they take a hundredth of the run at most. (default: 30s)",
      valueName: "time"
    ),
    transform: TimeSpan.init(parsing:))
  var checkpointEvery: TimeSpan?

  @Option(help: ArgumentHelp("What random numbers are drawn from.", valueName: "n"))
  var seed: UInt64 = 0

  @Option(
    help: ArgumentHelp(
      "Keep this part of each class out, by seed and pixels, for evaluate to test on: 20% or 0.2.", valueName: "share"),
    transform: EncodingOptions.share(parsing:))
  var holdOut: HoldOut.Share?

  @Option(
    help: ArgumentHelp(
      "What the archive shall say of itself, such as title=…, licence=…, source=…; may be given again.",
      valueName: "name=text"))
  var metadata: [String] = []

  @Option(help: ArgumentHelp("Write step, loss and seconds as JSON lines.", valueName: "file"))
  var log: String?

  func validate() throws {
    func check(_ value: Int?, _ range: ClosedRange<Int>, _ name: String) throws {
      guard let value, !range.contains(value) else { return }
      throw ValidationError("\(name) takes \(range.lowerBound) to \(range.upperBound), not \(value)")
    }
    try check(basesPerClass, 1...1_000_000, "--bases-per-class")
    try check(bits, 2...16, "--bits")
    try check(formation, 1...255, "--formation")
    try check(baseChannels, 1...255, "--base-channels")
    try check(effort, 1...9, "--effort")
    try check(steps, 0...1_000_000_000, "--steps")
    try Offered.objective.validate(objective)
    try Offered.hallucinatorKind.validate(hallucinatorKind)
    try Offered.baseCoding.validate(baseCoding)
    try Offered.contrast.validate(contrast)
    if noContrast && contrast != "none" {
      throw ValidationError("--no-contrast and --contrast \(contrast) exclude each other")
    }
    if let budget, budget.bytes == 0 { throw ValidationError("--budget takes 1 byte or more") }
    _ = try said()
    _ = try numbers()
    if log == "-" { throw ValidationError("--log takes the name of a file") }
  }

  /// The same, as the encoder takes it.
  func options(threads: Int) throws -> CompressOptions {
    var options = CompressOptions()
    options.budget = budget?.bytes
    options.basesPerClass = basesPerClass
    options.hallucinators = hallucinators
    options.bits = bits
    options.formation = formation
    options.baseChannels = baseChannels
    options.objective = try Offered.objective.element(objective)
    options.preset = preset
    options.expertFolder = experts
    options.settings = try numbers()
    options.hallucinatorKind = try Offered.hallucinatorKind.element(hallucinatorKind)
    options.baseCoding = try Offered.baseCoding.element(baseCoding)
    options.constraints = try Offered.contrast.found(contrast).map { [$0] } ?? []
    options.effort = effort
    options.steps = steps
    options.timeLimit = timeLimit?.seconds
    options.seed = seed
    options.holdOut = holdOut
    options.threads = threads
    options.metadata = try said()
    return options
  }

  /// The names and texts of `--metadata`.
  private func said() throws -> [String: String] {
    var said: [String: String] = [:]
    for text in metadata {
      let parts = text.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
      guard parts.count == 2 else {
        throw ValidationError("--metadata takes a name and a text, such as licence=CC0, not '\(text)'")
      }
      guard said.updateValue(parts[1], forKey: parts[0]) == nil else {
        throw ValidationError("--metadata \(parts[0]) is given twice")
      }
    }
    return said
  }

  /// The names and numbers of `--set`.
  private func numbers() throws -> [String: Double] {
    var numbers: [String: Double] = [:]
    for text in settings {
      let parts = text.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
      guard parts.count == 2, let number = Double(parts[1]), number.isFinite else {
        throw ValidationError("--set takes a name and a number, such as momentum=0.5, not '\(text)'")
      }
      guard numbers.updateValue(number, forKey: parts[0]) == nil else {
        throw ValidationError("--set \(parts[0]) is given twice")
      }
    }
    return numbers
  }

  static func share(parsing text: String) throws(ValidationError) -> HoldOut.Share {
    guard let share = HoldOut.Share(text) else {
      throw ValidationError("--hold-out takes a share above 0 and below 1, such as 20% or 0.2")
    }
    return share
  }

  private static func hallucinatorChoice(parsing text: String) throws(ValidationError) -> HallucinatorChoice {
    if text == "auto" { return .automatic }
    guard let count = Int(text), (0...1024).contains(count) else {
      throw ValidationError("--hallucinators takes 0 to 1024, or auto")
    }
    return .fixed(count)
  }
}
