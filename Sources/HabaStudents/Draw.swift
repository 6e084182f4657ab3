public import HabaTensor

/// What random numbers are drawn for: streams of one seed that do not run along each other.
///
/// Every draw hangs on the seed and one of these, or the number of a step. The numbers are part of what a seed means.
public enum Draw: UInt64, CaseIterable, Sendable {
  /// Which real images bases start from.
  case bases = 1
  /// How hallucinators start.
  case hallucinators = 2
  /// Which training images are kept aside to choose between starts.
  case heldOut = 3
  /// The students that choose between starts.
  case choosing = 4
  /// The students of an evaluation.
  case evaluation = 5
  /// The experts of trajectory matching.
  case experts = 6

  /// Steps of the encoder have streams of their own from here on.
  fileprivate static let firstStep: UInt64 = 1000
}

extension RandomSource {
  /// The stream of a seed for a part of training that has a name: those of the list above and of steps lie below.
  public init(seed: UInt64, part name: String) {
    // FNV-1a, in the upper half of all purposes.
    let hash = name.utf8.reduce(0xCBF2_9CE4_8422_2325 as UInt64) { ($0 ^ UInt64($1)) &* 0x100_0000_01B3 }
    self.init(seed: seed, purpose: hash | 1 << 63)
  }

  /// The stream of a seed for one purpose.
  public init(seed: UInt64, for draw: Draw) { self.init(seed: seed, purpose: draw.rawValue) }

  /// The stream of a seed for one step of the encoder.
  public init(seed: UInt64, step: Int) {
    self.init(seed: seed, purpose: UInt64(truncatingIfNeeded: step) &+ Draw.firstStep)
  }
}
