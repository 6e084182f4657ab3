internal import Glibc

/// A small seeded generator (SplitMix64) with the draws that training needs; the same numbers on every machine.
public struct RandomSource: RandomNumberGenerator, Sendable {
  private var state: UInt64

  /// Streams of different seeds, or of one seed and different purposes, do not run along each other.
  public init(seed: UInt64, purpose: UInt64 = 0) {
    state = seed &* 0x9E37_79B9_7F4A_7C15 ^ (purpose &* 0xD1B5_4A32_D192_ED03 &+ 0x2545_F491_4F6C_DD1D)
    _ = next()
    state ^= next()
  }

  /// The next 64 random bits.
  public mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }

  /// Uniform in 0 ..< 1.
  public mutating func uniform() -> Float { Float(next() >> 40) * 0x1p-24 }

  /// Uniform between two bounds.
  public mutating func uniform(_ low: Float, _ high: Float) -> Float { low + (high - low) * uniform() }

  /// Uniform in `0 ..< bound`, by multiplication; the bias is below 2^-32 for any bound in use.
  public mutating func below(_ bound: Int) -> Int {
    Int((next() >> 32).multipliedFullWidth(by: UInt64(bound) << 32).high)
  }

  /// Standard normal values (Box and Muller).
  public mutating func normals(_ count: Int) -> [Float] {
    var values: [Float] = []
    values.reserveCapacity(count + 1)
    while values.count < count {
      let radius = (-2 * logf(1 - uniform())).squareRoot()
      let angle = 2 * Float.pi * uniform()
      values.append(radius * cosf(angle))
      values.append(radius * sinf(angle))
    }
    return Array(values.prefix(count))
  }

  /// The numbers `0 ..< count` in random order.
  public mutating func permutation(_ count: Int) -> [Int] {
    var order = Array(0..<count)
    for i in stride(from: count - 1, to: 0, by: -1) { order.swapAt(i, below(i + 1)) }
    return order
  }

  /// `count` of the numbers `0 ..< bound` in random order, none twice: the time it takes depends on `count` alone.
  ///
  /// - Precondition: `count` is in `0...bound`.
  public mutating func draw(_ count: Int, of bound: Int) -> [Int] {
    precondition((0...max(0, bound)).contains(count), "\(count) of \(bound)")
    // Fisher and Yates' exchange, of which only the places that were touched are kept.
    var moved: [Int: Int] = [:]
    return (0..<count).map { place in
      let other = place + below(bound - place)
      let found = moved[other] ?? other
      moved[other] = moved[place] ?? place
      return found
    }
  }
}
