internal import HabaFormat

/// Several ways to encode, trained side by side for some steps, of which the one goes on whose images teach a student best.
///
/// Judges are training images kept aside. The choice hangs on data, options and seed alone; a time limit only decides whether there
/// is one.
struct Trials {
  /// Steps that each is trained for before the choice.
  static let steps = 60

  /// What came of them.
  struct Outcome {
    /// What goes on.
    var chosen: Trial
    /// Held-out accuracy of each, by the name of its start; empty where nothing was chosen.
    var accuracies: [(start: String, accuracy: Double)] = []
  }

  /// The last is what runs too short to try anything take.
  private var trials: [Trial]
  /// The last as it was before the trial's last step.
  private var untried: Trial
  /// Held-out accuracy of the first of them.
  private(set) var accuracies: [(start: String, accuracy: Double)] = []
  private let clock: RunClock
  private let report: (String, Losses?) throws -> Void
  private let keep: (Trials) throws -> Void

  /// Nothing is tried yet.
  ///
  /// - Parameter keep: told whenever the run could go on from there.
  /// - Precondition: There is at least one.
  init(
    _ trials: [Trial], clock: RunClock, report: @escaping (String, Losses?) throws -> Void,
    keep: @escaping (Trials) throws -> Void = { _ in }
  ) {
    precondition(!trials.isEmpty, "nothing to try")
    self.trials = trials
    untried = trials[trials.count - 1]
    self.clock = clock
    self.report = report
    self.keep = keep
  }

  /// Where they are.
  var stage: Checkpoint.Stage {
    .trying(trials.map { $0.trained }, untried: clock.steps < Self.steps ? nil : untried.trained)
  }

  /// Goes on from where others were.
  mutating func resume(
    _ trained: [Checkpoint.Trained], untried: Checkpoint.Trained?, _ accuracies: [(start: String, accuracy: Double)]
  ) throws {
    try Checkpoint.check(trained.map(\.start), are: trials.map(\.way.name), "starts")
    try Checkpoint.check(accuracies.map(\.start), are: trials.prefix(accuracies.count).map(\.way.name), "accuracies")
    for index in trials.indices { try trials[index].resume(trained[index]) }
    self.untried = trials[trials.count - 1]
    if let untried { try self.untried.resume(untried) }
    self.accuracies = accuracies
  }

  /// Trains them all against the same images and chooses by `accuracy`, which is nil where time ran out.
  ///
  /// Where time is too short for that, the last goes on alone, for fewer steps than the trial has: so it would if
  /// that number of steps had been asked for, since runs so short try nothing.
  mutating func outcome(
    on images: RealImages, choosingTime: (_ stepTime: Double) -> Double, accuracy: (Trial) throws -> Double?
  ) throws -> Outcome {
    guard trials.count > 1 else { return Outcome(chosen: untried) }
    let share = 1 / Double(trials.count)
    while clock.steps < Self.steps {
      let losses = try clock.timingStep { try advance(on: images) }
      if clock.steps < Self.steps { untried = trials[trials.count - 1] }
      try report("trying \(trials.count) starts", losses)
      let ahead = Double(Self.steps - clock.steps) * clock.stepTime + choosingTime(clock.stepTime)
      if clock.elapsed + ahead > clock.limit {
        clock.rewind(to: untried.trainer.step, endingAfter: Self.steps - 1, stepShare: share)
        return Outcome(chosen: untried)
      }
      try keep(self)
    }
    for trial in trials.dropFirst(accuracies.count) {
      guard let found = try accuracy(trial) else {
        clock.rewind(to: untried.trainer.step, endingAfter: untried.trainer.step, stepShare: 1)
        return Outcome(chosen: untried)
      }
      accuracies.append((trial.way.name, found))
      try keep(self)
    }
    clock.shareStepTime(share)
    // Of equally good ones the first.
    let best = accuracies.map(\.accuracy).max()
    let chosen = accuracies.firstIndex { $0.accuracy == best } ?? 0
    return Outcome(chosen: trials[chosen], accuracies: accuracies)
  }

  /// One step of each; the losses of the last.
  private mutating func advance(on images: RealImages) throws -> Losses? {
    var losses: Losses?
    for index in trials.indices { losses = try trials[index].trainer.advance(on: images) }
    return losses
  }

  /// The cost of one step of them all, in images trained through.
  var stepCost: Int { trials.reduce(0) { $0 + $1.trainer.cost } }
  /// How many there are.
  var count: Int { trials.count }
}
