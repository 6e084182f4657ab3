internal import HabaData
internal import HabaFormat
internal import HabaStudents
internal import HabaTensor

/// One run of a compressor, in stages: what is tried, what comes of it, training, fitting the archive.
struct CompressionRun {
  let clock: RunClock
  private let compressor: Compressor
  private let report: (_ phase: String, _ losses: Losses?) throws -> Void
  private let effort: Effort
  private let normalization: Normalization
  private let heldOut: HeldOut
  private let network: any Network.Type
  let setting: TrainingContext
  /// Whether the run is long enough to try several ways, and there are images to judge them by.
  private let isTrying: Bool
  /// What to go on from.
  private let checkpoint: Checkpoint?
  private let keeper: CheckpointKeeper?
  /// What the run hangs on; finding it out reads all images once.
  private let identity: Identity

  private var plan: Plan { compressor.plan }
  private var options: CompressOptions { compressor.options }
  private var dataSet: DataSet { compressor.dataSet }

  /// Looks at all images once.
  ///
  /// - Parameters:
  ///   - checkpoint: where to go on from, if not from the beginning.
  ///   - keeping: when to give out checkpoints.
  ///   - seconds: the time of day, in seconds from anywhere.
  init(
    _ compressor: Compressor, from checkpoint: Checkpoint?, keeping: CheckpointKeeping?,
    seconds: @escaping () -> Double, progress: @escaping (RunProgress) -> Void, isCancelled: @escaping () -> Bool
  ) throws {
    self.compressor = compressor
    self.checkpoint = checkpoint
    let (options, dataSet) = (compressor.options, compressor.dataSet)
    effort = Effort(level: options.effort)
    // With a time limit alone, steps end when time does.
    let steps = options.steps ?? (options.timeLimit == nil || options.effort == 1 ? effort.steps : Int.max)
    try checkpoint.map { try RunIdentity(compressor, steps: steps).checkOptions(of: $0) }
    let clock = RunClock(
      steps: steps, limit: options.timeLimit ?? .infinity, earlier: checkpoint?.clock ?? RunClock.State(),
      seconds: seconds)
    self.clock = clock
    keeper = keeping.map { CheckpointKeeper($0, clock: clock) }
    let report: (String, Losses?) throws -> Void = { phase, losses in
      if isCancelled() { throw Interrupted() }
      progress(clock.progress(phase, losses))
    }
    self.report = report
    try report("reading", nil)
    identity = Identity {
      RunIdentity(
        compressor, steps: steps, digest: try dataSet.digestInOrder { try report("reading", nil) },
        experts: try options.expertFolder.map { try ExpertFolder($0).identity })
    }
    if let checkpoint { try identity.found().checkData(of: checkpoint) }
    normalization = try Normalization(of: dataSet)
    heldOut = HeldOut(dataSet, seed: options.seed)
    isTrying = steps >= Trials.steps && !heldOut.held.isEmpty
    let settings = compressor.settings
    let kind = options.network ?? ConvNet.forImages(of: dataSet.shape)
    let width = settings.count("width") ?? effort.width
    network = kind
    var expertsBegan: Double?
    setting = TrainingContext(
      shape: dataSet.shape, classCount: dataSet.classCount,
      network: kind.init(shape: dataSet.shape, classes: dataSet.classCount, width: width),
      seed: options.seed, settings: settings,
      trajectories: try compressor.trajectories(
        sparing: compressor.plan.hallucinators > 0 ? heldOut.held : [], kind, width: width, normalization: normalization
      ) { loss in
        let began = expertsBegan ?? clock.elapsed
        expertsBegan = began
        if clock.elapsed - began > clock.limit / 2 {
          throw TrainingError.expertsTakeTooLong(limit: clock.limit)
        }
        try report("training experts", loss.map { Losses(objective: $0, constraints: []) })
      })
  }

  /// What training may see until the choice, and in runs too short for one.
  private var triedImages: RealImages {
    RealImages(dataSet, indices: heldOut.training, normalization: normalization)
  }

