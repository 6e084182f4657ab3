/// A small random generator (SplitMix64) whose numbers are the same everywhere and in every version of Swift.
///
/// The constants are those of Steele, Lea and Flood, "Fast splittable pseudorandom number generators", 2014.
struct MainRandom {
  private var state: UInt64

  /// Starts a stream; streams of different seeds have nothing to do with each other.
  init(seed: UInt64) {
    state = seed
  }

  /// The next 64 random bits.
  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }

  /// A number in 0..<1, a multiple of 2⁻⁵³.
  mutating func unit() -> Double {
    Double(next() >> 11) * 0x1p-53
  }

  /// A number in `range`, evenly spread.
  mutating func number(_ range: ClosedRange<Double>) -> Double {
    range.lowerBound + unit() * (range.upperBound - range.lowerBound)
  }

  /// A whole number in `range`, evenly spread but for a bias below 2⁻⁵⁰.
  mutating func whole(_ range: ClosedRange<Int>) -> Int {
    range.lowerBound + Int(next() % UInt64(range.count))
  }

  /// True with probability `probability`.
  mutating func chance(_ probability: Double) -> Bool {
    unit() < probability
  }

  /// About a standard normal number: the sum of four even ones.
  ///
  /// The usual formulas need a logarithm, whose last bit differs between C libraries.
  mutating func normal() -> Double {
    (unit() + unit() + unit() + unit() - 2) * 1.7320508
  }
}
