import Testing

@testable import HabaCodec

struct EffortTests {
  /// What an effort is may be changed on purpose alone: `compress` without `--steps` makes other archives then.
  @Test(arguments: [
    (1, [0, 64, 64]), (2, [100, 64, 64]), (3, [300, 64, 64]), (4, [700, 64, 64]), (5, [1500, 64, 64]),
    (6, [4000, 64, 64]), (7, [5000, 128, 64]), (8, [10_000, 128, 128]), (9, [20_000, 128, 256]),
  ])
  func `an effort stands for steps, channels and real images of a class`(level: Int, expected: [Int]) {
    let effort = Effort(level: level)
    #expect([effort.steps, effort.width, effort.realImages] == expected)
  }

  @Test func `what lies outside counts as the nearest level`() {
    for (level, nearest) in [(0, 1), (-5, 1), (10, 9), (Int.max, 9)] {
      #expect(Effort(level: level).steps == Effort(level: nearest).steps)
    }
  }
}
