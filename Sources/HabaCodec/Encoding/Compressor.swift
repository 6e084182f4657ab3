public import HabaData
internal import HabaFormat
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
  private let objective: any Objective.Type

  /// The version that provenances name.
  public static let encoderName = "habazip \(habazipVersion)"

  /// Steps that each start is trained for before the choice.
  private static let trialSteps = 60

  /// Holds out what is to be, and settles the plan; no work is done yet.
  ///
  /// - Parameter progress: told of images looked at to hold some out.
  public init(
    dataSet: DataSet, options: CompressOptions, progress: (_ done: Int, _ total: Int) -> Void = { _, _ in }
  ) throws {
    guard let objective = objectives.first(where: { $0.name == options.objective }) else {
      throw CodecError.unknownObjective(options.objective)
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
    self.objective = objective
    self.dataSet = dataSet
    self.options = options
  }

  /// Does the work.
  ///
  /// - Parameters:
  ///   - progress: told after every step.
  ///   - isCancelled: asked after every step; when true, `Interrupted` is thrown.
  public func run(
    progress: (CompressProgress) -> Void, isCancelled: () -> Bool
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
    let candidates = try starts(trained: steps >= Self.trialSteps && !heldOut.held.isEmpty).map { plan, start in
      try Candidate(
        plan: plan, start: start, dataSet: dataSet, indices: heldOut.training, normalization: normalization,
        effort: effort, objective: objective, seed: options.seed)
    }
    var (chosen, accuracies) = try choice(of: candidates, heldOut, clock, report)

    // A run that ends before the choice has seen what the trial sees; after the choice all images serve.
    let isBeforeChoice = plan.hallucinators > 0 && accuracies.isEmpty && !heldOut.held.isEmpty
    let indices = isBeforeChoice ? heldOut.training : dataSet.imagesByClass
    while clock.hasTime {
      let loss = try clock.timingStep { try chosen.trainer.advance(on: dataSet, indices: indices) }
      try report("training", loss: loss)
    }
    let archive = archive(chosen, step: chosen.trainer.step)
    return Compression(
      archive: archive, bytes: try archive.serialized(), steps: chosen.trainer.step, seconds: clock.elapsed,
      start: chosen.name, heldOut: accuracies)
  }

  /// What to try: plans and how hallucinators start; the last is what runs too short to try anything take.
  private func starts(trained: Bool) throws -> [(Plan, HallucinatorStart?)] {
    if plan.hallucinators == 0 { return [(plan, nil)] }
    guard trained else { return [(plan, .identity)] }
    var plain: [(Plan, HallucinatorStart?)] = []
    if options.hallucinators == .automatic {
      plain = [(try plan.withoutHallucinators(for: dataSet, options: options), nil)]
    }
    return plain + HallucinatorStart.allCases.map { (plan, $0) }
  }

  /// Trains all candidates side by side for the trial's steps, and keeps the one whose images teach a student best.
  ///
  /// Where time is too short for that, the last candidate goes on alone, for fewer steps than the trial has: so it would if
  /// that number of steps had been asked for, since runs so short try nothing.
  private func choice(
    of candidates: [Candidate], _ heldOut: HeldOut, _ clock: RunClock,
    _ report: (String, Float?) throws -> Void
  ) throws -> (Candidate, [(start: String, accuracy: Double)]) {
    var candidates = candidates
    var untried = candidates[candidates.count - 1]
    guard candidates.count > 1 else { return (untried, []) }
    while clock.steps < Self.trialSteps {
      let loss = try clock.timingStep {
        var loss: Float = 0
        for index in candidates.indices {
          loss = try candidates[index].trainer.advance(on: dataSet, indices: heldOut.training)
        }
        return loss
      }
      if clock.steps < Self.trialSteps { untried = candidates[candidates.count - 1] }
      try report("trying \(candidates.count) starts", loss)
      let ahead = Double(Self.trialSteps - clock.steps) * clock.stepTime + choosingTime(candidates, clock.stepTime)
      if clock.elapsed + ahead > clock.limit {
        clock.endEarly(after: Self.trialSteps - 1, done: untried.trainer.step, share: 1 / Double(candidates.count))
        return (untried, [])
      }
    }
    var accuracies: [(start: String, accuracy: Double)] = []
    for candidate in candidates {
      let archive = archive(candidate, step: clock.steps)
      let accuracy = try heldOut.accuracy(of: archive, dataSet: dataSet, seed: options.seed) {
        try report("choosing a start", nil)
        return clock.elapsed < clock.limit
      }
      guard let accuracy else {
        clock.endEarly(after: untried.trainer.step, done: untried.trainer.step, share: 1)
        return (untried, [])
      }
      accuracies.append((candidate.name, accuracy))
    }
    clock.shareStepTime(1 / Double(candidates.count))
    let best = accuracies.indices.max { accuracies[$0].accuracy < accuracies[$1].accuracy } ?? 0
    return (candidates[best], accuracies)
  }

  /// Seconds that the choice between starts will take, judged by those of one step of them all.
  private func choosingTime(_ candidates: [Candidate], _ stepTime: Double) -> Double {
    let recipe = HeldOut.recipe(for: dataSet.shape)
    // Training on an image costs about three times as much as looking at one.
    let step = candidates.reduce(0) { $0 + $1.trainer.syntheticPerStep + $1.trainer.realPerStep / 3 }
    // With something to spare: the time limit is a promise.
    return 1.3 * stepTime * Double(candidates.count * recipe.steps * recipe.batch) / Double(max(1, step))
  }

  private func archive(_ candidate: Candidate, step: Int) -> Archive {
    candidate.trainer.set.archive(
      source: Source(images: dataSet.count, pixelBytes: dataSet.count * dataSet.shape.count),
      classNames: dataSet.classNames,
      provenance: Provenance(
        encoder: Self.encoderName, seed: options.seed, objective: objective.name, steps: step,
        options: Archive.provenanceOptions(fit: dataSet.origin.fitting?.fit, holdOut: holdOut?.record)
          .merging(["effort": String(options.effort), "start": candidate.name]) { $1 }),
      metadata: options.metadata)
  }
}
