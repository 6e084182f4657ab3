/// How far a long piece of work is: a line that is redrawn on a terminal, a plain line now and then elsewhere.
final class ProgressBar {
  private let name: String
  private let console: Console
  private let shown: Bool
  private let started = ContinuousClock.now
  private var lastDrawn: ContinuousClock.Instant
  /// What was done before.
  private var began = 0.0
  /// The step last reported, and those of earlier phases that counted for themselves.
  private var reportedStep = 0
  private var earlierSteps = 0
  private var lastStep = 0
  private var lastStepTime: ContinuousClock.Instant
  /// Steps a second, smoothed.
  private var rate: Double?

  /// Makes a display; nothing is drawn before the first report.
  init(name: String, console: Console, shown: Bool) {
    self.name = name
    self.console = console
    self.shown = shown
    lastDrawn = started
    lastStepTime = started
  }

  /// Says that the work goes on from there, so that rate and time left are judged by what is done from now on.
  func goOn(fraction: Double, step: Int) {
    began = fraction
    (reportedStep, lastStep) = (step, step)
  }

  /// Takes a report and draws it if it is time to: at most 10 times a second, off a terminal every 10 seconds.
  ///
  /// - Parameters:
  ///   - fraction: what is done, 0…1.
  ///   - step: steps done so far, where the work is counted in steps.
  ///   - detail: something to say beside, such as the loss.
  func report(fraction: Double, step: Int? = nil, detail: String = "") {
    guard shown else { return }
    if let step {
      if step < reportedStep { earlierSteps += reportedStep }
      reportedStep = step
    }
    let now = ContinuousClock.now
    let interval: Duration = console.errorIsTerminal ? .milliseconds(100) : .seconds(10)
    guard now - lastDrawn >= interval else { return }
    lastDrawn = now
    updateRate(now: now)
    let done = min(max(fraction.isFinite ? fraction : 0, 0), 1)
    if console.errorIsTerminal {
      let filled = Int((done * 20).rounded(.down))
      let bar = String(repeating: "#", count: filled) + String(repeating: "-", count: 20 - filled)
      console.progress("\(name) [\(bar)] " + facts(done, step: step, detail: detail, now: now))
    } else {
      console.note("\(name): " + facts(done, step: step, detail: detail, now: now))
    }
  }

  /// Takes the line away.
  func finish() { console.clearProgress() }

  private func updateRate(now: ContinuousClock.Instant) {
    let step = earlierSteps + reportedStep
    guard step > lastStep else { return }
    let current = Double(step - lastStep) / ((now - lastStepTime) / .seconds(1))
    rate = rate.map { 0.8 * $0 + 0.2 * current } ?? current
    lastStep = step
    lastStepTime = now
  }

  private func facts(_ done: Double, step: Int?, detail: String, now: ContinuousClock.Instant) -> String {
    var facts = ["\(Int((done * 100).rounded(.down))) %"]
    if let step, step > 0 { facts.append("step \(step)") }
    if let rate {
      facts.append(rate < 0.5 ? "\(Decimals.fixed(1 / rate, 1)) s/step" : "\(Decimals.fixed(rate, 1))/s")
    }
    let elapsed = (now - started) / .seconds(1)
    // Too early a guess is none.
    if elapsed > 2 && done - began > 0.002 && done < 1 {
      facts.append("\(TimeSpan.display(elapsed * (1 - done) / (done - began))) left")
    }
    if !detail.isEmpty { facts.append(detail) }
    return facts.joined(separator: "  ")
  }
}
