internal import ArgumentParser
internal import HabaCodec
internal import HabaData
internal import HabaFiles
internal import HabaFormat
internal import HabaStudents

/// `compress`: a data set becomes an archive.
struct CompressCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "compress",
    abstract: "Distil a data set into an archive.",
    discussion: """
      DATASET is a folder with a folder of PNG, JPEG or WebP images for each class (perhaps under train/ and test/), or one \
      with \(DataSetKind.allCases.compactMap(\.files).alternatives) files. Its training split alone is read.

      Examples:
        habazip compress photos
        habazip compress photos -o photos.haba --budget 60KB --time-limit 10m
        habazip compress photos -o photos.haba --size 32x32 --effort 7
      """)

  @Argument(help: ArgumentHelp("The data set.", valueName: "dataset"))
  var dataSet: String

  @Option(
    name: .shortAndLong,
    help: ArgumentHelp(
      "The archive to write, - for stdout. (default: the data set's name with .haba, here)", valueName: "file"
    ))
  var output: String?

  @OptionGroup var reading: DataSetOptions
  @OptionGroup var memory: MemoryOptions
  @OptionGroup var encoding: EncodingOptions
  @OptionGroup var common: CommonOptions

  func validate() throws {
    if output == "-" && common.json {
      throw ValidationError("--json and -o - both want stdout: give the archive a file")
    }
  }

  func run() throws {
    let options = try encoding.options(threads: common.threads)
    let target = OutputPath(path: try output ?? defaultOutput())
    let logTarget = encoding.log.map { OutputPath(path: $0, option: "--log") }
    let inputs = [InputPath.dataSet(dataSet)] + (encoding.experts.map { [.folder($0)] } ?? [])
    try OutputPath.check([target] + (logTarget.map { [$0] } ?? []), reading: inputs, force: common.force)
    let file = try target.file(force: common.force)
    let goesOnWithLog = encoding.resume && encoding.log.map(RunLog.isLog) ?? false
    let logFile = try logTarget?.file(force: common.force || goesOnWithLog)
    let checkpoint = try self.checkpoint(beside: file)
    let images = try open(options)
    try OutputPath.check([target] + (logTarget.map { [$0] } ?? []), against: images)
    if images.softLabels(of: []) != nil {
      Console.shared.warning("\(dataSet): its soft labels are not learned from, only its classes")
    }
    let compressor = try prepare(images, options)
    common.detail(Self.describe(compressor.plan, options))
    if let (count, epochs) = compressor.expertsToTrain {
      Console.shared.note(
        "objective \(encoding.objective): \(Display.count(count, "expert")) of \(Display.count(epochs, "epoch")) "
          + (count == 1 ? "is" : "are") + " trained first; --experts takes a folder of ready ones")
    }
    for note in compressor.notes { Console.shared.note("--contrast \(note)") }
    let log = try logFile.map { try RunLog($0, goingOn: goesOnWithLog) }
    let result = try compress(compressor, log: log, checkpoint)
    if let failure = log?.failure { throw checkpoint?.naming(failure) ?? failure }
    if let note = result.note { Console.shared.warning("--objective \(encoding.objective): \(note)") }
    for name in result.uncounted {
      Console.shared.warning(
        "--contrast \(name) changed nothing: the run ended after \(Display.count(result.steps, "step")), while the feature "
          + "extractor was still being warmed up (--set contrast-warm-up=N)")
    }
    if let warning = DataSetReport.change([images]) { Console.shared.warning(warning) }
    guard let file else {
      try Console.shared.result(bytes: result.bytes)
      for line in summary(result, of: compressor, at: target.path) { Console.shared.note(line) }
      return
    }
    do {
      try Interrupts.whileFinishing {
        try OutputFile.write(result.bytes, to: file)
        checkpoint?.remove()
      }
    } catch let error as OutputError {
      throw checkpoint?.naming(error) ?? error
    }
    try common.summary(
      json: json(result, of: compressor, at: target.path, resumedAt: checkpoint?.found?.steps),
      lines: summary(result, of: compressor, at: target.path))
  }

  /// Opens the training split; where its images need another size, one is proposed that the options can pay for.
  private func open(_ options: CompressOptions) throws -> DataSet {
    var reading = try self.reading.options(memory)
    reading.mostPixels = Plan.mostPixels
    do {
      return try self.reading.open(dataSet, split: .train, options: reading, common: common)
    } catch DataError.needsSize(var problem) {
      func isAffordable(_ shape: ImageShape) -> Bool {
        let plan = try? Plan.make(
          shape: shape, classNames: problem.classNames, classCount: problem.classNames.count, largestClass: 1,
          options: options)
        return plan != nil
      }
      var shape = problem.proposed
      while !isAffordable(shape), min(shape.width, shape.height) > 3 {
        shape.width = max(3, shape.width / 2)
        shape.height = max(3, shape.height / 2)
      }
      if isAffordable(shape) { problem.proposed = shape }
      throw DataError.needsSize(problem)
    }
  }

  /// Holds out what is to be, and plans.
  private func prepare(_ images: DataSet, _ options: CompressOptions) throws -> Compressor {
    let bar = common.progress("holding out")
    defer { bar.finish() }
    let compressor = try Compressor(dataSet: images, options: options) { done, total in
      bar.report(fraction: Double(done) / Double(max(1, total)))
    }
    bar.finish()
    if let held = compressor.holdOut {
      Console.shared.note(
        "\(dataSet): held out \(Display.count(held.images, "image")), \(held.record.share) of each class as nearly as equal "
          + "images can stay together; that leaves \(Display.count(compressor.dataSet.count, "image"))")
    }
    return compressor
  }

  /// Looks for the checkpoint beside the output.
  private func checkpoint(beside file: FileTarget?) throws -> CheckpointFile? {
    if let file, let log = encoding.log, let place = PlaceIdentity(log),
      PlaceIdentity(CheckpointFile.path(beside: file)) == place
    {
      throw Failure(.usage, "\(log): is where the output's checkpoint is kept; give --log another name")
    }
    return try CheckpointFile(
      beside: file, resume: encoding.resume, force: common.force, limit: memory.limits.memory)
  }

  /// Runs the encoder with progress, log, checkpoints and a way to stop it.
  private func compress(_ compressor: Compressor, log: RunLog?, _ checkpoint: CheckpointFile?) throws -> Compression {
    let bar = common.progress("compress")
    defer { bar.finish() }
    var keeping = checkpoint.map { checkpoint in
      CheckpointKeeping { state in
        guard let (bytes, seconds) = try checkpoint.keep(state) else { return }
        common.detail(
          "checkpoint at step \(state.steps): \(Display.count(bytes, "byte")) in \(Decimals.fixed(seconds, 3)) s")
      }
    }
    if let every = encoding.checkpointEvery { keeping?.interval = every.seconds }
    var isGoingOn = false
    do {
      return try Interrupts.whilePolling {
        try compressor.run(
          from: checkpoint?.found, keeping: keeping,
          progress: { report in
            if !isGoingOn, let checkpoint, let found = checkpoint.found {
              checkpoint.tell(found)
              bar.goOn(fraction: report.fraction, step: report.step)
            }
            isGoingOn = true
            log?.write(report)
            let loss = report.loss.map { "  loss \(Decimals.fixed(Double($0), 4))" } ?? ""
            bar.report(fraction: report.fraction, step: report.step, detail: report.phase + loss)
          },
          isCancelled: { Interrupts.requested || log?.failure != nil })
      }
    } catch {
      // A log that can't be written stops the run; that it was stopped is then not the news.
      if let failure = log?.failure { throw checkpoint?.naming(failure) ?? failure }
      throw checkpoint?.refusal(error) ?? error
    }
  }

  /// `<DIR's name>.haba` in the current folder.
  private func defaultOutput() throws -> String {
    let name = PathName.absolute(dataSet).split(separator: "/").last.map(String.init) ?? ""
    guard !name.isEmpty else {
      throw ValidationError("\(dataSet) has no name to call the archive after: give -o FILE")
    }
    return "./\(name).haba"
  }
}

