internal import HabaData
internal import HabaFormat
internal import HabaStudents
internal import HabaTensor

/// One run of a compressor, in stages: what is tried, what comes of it, training, fitting the archive.
struct CompressionRun {
  let clock: RunClock
  private let compressor: Compressor
  private let report: (_ phase: String, _ loss: Float?) throws -> Void
  private let effort: Effort
  private let normalization: Normalization
  private let heldOut: HeldOut
  private let network: any Network.Type
  private let setting: TrainingContext
  /// Whether the run is long enough to try several ways, and there are images to judge them by.
  private let isTrying: Bool

  private var plan: Plan { compressor.plan }
  private var options: CompressOptions { compressor.options }
  private var dataSet: DataSet { compressor.dataSet }

  /// Looks at all images once.
  ///
  /// - Parameter seconds: the time of day, in seconds from anywhere.
  init(
    _ compressor: Compressor, seconds: @escaping () -> Double, progress: @escaping (RunProgress) -> Void,
    isCancelled: @escaping () -> Bool
  ) throws {
    self.compressor = compressor
    let (options, dataSet) = (compressor.options, compressor.dataSet)
    effort = Effort(level: options.effort)
    // With a time limit alone, steps end when time does.
    let steps = options.steps ?? (options.timeLimit == nil || options.effort == 1 ? effort.steps : Int.max)
    let clock = RunClock(steps: steps, limit: options.timeLimit ?? .infinity, seconds: seconds)
    self.clock = clock
    report = { phase, loss in
      if isCancelled() { throw Interrupted() }
      progress(clock.progress(phase, loss: loss))
    }
    try report("reading", nil)
    normalization = try Normalization(of: dataSet)
    heldOut = HeldOut(dataSet, seed: options.seed)
    isTrying = steps >= Trials.steps && !heldOut.held.isEmpty
    let kind = options.network ?? ConvNet.forImages(of: dataSet.shape)
    network = kind
    setting = TrainingContext(
      shape: dataSet.shape, classCount: dataSet.classCount,
      network: kind.init(shape: dataSet.shape, classes: dataSet.classCount, width: effort.width),
      seed: options.seed)
  }

  /// What training may see until the choice, and in runs too short for one.
  private var triedImages: RealImages {
    RealImages(dataSet, indices: heldOut.training, normalization: normalization)
  }

  /// What to try, begun; the last is what runs too short to try anything take.
  func trials() throws -> [Trial] {
    let images = triedImages
    return try ways().map {
      try Trial(
        $0, images: images, setting: setting, normalization: normalization, options: options,
        realImages: effort.realImages)
    }
  }

  private func ways() throws -> [Trial.Way] {
    if plan.hallucinators == 0 { return [Trial.Way(plan: plan, start: nil)] }
    let starts = options.hallucinatorKind.starts
    let hallucinated = (isTrying ? starts : starts.suffix(1)).map { Trial.Way(plan: plan, start: $0) }
    guard isTrying, options.hallucinators == .automatic else { return hallucinated }
    return [Trial.Way(plan: try plan.withoutHallucinators(for: dataSet, options: options), start: nil)] + hallucinated
  }

  /// Trains all that is tried for some steps, and chooses.
  func outcome(of begun: [Trial]) throws -> Trials.Outcome {
    var trials = Trials(begun, clock: clock, report: report)
    let recipe = HeldOut.recipe(for: dataSet.shape)
    let studentImages = Double(begun.count * recipe.steps * recipe.batch)
    let stepImages = Double(max(1, trials.stepCost))
    return try trials.outcome(on: triedImages) { stepTime in
      // With something to spare: the time limit is a promise.
      1.3 * stepTime * studentImages / stepImages
    } accuracy: { trial in
      try heldOut.accuracy(of: fitted(trial), network: network, dataSet: dataSet, seed: options.seed) {
        try report("choosing a start", nil)
        return clock.elapsed < clock.limit
      }
    }
  }

  /// Goes on with what was chosen for as long as there is time.
  ///
  /// A run that ends before the choice has seen what the trials see; after the choice all images serve.
  func train(_ outcome: Trials.Outcome) throws -> Trial {
    var trial = outcome.chosen
    let isBeforeChoice = plan.hallucinators > 0 && outcome.accuracies.isEmpty && !heldOut.held.isEmpty
    let images =
      isBeforeChoice
      ? triedImages : RealImages(dataSet, indices: dataSet.imagesByClass, normalization: normalization)
    while clock.hasTime {
      let loss = try clock.timingStep { try trial.trainer.advance(on: images) }
      try report("training", loss)
    }
    return trial
  }

  /// The archive of what a trial has learned, its quantizers fitted.
  func fitted(_ trial: Trial) -> Archive {
    trial.trainer.set.archive(
      source: Source(images: dataSet.count, pixelBytes: dataSet.count * dataSet.shape.count),
      classNames: dataSet.classNames,
      provenance: Provenance(
        encoder: Compressor.encoderName, seed: options.seed, objective: options.objective.name,
        steps: trial.trainer.step,
        options: Archive.provenanceOptions(fit: dataSet.origin.fitting?.fit, holdOut: compressor.holdOut?.record)
          .merging(["effort": String(options.effort), "start": trial.way.name]) { $1 }),
      metadata: options.metadata)
  }
}
