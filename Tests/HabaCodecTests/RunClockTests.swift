import HabaStudents
import Testing

@testable import HabaCodec

/// With a clock that is set by hand.
struct RunClockTests {
  private final class Hand {
    var seconds = 1000.0
  }

  private func clock(steps: Int = .max, limit: Double = .infinity) -> (RunClock, Hand) {
    let hand = Hand()
    return (RunClock(steps: steps, limit: limit) { hand.seconds }, hand)
  }

  /// A step that takes so long.
  private func step(_ clock: RunClock, _ hand: Hand, taking seconds: Double) throws {
    _ = clock.timingStep {
      hand.seconds += seconds
      return 0
    }
  }

  @Test(arguments: [(10.0, 3.0, 3), (10, 2.4, 4), (10, 10.1, 1), (60, 0.5, 119)])
  func `no step is begun that would end at the limit or beyond`(limit: Double, step seconds: Double, steps: Int) throws
  {
    let (clock, hand) = clock(limit: limit)
    while clock.hasTime { try step(clock, hand, taking: seconds) }
    #expect(clock.steps == steps)
    // But for the first, of which nobody can know how long it takes.
    #expect(clock.elapsed < limit || steps == 1)
  }

  @Test func `steps that are asked for are the last, however much time there is`() throws {
    let (clock, hand) = clock(steps: 3, limit: 1000)
    while clock.hasTime { try step(clock, hand, taking: 1) }
    #expect(clock.steps == 3 && clock.elapsed == 3)
    let (none, _) = self.clock(steps: 0)
    #expect(!none.hasTime)
  }

  @Test func `a slower step is expected again at once, a faster one little by little`() throws {
    let (clock, hand) = clock()
    var expected: [Double] = []
    for seconds in [2.0, 1, 1, 5, 1] {
      try step(clock, hand, taking: seconds)
      expected.append(clock.stepTime)
    }
    // The longer of the last step and nine tenths of what was expected before.
    for (found, wanted) in zip(expected, [2, 1.8, 1.62, 5, 4.5]) { #expect(abs(found - wanted) < 1e-9) }
  }

  @Test func `going back takes steps away, ends earlier and makes steps shorter`() throws {
    let (clock, hand) = clock(steps: 100, limit: 50)
    for _ in 0..<10 { try step(clock, hand, taking: 2) }
    clock.rewind(to: 9, endingAfter: 12, stepShare: 0.5)
    #expect(clock.steps == 9 && clock.stepTime == 1)
    while clock.hasTime { try step(clock, hand, taking: 1) }
    #expect(clock.steps == 12 && clock.elapsed == 23)
    // It never ends later than was asked for.
    let (short, _) = self.clock(steps: 5)
    short.rewind(to: 0, endingAfter: 12, stepShare: 1)
    #expect(short.progress("", nil).fraction == 0)
    for _ in 0..<5 { _ = short.timingStep { 0 } }
    #expect(!short.hasTime)
    clock.shareStepTime(0.25)
    #expect(clock.stepTime == 0.25)
  }

  @Test func `a report tells steps, seconds, and the larger share of what is used up`() throws {
    let (clock, hand) = clock(steps: 10, limit: 40)
    try step(clock, hand, taking: 2)
    let early = clock.progress("training", Losses(objective: 0.5, constraints: []))
    #expect(early.phase == "training" && early.step == 1 && early.loss == 0.5 && early.seconds == 2)
    #expect(early.fraction == 0.1)
    hand.seconds += 30
    #expect(clock.progress("training", nil).fraction == 0.8)
    hand.seconds += 30
    #expect(clock.progress("training", nil).fraction == 1)
    // Without a number of steps, time alone tells.
    let (open, openHand) = self.clock(limit: 10)
    try step(open, openHand, taking: 1)
    #expect(open.progress("", nil).fraction == 0.1)
  }
}
