internal import HabaStudents

/// How far a run has come, and whether steps and time allow for more.
final class RunClock {
  /// Seconds after which to come to an end.
  let limit: Double
  /// Training steps done.
  private(set) var steps = 0
  /// Seconds that a step takes, judged by the last ones.
  private(set) var stepTime = 0.0
  /// Steps after which to end.
  private var lastStep: Int
  private let seconds: () -> Double

  /// All that it can be set back to.
  struct State: Equatable {
    var steps = 0
    var stepTime = 0.0
    /// Steps after which to end.
    var lastStep = Int.max
    /// Seconds since the start.
    var seconds = 0.0
  }

  /// Starts now, or goes on now from where another was.
  ///
  /// - Parameters:
  ///   - earlier: where that other was; its seconds count towards the limit.
  ///   - seconds: the time of day, in seconds from anywhere.
  init(
    steps: Int, limit: Double, earlier: State = State(), seconds: @escaping () -> Double = RunClock.secondsOfRunning()
  ) {
    self.limit = limit
    lastStep = min(steps, earlier.lastStep)
    (self.steps, stepTime) = (earlier.steps, earlier.stepTime)
    let began = seconds()
    self.seconds = { earlier.seconds + (seconds() - began) }
  }

  /// Where it is.
  var state: State { State(steps: steps, stepTime: stepTime, lastStep: lastStep, seconds: elapsed) }

  /// Seconds since it was asked for, by a clock that nobody sets.
  static func secondsOfRunning() -> () -> Double {
    let began = ContinuousClock.now
    return { (ContinuousClock.now - began) / .seconds(1) }
  }

  /// Seconds since the start.
  var elapsed: Double { seconds() }

  /// Whether one more step is asked for and will end in time.
  var hasTime: Bool { steps < lastStep && elapsed + stepTime < limit }

  /// Does a step and takes its time.
  func timingStep<Result>(_ step: () throws -> Result) rethrows -> Result {
    let before = elapsed
    let result = try step()
    steps += 1
    stepTime = max(elapsed - before, stepTime * 0.9)
    return result
  }

  /// Goes back to `done` steps and will end after `last`; steps will take that share of their time.
  func rewind(to done: Int, endingAfter last: Int, stepShare: Double) {
    lastStep = min(lastStep, last)
    steps = done
    stepTime *= stepShare
  }

  /// From now on steps take that share of their time.
  func shareStepTime(_ share: Double) { stepTime *= share }

  /// A report of the present state.
  func progress(_ phase: String, _ losses: Losses?) -> RunProgress {
    let seconds = elapsed
    let done = max(lastStep == Int.max ? 0 : Double(steps) / Double(max(1, lastStep)), seconds / limit)
    return RunProgress(
      phase: phase, step: steps, fraction: min(1, done), loss: losses?.objective,
      terms: losses.map { $0.constraints + $0.told } ?? [],
      seconds: seconds)
  }
}
