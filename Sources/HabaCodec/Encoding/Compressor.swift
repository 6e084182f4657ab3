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
  private let dataSet: DataSet
  private let options: CompressOptions
  private let objective: any Objective.Type

  /// The version that provenances name.
  public static let encoderName = "habazip \(habazipVersion)"

  /// Steps that each start is trained for before the choice.
  private static let trialSteps = 60

  /// Settles the plan; no work is done yet.
  public init(dataSet: DataSet, options: CompressOptions) throws {
    guard let objective = objectives.first(where: { $0.name == options.objective }) else {
      throw CodecError.unknownObjective(options.objective)
    }
    if let empty = HeldOut.classes(of: dataSet).firstIndex(where: { $0.isEmpty }) {
      throw CodecError.emptyClass(dataSet.name(ofClass: empty))
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
    let clock = ContinuousClock()
    let began = clock.now
    func elapsed() -> Double { (clock.now - began) / .seconds(1) }
    let effort = Effort(level: options.effort)
    // With a time limit alone, steps end when time does.
    let steps = options.steps ?? (options.timeLimit == nil || options.effort == 1 ? effort.steps : Int.max)
    let limit = options.timeLimit ?? .infinity
    var spent = 0.0

    func check(_ phase: String, step: Int, loss: Float? = nil) throws {
      if isCancelled() { throw Interrupted() }
      let seconds = elapsed()
      let done = max(steps == Int.max ? 0 : Double(step) / Double(max(1, steps)), seconds / limit)
      progress(CompressProgress(phase: phase, step: step, fraction: min(1, done), loss: loss, seconds: seconds))
    }

    try check("reading", step: 0)
    let normalization = try Normalization(of: dataSet)
    let heldOut = HeldOut(dataSet, seed: options.seed)
    var candidates = try candidates(
      trained: steps > 0 && !heldOut.held.isEmpty, heldOut: heldOut, normalization: normalization, effort: effort)

    // The starts side by side.
    var step = 0
    var last = steps
    var accuracies: [(start: String, accuracy: Double)] = []
    if candidates.count > 1 {
      while step < min(steps, Self.trialSteps), elapsed() + spent + choosingTime(candidates, spent) < limit {
        let before = elapsed()
        var loss: Float = 0
        for index in candidates.indices {
          loss = try candidates[index].trainer.advance(on: dataSet, indices: heldOut.training)
        }
        step += 1
        spent = elapsed() - before
        try check("trying \(candidates.count) starts", step: step, loss: loss)
      }
      for candidate in candidates {
        let accuracy = try heldOut.accuracy(
          of: archive(candidate, step: step), dataSet: dataSet, seed: options.seed
        ) { _ in try check("choosing a start", step: step) }
        accuracies.append((candidate.name, accuracy))
      }
      // Where time cut the trial short, the choice comes after the last step: so it would with as many steps asked for.
      if step < Self.trialSteps { last = step }
      let best = accuracies.indices.max { accuracies[$0].accuracy < accuracies[$1].accuracy } ?? 0
      candidates = [candidates[best]]
      spent /= Double(max(1, accuracies.count))
    }

    // The chosen one, on all images.
    var chosen = candidates[0]
    candidates = []
    let all = HeldOut.classes(of: dataSet)
    while step < last, elapsed() + spent < limit {
      let before = elapsed()
      let loss = try chosen.trainer.advance(on: dataSet, indices: all)
      step += 1
      spent = max(elapsed() - before, spent * 0.9)
      try check("training", step: step, loss: loss)
    }
    let archive = archive(chosen, step: step)
    return Compression(
      archive: archive, bytes: try archive.serialized(), steps: step, seconds: elapsed(), start: chosen.name,
      heldOut: accuracies)
  }

  private func candidates(
    trained: Bool, heldOut: HeldOut, normalization: Normalization, effort: Effort
  ) throws -> [Candidate] {
    var starts: [(Plan, HallucinatorStart?)] = []
    if plan.hallucinators == 0 {
      starts = [(plan, nil)]
    } else if trained {
      starts = HallucinatorStart.allCases.map { (plan, $0) }
      if options.hallucinators == .automatic {
        starts.append((try plan.withoutHallucinators(for: dataSet, options: options), nil))
      }
    } else {
      starts = [(plan, .identity)]
    }
    return try starts.map { plan, start in
      try Candidate(
        plan: plan, start: start, dataSet: dataSet, indices: heldOut.training, normalization: normalization,
        effort: effort, objective: objective, seed: options.seed)
    }
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
        options: ["effort": String(options.effort), "start": candidate.name]))
  }
}
