internal import ArgumentParser
internal import HabaCodec
internal import HabaData
internal import HabaFormat

/// `compress`: a data set becomes an archive.
struct CompressCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "compress",
    abstract: "Distil a data set into an archive.",
    discussion: """
      DATASET is a folder with a folder of PNG or JPEG images for each class (perhaps under train/ and test/), or one \
      with CIFAR-10, CIFAR-100, MNIST-style IDX or SVHN files. Its training split alone is read.

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
  @OptionGroup var encoding: EncodingOptions
  @OptionGroup var later: LaterEncodingOptions
  @OptionGroup var common: CommonOptions

  func validate() throws {
    if output == "-" && common.json {
      throw ValidationError("--json and -o - both want stdout: give the archive a file")
    }
  }

  func run() throws {
    try later.refuse()
    let target = OutputPath(path: try output ?? defaultOutput())
    try target.checkFile(force: common.force)
    if let log = encoding.log, PathName.absolute(log) == PathName.absolute(target.path) {
      throw ValidationError("--log and -o both name \(log): give each a file of its own")
    }
    if let log = encoding.log { try OutputPath(path: log).checkFile(force: common.force) }
    let options = try encoding.options(threads: common.threads)
    let images = try reading.open(dataSet, split: .train)
    common.detail(
      "\(dataSet): \(Display.count(images.count, "image")) of "
        + Display.count(images.classCount, "class", "classes"))
    if images.softLabels(of: []) != nil {
      Console.shared.warning("\(dataSet): its soft labels are not learned from, only its classes")
    }
    let compressor = try Compressor(dataSet: images, options: options)
    common.detail(Self.describe(compressor.plan))
    let log = try encoding.log.map { try RunLog(path: $0, force: common.force) }
    let result = try compress(compressor, log: log)
    if target.isStandardOutput {
      try Console.shared.result(bytes: result.bytes)
      for line in summary(result, of: images, at: target.path) { Console.shared.note(line) }
    } else {
      try Interrupts.whileFinishing {
        try AtomicFile.write(result.bytes, to: target.path, replacing: common.force)
      }
      try common.summary(
        json: json(result, of: images, at: target.path), lines: summary(result, of: images, at: target.path))
    }
  }

  /// Runs the encoder with progress, log and a way to stop it.
  private func compress(_ compressor: Compressor, log: RunLog?) throws -> Compression {
    let bar = common.progress("compress")
    defer { bar.finish() }
    do {
      return try Interrupts.whilePolling {
        try compressor.run(
          progress: { report in
            log?.write(report)
            let loss = report.loss.map { "  loss \(Decimals.fixed(Double($0), 4))" } ?? ""
            bar.report(fraction: report.fraction, step: report.step, detail: report.phase + loss)
          },
          isCancelled: { Interrupts.requested || log?.failure != nil })
      }
    } catch {
      // A log that can't be written stops the run; that it was stopped is then not the news.
      throw log?.failure ?? error
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
  static func describe(_ plan: Plan) -> String {
    "plan: \(Display.count(plan.basesPerClass, "base")) a class, "
      + "\(Display.count(plan.hallucinators, "hallucinator")), \(plan.bits) bits, "
      + "at most \(Display.count(plan.bound, "byte"))"
  }

  private func summary(_ result: Compression, of images: DataSet, at path: String) -> [String] {
    let archive = result.archive
    let pixelBytes = images.count * images.shape.count
    var lines = [
      "\(path == "-" ? "stdout" : path): \(Display.count(result.bytes.count, "byte")) for "
        + "\(Display.count(archive.imageCount, "image")) of \(Display.count(archive.classCount, "class", "classes")) "
        + "(\(archive.bases.count) bases x \(Display.count(archive.hallucinators.count, "hallucinator")))",
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

  private func json(_ result: Compression, of images: DataSet, at path: String) -> JSONValue {
    let archive = result.archive
    return [
      "output": .string(path),
      "file_bytes": .int(result.bytes.count),
      "images": .int(archive.imageCount),
      "classes": .int(archive.classCount),
      "bases": .int(archive.bases.count),
      "hallucinators": .int(archive.hallucinators.count),
      "source": ["images": .int(images.count), "pixel_bytes": .int(images.count * images.shape.count)],
      "start": .string(result.start),
      "held_out": .array(
        result.heldOut.map { ["start": .string($0.start), "accuracy": .double($0.accuracy)] }),
      "steps": .int(result.steps),
      "seconds": .double(result.seconds),
      "seed": .unsigned(encoding.seed),
    ]
  }
}
