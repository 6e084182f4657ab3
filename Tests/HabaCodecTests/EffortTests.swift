import Testing

@testable import HabaCodec

/// What each effort stands for: another number makes another archive of the same command.
struct EffortTests {
  @Test(arguments: [
    (1, 0, 64, 64), (2, 100, 64, 64), (3, 300, 64, 64), (4, 700, 64, 64), (5, 1500, 64, 64), (6, 4000, 64, 64),
    (7, 5000, 128, 64), (8, 10_000, 128, 128), (9, 20_000, 128, 256),
  ])
  func `an effort is so many steps, of networks so wide, against so many images`(
    level: Int, steps: Int, width: Int, realImages: Int
  ) {
    let effort = Effort(level: level)
    #expect(effort.steps == steps)
    #expect(effort.width == width)
    #expect(effort.realImages == realImages)
  }

  @Test func `beyond the ends an effort is that of the end`() {
    #expect(Effort(level: 0).steps == Effort(level: 1).steps)
    #expect(Effort(level: .min).steps == 0)
    #expect(Effort(level: 10).steps == 20_000)
    #expect(Effort(level: .max).realImages == 256)
  }
}