  /// Begins to try something.
  private func trial(_ way: Trial.Way) throws -> Trial {
    try Trial(
      way, images: triedImages, setting: setting, normalization: normalization, options: options,
      realImages: setting.settings.count("real-images") ?? effort.realImages)
  }

  /// What to try; the last is what runs too short to try anything take.
  private func ways() throws -> [Trial.Way] {
    if plan.hallucinators == 0 { return [Trial.Way(plan: plan, start: nil)] }
    let starts = options.hallucinatorKind.starts
    let hallucinated = (isTrying ? starts : starts.suffix(1)).map { Trial.Way(plan: plan, start: $0) }
    guard isTrying, options.hallucinators == .automatic else { return hallucinated }
    let plain = try plan.withoutHallucinators(for: dataSet, options: options)
    return (plain.map { [Trial.Way(plan: $0, start: nil)] } ?? []) + hallucinated
  }

  /// Trains all that is tried for some steps, and chooses; or takes what was chosen before the checkpoint.
  func outcome() throws -> Trials.Outcome {
    let ways = try ways()
    if let checkpoint, case .training(let trained) = checkpoint.stage {
      guard let way = ways.first(where: { $0.name == trained.start }) else {
        throw CheckpointError.damaged(what: "trained.start", found: trained.start)
      }
      var chosen = try trial(way)
      try chosen.resume(trained)
      return Trials.Outcome(chosen: chosen, accuracies: checkpoint.accuracies)
    }
    var trials = Trials(try ways.map(trial), clock: clock, report: report) { trials in
      try keep(trials.stage, trials.accuracies)
    }
    if let checkpoint, case .trying(let trained, let untried) = checkpoint.stage {
      try trials.resume(trained, untried: untried, checkpoint.accuracies)
    }
    let recipe = HeldOut.recipe(for: dataSet.shape)
    let studentImages = Double(ways.count * recipe.steps * recipe.batch)
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
      let losses = try clock.timingStep { try trial.trainer.advance(on: images) }
      try report("training", losses)
      try keep(.training(trial.trained), outcome.accuracies)
    }
    return trial
  }

  /// The constraints of a trial that did not count at its last step.
  static func uncounted(_ trial: Trial) -> [String] {
    let counted = Set(trial.trainer.losses?.constraints.map(\.name) ?? [])
    return trial.trainer.constraintNames.filter { !counted.contains($0) }
  }

  /// Gives out a checkpoint if it is time for one.
  private func keep(
    _ stage: @autoclosure () -> Checkpoint.Stage, _ accuracies: [(start: String, accuracy: Double)]
  ) throws {
    guard let keeper, keeper.isDue else { return }
    let identity = try identity.found()
    try keeper.keep(
      Checkpoint(
        identity: identity, engine: Kernels.kind(), clock: clock.state, stage: stage(), accuracies: accuracies))
  }

  /// The archive of what a trial has learned, its quantizers fitted.
  func fitted(_ trial: Trial) -> Archive {
    trial.trainer.set.archive(
      source: Source(images: dataSet.count, pixelBytes: dataSet.count * dataSet.shape.count),
      classNames: dataSet.classNames,
      provenance: Provenance.of(
        trial.trainer, start: trial.way.name, options: options, fit: dataSet.origin.fitting?.fit,
        holdOut: compressor.holdOut?.record),
      // What was never learned is no more than where learning would have begun.
      studentLearningRate: trial.trainer.step > 0 ? trial.trainer.objective.studentRate : nil,
      metadata: options.metadata)
  }
}

extension CompressionRun {
  /// An identity that is found out when it is first asked for: short runs need none.
  private final class Identity {
    private let find: () throws -> RunIdentity
    private var known: RunIdentity?

    init(_ find: @escaping () throws -> RunIdentity) { self.find = find }

    func found() throws -> RunIdentity {
      if let known { return known }
      let found = try find()
      known = found
      return found
    }
  }
}
