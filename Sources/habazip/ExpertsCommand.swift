internal import ArgumentParser
internal import HabaData
internal import HabaFiles
internal import HabaFormat
internal import HabaStudents
internal import HabaTensor

/// `experts`: networks trained on real images, their parameters after every epoch kept for trajectory matching.
struct ExpertsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "experts",
    abstract: "Train experts for trajectory matching, shared by any number of processes.",
    discussion: """
      DATASET is read as compress reads it; --seed and --hold-out keep the same images out. Expert i draws from seed + i and \
      becomes one file of the folder, a safetensors file with checksums. Run the same command as often as you like, on as many \
      machines as see the folder: each takes experts that nobody works on, waits for the others, and ends when all are there. \
      One that was killed is taken over after ten minutes.

      Examples:
        habazip experts photos -o photos-experts --count 20
        habazip experts photos -o photos-experts --count 20 --seed 7 --hold-out 20%
        habazip experts --check photos-experts
      """)

  @Argument(help: ArgumentHelp("The data set.", valueName: "dataset"))
  var dataSet: String?

  @Option(name: .shortAndLong, help: ArgumentHelp("The folder of experts; made where nothing is.", valueName: "folder"))
  var output: String?

  @Option(help: ArgumentHelp("Read all of a folder of experts and check it, instead of training.", valueName: "folder"))
  var check: String?

  @Option(help: ArgumentHelp("What expert 0 draws from, and what --hold-out hangs on.", valueName: "n"))
  var seed: UInt64 = 0

  @Option(
    help: ArgumentHelp("Keep this part of each class out, as compress does: 20% or 0.2.", valueName: "share"),
    transform: EncodingOptions.share(parsing:))
  var holdOut: HoldOut.Share?

  @OptionGroup var options: ExpertsOptions
  @OptionGroup var reading: DataSetOptions
  @OptionGroup var memory: MemoryOptions
  @OptionGroup var common: CommonOptions

  func validate() throws {
    if check != nil {
      guard dataSet == nil, output == nil else {
        throw ValidationError("--check reads a folder of experts: leave the data set and -o out")
      }
    } else {
      guard dataSet != nil else { throw ValidationError("give a data set, and -o FOLDER for its experts") }
      guard output != nil else { throw ValidationError("give -o FOLDER for the experts") }
    }
  }

  func run() throws {
    if let check {
      let folder = try checked(check)
      warn(of: folder)
      return try common.summary(
        json: .object([("folder", .string(check)), ("ok", true)] + Self.facts(folder)),
        lines: ["\(check): OK (\(Self.words(folder)))"])
    }
    guard let dataSet, let output else { return }
    try train(dataSet, to: output)
  }

  /// Reads all of a folder.
  private func checked(_ path: String) throws -> ExpertFolder {
    let bar = common.progress("checking \(path)")
    defer { bar.finish() }
    return try Interrupts.whilePolling {
      try ExpertFolder.check(path) { done, total in
        try Interrupts.check()
        bar.report(fraction: Double(done) / Double(max(1, total)))
      }
    }
  }

  private func train(_ dataSet: String, to output: String) throws {
    let began = ContinuousClock.now
    let target = OutputPath(path: output)
    guard output != "-" else { throw ValidationError("-o takes a folder") }
    try OutputPath.check([target], reading: [.dataSet(dataSet)])
    // Where classes are folders it would be one more.
    if let state = FileState(dataSet), Place.folders(above: output).contains(state.identity) {
      throw Failure(.usage, "\(output): lies in the data set \(dataSet); give another folder")
    }
    try target.checkSharedFolder()
    let (data, held) = try data(of: dataSet)
    Threads.count = common.threads
    let work = try options.work(in: output, on: data, seed: seed)
    let matching = ConvNet.forImages(of: data.images.shape)
    if work.training.network != matching {
      Console.shared.warning(
        "--network \(work.training.network.name): compress matches images of this size with \(matching.name), and takes no "
          + "other experts")
    }
    let bar = common.progress("experts")
    defer { bar.finish() }
    let outcome = try run(work, bar)
    bar.finish()
    // With --no-wait others may still be at their first.
    let folder = outcome.unfinished == options.count ? nil : try ExpertFolder(output)
    if let folder { warn(of: folder) }
    let seconds = (ContinuousClock.now - began) / .seconds(1)
    try common.summary(
      json: json(outcome, folder, data, work.training.network, held: held, at: output, seconds: seconds),
      lines: lines(outcome, folder, at: output, seconds: seconds))
  }

  private func run(_ work: ExpertWork, _ bar: ProgressBar) throws -> ExpertWork.Outcome {
    do {
      return try Interrupts.whilePolling {
        try work.run(
          progress: { report in
            let loss = report.loss.map { "  loss \(Decimals.fixed(Double($0), 4))" } ?? ""
            bar.report(fraction: report.fraction, step: report.step, detail: report.phase + loss)
          },
          isCancelled: { Interrupts.requested })
      }
    } catch let error as ExpertError {
      switch error {
      case .other: throw Failure(.cannotCreate, "\(error); give another folder")
      case .file where error.kind == .badInput, .notAnExpert:
        throw Failure(.badInput, "\(error); or remove it, and it is trained here")
      default: throw error
      }
    }
  }

  /// Opens the images that are trained on, and digests them.
  private func data(of dataSet: String) throws -> (data: ExpertData, held: HoldOut?) {
    let all = try reading.open(dataSet, split: .train, options: reading.options(memory), common: common)
    try all.checkForTraining()
    if let output { try OutputPath.check([OutputPath(path: output)], against: all) }
    let bar = common.progress("looking at \(dataSet)")
    defer { bar.finish() }
    var (images, held): (DataSet, HoldOut?) = (all, nil)
    if let holdOut {
      let parts = try all.partitioned(share: holdOut, seed: seed) { done, total in
        bar.report(fraction: Double(done) / Double(max(1, total)))
      }
      (images, held) = (parts.training, parts.record)
      Console.shared.note(
        "\(dataSet): held out \(Display.count(parts.heldOut.count, "image")), \(holdOut) of each class as nearly as equal "
          + "images can stay together; that leaves \(Display.count(images.count, "image"))")
    }
    return try Interrupts.whilePolling {
      let data = try ExpertData(images) { done, total in
        try Interrupts.check()
        bar.report(fraction: Double(done) / Double(max(1, total)))
      }
      return (data, held)
    }
  }

  /// Several kinds of processor give experts whose last bits one kind would not give.
  private func warn(of folder: ExpertFolder) {
    guard folder.kernels.count > 1 else { return }
    let kinds = folder.kernels.sorted { $0.key < $1.key }.map { "\($0.value) by \($0.key)" }.joined(separator: "; ")
    Console.shared.warning(
      "\(folder.path): its experts were trained by several kinds of processor, whose last bits differ: \(kinds)")
  }
}