extension CompressCommand {
  static func describe(_ plan: Plan, _ options: CompressOptions) -> String {
    "plan: \(Display.count(plan.basesPerClass, "base")) a class, "
      + (options.formation > 1 ? "cut into \(options.formation) x \(options.formation) parts, " : "")
      + "\(Display.count(plan.hallucinators, "hallucinator")), \(plan.bits) bits, "
      + "at most \(Display.count(plan.bound, "byte"))"
  }

  private func summary(_ result: Compression, of compressor: Compressor, at path: String) -> [String] {
    let archive = result.archive
    let images = compressor.dataSet
    let pixelBytes = images.count * images.shape.count
    var lines = [
      "\(path == "-" ? "stdout" : path): \(Display.count(result.bytes.count, "byte")) for "
        + "\(Display.count(archive.imageCount, "image")) of \(Display.count(archive.classCount, "class", "classes")) "
        + "(\(archive.bases.count) bases x "
        + (archive.formation > 1 ? "\(archive.formation * archive.formation) parts x " : "")
        + "\(Display.count(archive.hallucinators.count, "hallucinator")))",
      "source: \(Display.count(images.count, "image")), \(Display.count(pixelBytes, "byte")) of pixels, "
        + "\(Decimals.fixed(Double(pixelBytes) / Double(max(1, result.bytes.count)), 1)) times as many",
      "start: \(result.start)",
      "steps: \(result.steps) in \(TimeSpan.display(result.seconds)), seed \(encoding.seed)",
    ]
    if !result.heldOut.isEmpty {
      lines[2] +=
        " (held out: "
        + result.heldOut.map { "\($0.start) \(Decimals.percent($0.accuracy))" }.joined(separator: ", ") + ")"
    }
    return lines
  }

  private func json(
    _ result: Compression, of compressor: Compressor, at path: String, resumedAt: Int?
  ) -> JSONValue {
    let archive = result.archive
    let images = compressor.dataSet
    let held: JSONValue =
      compressor.holdOut.map {
        [
          "share": .string($0.record.share.description), "images": .int($0.images), "source": .string($0.record.source),
        ]
      } ?? .null
    return [
      "output": .string(path),
      "file_bytes": .int(result.bytes.count),
      "images": .int(archive.imageCount),
      "classes": .int(archive.classCount),
      "bases": .int(archive.bases.count),
      "hallucinators": .int(archive.hallucinators.count),
      "source": ["images": .int(images.count), "pixel_bytes": .int(images.count * images.shape.count)],
      "fit": images.origin.fitting.map { .string($0.fit.rawValue) } ?? .null,
      "hold_out": held,
      "start": .string(result.start),
      "contrast": .string(result.constraints.first ?? "none"),
      "held_out": .array(
        result.heldOut.map { ["start": .string($0.start), "accuracy": .double($0.accuracy)] }),
      "steps": .int(result.steps),
      "seconds": .double(result.seconds),
      "seed": .unsigned(encoding.seed),
      "resumed_at": resumedAt.map { .int($0) } ?? .null,
    ]
  }
}
