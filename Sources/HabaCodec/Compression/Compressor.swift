public import HabaData
internal import HabaFormat
public import HabaStudents
internal import HabaTensor

/// Turns a data set into an archive.
///
/// Bases start from real training images, one for each part. Hallucinators start in each of several ways; all are trained
/// side by side for some steps, and the one whose images teach a student best goes on, judged by training images kept
/// aside. Every decision hangs on the data, the options and the number of steps alone: a time limit only decides that
/// number.
public struct Compressor {
  /// What the archive will hold.
  public let plan: Plan
  /// What was held out of the data set to test on, if anything; and how many images that are.
  public let holdOut: (record: HoldOut, images: Int)?
  /// The images that the archive is made of: all but what is held out.
  public let dataSet: DataSet
  let options: CompressOptions
  let settings: Settings

  /// The version that provenances name.
  public static let encoderName = "habazip \(habazipVersion)"

  /// Holds out what is to be, and settles the plan; no work is done yet.
  ///
  /// - Parameter progress: told of images looked at to hold some out.
  public init(
    dataSet: DataSet, options: CompressOptions, progress: (_ done: Int, _ total: Int) -> Void = { _, _ in }
  ) throws {
    settings = try options.checkedSettings()
    if options.objective.experts(settings) == nil, options.expertFolder != nil || options.trajectories != nil {
      throw SettingError.needsNoExperts(objective: options.objective.name)
    }
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

  /// Experts that the objective needs and nobody gave, which are trained first: how many, and for how many epochs.
  public var expertsToTrain: (count: Int, epochs: Int)? {
    options.expertFolder == nil && options.trajectories == nil && !isUntrained
      ? options.objective.experts(settings) : nil
  }

  /// What was asked for and will be left out, in one line each.
  public var notes: [String] {
    options.constraints.compactMap { constraint in
      if let obstacle = constraint.obstacle(plan) { return "\(constraint.name) is off: \(obstacle)" }
      guard options.hallucinators == .automatic else { return nil }
      var plain = plan
      plain.hallucinators = 0
      return constraint.obstacle(plain).map { "\(constraint.name) is off where no hallucinators are tried: \($0)" }
    }
  }

  /// Does the work.
  ///
  /// - Parameters:
  ///   - checkpoint: where to go on from; nil: from the beginning. The seconds used by then count towards a time limit.
  ///   - keeping: when to give out checkpoints; nil: never.
  ///   - progress: told after every step.
  ///   - isCancelled: asked after every step; when true, `Interrupted` is thrown.
  /// - Throws: `CheckpointError` or `StateError` for a checkpoint of a run on other data or with other options, before
  ///   any step.
  public func run(
    from checkpoint: Checkpoint? = nil, keeping: CheckpointKeeping? = nil, progress: (RunProgress) -> Void,
    isCancelled: () -> Bool
  ) throws -> Compression {
    try run(
      from: checkpoint, keeping: keeping, seconds: RunClock.secondsOfRunning(), progress: progress,
      isCancelled: isCancelled)
  }

  /// The same by any clock, which tells seconds from anywhere.
  func run(
    from checkpoint: Checkpoint? = nil, keeping: CheckpointKeeping? = nil, seconds: @escaping () -> Double,
    progress: (RunProgress) -> Void, isCancelled: () -> Bool
  ) throws -> Compression {
    Threads.count = options.threads
    try Threads.prepare()
    return try withoutActuallyEscaping(progress) { progress in
      try withoutActuallyEscaping(isCancelled) { isCancelled in
        let run = try CompressionRun(
          self, from: checkpoint, keeping: keeping, seconds: seconds, progress: progress, isCancelled: isCancelled)
        let outcome = try run.outcome()
        let trained = try run.train(outcome)
        let archive = run.fitted(trained)
        let bytes = try archive.serialized()
        let bound = trained.way.plan.bound
        guard bytes.count <= bound else { throw PlanError.exceeded(bound: bound, found: bytes.count) }
        return Compression(
          archive: archive, bytes: bytes, steps: trained.trainer.step, seconds: run.clock.elapsed,
          start: trained.way.name, constraints: trained.trainer.constraintNames,
          uncounted: CompressionRun.uncounted(trained), note: isUntrained ? nil : trained.trainer.objective.note,
          heldOut: outcome.accuracies)
      }
    }
  }
}
