/// What an effort level stands for: how long to train, and against how much.
struct Effort: Sendable {
  /// Training steps where neither steps nor a time limit are given.
  let steps: Int
  /// Channels of the networks through which images are compared.
  let width: Int
  /// Real images of a class in a step.
  let realImages: Int

  /// The levels 1…9: 1 trains nothing, 5 takes minutes, 9 hours on two cores and 32x32 images.
  init(level: Int) {
    let table: [Effort] = [
      Effort(0, 64, 64), Effort(100, 64, 64), Effort(300, 64, 64), Effort(700, 64, 64), Effort(1500, 64, 64),
      Effort(4000, 64, 64), Effort(5000, 128, 64), Effort(10_000, 128, 128), Effort(20_000, 128, 256),
    ]
    self = table[min(max(level, 1), table.count) - 1]
  }

  private init(_ steps: Int, _ width: Int, _ realImages: Int) {
    self.steps = steps
    self.width = width
    self.realImages = realImages
  }
}
