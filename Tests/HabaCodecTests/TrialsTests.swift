import HabaStudents
import Synchronization
import Testing

@testable import HabaCodec

/// With a clock that goes on by a tenth of a second whenever images are read.
struct TrialsTests {
  private final class Hand: Sendable {
    let reads = Mutex(0)
    var seconds: Double { Double(reads.withLock { $0 }) / 10 }
  }

  /// What comes of two starts, and the clock after.
  private func outcome(
    limit: Double = .infinity, starts: [HallucinatorStart] = [.published, .identity],
    choosingTime: (RunClock) -> Double = { _ in 0 }, accuracy: (Trial) throws -> Double?
  ) throws -> (Trials.Outcome, RunClock) {
    let hand = Hand()
    let clock = RunClock(steps: 1000, limit: limit) { hand.seconds }
    let begun = Begun { _ in hand.reads.withLock { $0 += 1 } }
    let trials = try starts.map { try begun.trial($0) }
    hand.reads.withLock { $0 = 0 }
    var phases: [String] = []
    return try withoutActuallyEscaping({ (phase: String, _: Losses?) in phases.append(phase) }) { report in
      var all = Trials(trials, clock: clock, report: report)
      let outcome = try all.outcome(on: begun.images, choosingTime: { _ in choosingTime(clock) }, accuracy: accuracy)
      #expect(Set(phases).isSubset(of: ["trying \(starts.count) starts"]))
      return (outcome, clock)
    }
  }

  @Test(arguments: [
    ([0.2, 0.7], "identity"), ([0.7, 0.2], "published"), ([0.5, 0.5], "published"), ([0, 0], "published"),
  ])
  func `the start that scores highest goes on, of equal ones the first`(
    accuracies: [Double], chosen: String
  ) throws {
    var rest = accuracies[...]
    let (outcome, clock) = try outcome { trial in
      #expect(trial.trainer.step == Trials.steps)
      return rest.removeFirst()
    }
    #expect(outcome.chosen.way.name == chosen)
    #expect(outcome.chosen.trainer.step == 60)
    #expect(outcome.accuracies.map(\.start) == ["published", "identity"])
    #expect(outcome.accuracies.map(\.accuracy) == accuracies)
    // Three classes are read for each of two: 0.6 seconds a step, of which one needs half.
    #expect(clock.steps == 60)
    #expect(abs(clock.elapsed - 36) < 1e-6 && abs(clock.stepTime - 0.3) < 1e-6)
  }

  @Test func `where time is too short for the choice the last start goes on alone, from where it is`() throws {
    let (outcome, clock) = try outcome(limit: 30) { _ in
      Issue.record("nothing is to be chosen")
      return nil
    }
    #expect(outcome.chosen.way.name == "identity" && outcome.accuracies.isEmpty)
    #expect(outcome.chosen.trainer.step == 1 && clock.steps == 1)
    #expect(abs(clock.stepTime - 0.3) < 1e-6)
  }

  @Test func `it has at most the steps that a run without a choice may have`() throws {
    // Only after the last step does it show that choosing takes too long.
    let (late, clock) = try outcome(limit: 100, choosingTime: { $0.steps == 60 ? 1000 : 0 }) { _ in nil }
    #expect(late.chosen.way.name == "identity" && late.accuracies.isEmpty)
    #expect(late.chosen.trainer.step == 59 && clock.steps == 59)
    // A run of 59 steps tries nothing, so there is no step more.
    #expect(!clock.hasTime)
    // The same where time runs out during the choice.
    let (cut, cutClock) = try outcome { $0.way.name == "published" ? 1 : nil }
    #expect(cut.chosen.way.name == "identity" && cut.accuracies.isEmpty)
    #expect(cut.chosen.trainer.step == 59 && !cutClock.hasTime)
  }

  @Test func `one start alone is no choice and costs no step`() throws {
    let (outcome, clock) = try outcome(starts: [.published]) { _ in 1 }
    #expect(outcome.chosen.way.name == "published" && outcome.accuracies.isEmpty)
    #expect(outcome.chosen.trainer.step == 0 && clock.steps == 0)
  }
}
