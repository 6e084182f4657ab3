/// How far a run has come, and whether steps and time allow for more.
struct RunClock {
  /// Seconds after which to come to an end.
  let limit: Double
  /// Training steps done.
  private(set) var steps = 0
  /// Seconds that a step takes, judged by the last ones.
  private(set) var stepTime = 0.0
  /// Steps after which to end.
  private var lastStep: Int
  private let began = ContinuousClock.now

  init(steps: Int, limit: Double) {
    self.limit = limit
    lastStep = steps
  }

  /// Seconds since the start.
  var elapsed: Double { (ContinuousClock.now - began) / .seconds(1) }

  /// Whether one more step is asked for and will end in time.
  var hasTime: Bool { steps < lastStep && elapsed + stepTime < limit }

  /// Does a step and takes its time.
  mutating func timingStep(_ step: () throws -> Float) throws -> Float {
    let before = elapsed
    let loss = try step()
    steps += 1
    stepTime = max(elapsed - before, stepTime * 0.9)
    return loss
  }

  /// Goes on from `done` steps and ends after `last`; steps will take that share of their time.
  mutating func endEarly(after last: Int, done: Int, share: Double) {
    lastStep = min(lastStep, last)
    steps = done
    stepTime *= share
  }

  /// From now on steps take that share of their time.
  mutating func shareStepTime(_ share: Double) { stepTime *= share }

  /// A report of the present state.
  func progress(_ phase: String, loss: Float?) -> CompressProgress {
    let seconds = elapsed
    let done = max(lastStep == Int.max ? 0 : Double(steps) / Double(max(1, lastStep)), seconds / limit)
    return CompressProgress(phase: phase, step: steps, fraction: min(1, done), loss: loss, seconds: seconds)
  }
}
