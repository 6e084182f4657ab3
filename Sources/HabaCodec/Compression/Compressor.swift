public import HabaData
internal import HabaFormat
public import HabaStudents
internal import HabaTensor

/// Turns a data set into an archive.
///
/// Bases start from real training images. Hallucinators start in each of several ways; all are trained side by side for some
/// steps, and the one whose images teach a student best goes on, judged by training images kept aside. Every
/// decision hangs on the data, the options and the number of steps alone: a time limit only decides that number.
public struct Compressor {
  /// What the archive will hold.
  public let plan: Plan
  /// What was held out of the data set to test on, if anything; and how many images that are.
  public let holdOut: (record: HoldOut, images: Int)?
  /// The images that the archive is made of: all but what is held out.
  public let dataSet: DataSet
  private let options: CompressOptions

  /// The version that provenances name.
  public static let encoderName = "habazip \(habazipVersion)"

  /// Holds out what is to be, and settles the plan; no work is done yet.
  ///
  /// - Parameter progress: told of images looked at to hold some out.
  public init(
    dataSet: DataSet, options: CompressOptions, progress: (_ done: Int, _ total: Int) -> Void = { _, _ in }
  ) throws {
    try dataSet.checkForTraining()
    var dataSet = dataSet
    if let share = options.holdOut {
      let parts = try dataSet.partitioned(share: share, seed: options.seed, progress: progress)
      dataSet = parts.training
      holdOut = (parts.record, parts.heldOut.count)
    } else {
      holdOut = nil
    }
    plan = try Plan.make(for: dataSet, options: options)
    self.dataSet = dataSet
    self.options = options
  }

  /// Does the work.
  ///
  /// - Parameters:
  ///   - progress: told after every step.
  ///   - isCancelled: asked after every step; when true, `Interrupted` is thrown.
  public func run(
    progress: (RunProgress) -> Void, isCancelled: () -> Bool
  ) throws -> Compression {
    Threads.count = options.threads
    try Threads.prepare()
    let effort = Effort(level: options.effort)
    // With a time limit alone, steps end when time does.
    let steps = options.steps ?? (options.timeLimit == nil || options.effort == 1 ? effort.steps : Int.max)
    let clock = RunClock(steps: steps, limit: options.timeLimit ?? .infinity)

    func report(_ phase: String, loss: Float? = nil) throws {
      if isCancelled() { throw Interrupted() }
      progress(clock.progress(phase, loss: loss))
    }

    try report("reading")
    let normalization = try Normalization(of: dataSet)
    let heldOut = HeldOut(dataSet, seed: options.seed)
    let setting = TrainingContext(
      shape: dataSet.shape, classCount: dataSet.classCount,
      network: options.network.init(shape: dataSet.shape, classes: dataSet.classCount, width: effort.width),
      seed: options.seed)

    // Until the choice, and in runs too short for one, training sees what the trial sees.
    let tried = RealImages(dataSet, indices: heldOut.training, normalization: normalization)
    let ways = try ways(areTried: steps >= Trials.steps && !heldOut.held.isEmpty)
    let begun = try ways.map {
      try Trial(
        $0, images: tried, setting: setting, normalization: normalization, options: options,
        realImages: effort.realImages)
    }
    let outcome = try withoutActuallyEscaping(report) { report in
      var trials = Trials(begun, clock: clock, report: report)
      let cost = trials.stepCost
      return try trials.outcome(on: tried) {
        choosingTime(of: ways.count, stepTime: $0, stepCost: cost)
      } accuracy: {
        try heldOut.accuracy(of: archive($0), network: options.network, dataSet: dataSet, seed: options.seed) {
          try report("choosing a start", nil)
          return clock.elapsed < clock.limit
        }
      }
    }

    var trial = outcome.chosen
    let isBeforeChoice = plan.hallucinators > 0 && outcome.accuracies.isEmpty && !heldOut.held.isEmpty
    let images =
      isBeforeChoice ? tried : RealImages(dataSet, indices: dataSet.imagesByClass, normalization: normalization)
    while clock.hasTime {
      let loss = try clock.timingStep { try trial.trainer.advance(on: images) }
      try report("training", loss: loss)
    }

    let result = archive(trial)
    return Compression(
      archive: result, bytes: try result.serialized(), steps: trial.trainer.step, seconds: clock.elapsed,
      start: trial.way.name, heldOut: outcome.accuracies)
  }

  /// What to try; the last is what runs too short to try anything take.
  private func ways(areTried: Bool) throws -> [Trial.Way] {
    if plan.hallucinators == 0 { return [Trial.Way(plan: plan, start: nil)] }
    let starts = options.hallucinatorKind.starts
    let hallucinated = (areTried ? starts : starts.suffix(1)).map { Trial.Way(plan: plan, start: $0) }
    guard areTried, options.hallucinators == .automatic else { return hallucinated }
    return [Trial.Way(plan: try plan.withoutHallucinators(for: dataSet, options: options), start: nil)] + hallucinated
  }

  /// Seconds that the choice between so many starts will take, judged by those of one step of them all.
  private func choosingTime(of count: Int, stepTime: Double, stepCost: Int) -> Double {
    let recipe = HeldOut.recipe(for: dataSet.shape)
    // With something to spare: the time limit is a promise.
    return 1.3 * stepTime * Double(count * recipe.steps * recipe.batch) / Double(max(1, stepCost))
  }

  private func archive(_ trial: Trial) -> Archive {
    trial.trainer.set.archive(
      source: Source(images: dataSet.count, pixelBytes: dataSet.count * dataSet.shape.count),
      classNames: dataSet.classNames,
      provenance: Provenance(
        encoder: Self.encoderName, seed: options.seed, objective: options.objective.name, steps: trial.trainer.step,
        options: Archive.provenanceOptions(fit: dataSet.origin.fitting?.fit, holdOut: holdOut?.record)
          .merging(["effort": String(options.effort), "start": trial.way.name]) { $1 }),
      metadata: options.metadata)
  }
}
