extension DataSet {
  /// `perClass` images of each class, drawn without putting back; all of a class that has no more.
  ///
  /// The choice depends on the seed and the labels alone, and keeps the images' order.
  public func sample(perClass: Int, seed: UInt64) -> DataSet {
    var generator = SplitMix64(state: seed)
    let chosen = imagesByClass.flatMap { $0.shuffled(using: &generator).prefix(perClass) }
    return subset(chosen.sorted())
  }
}

/// Steele, Lea and Flood's SplitMix64: a small generator whose numbers are the same everywhere.
private struct SplitMix64: RandomNumberGenerator {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var value = state
    value = (value ^ (value >> 30)) &* 0xBF58_476D_1CE4_E5B9
    value = (value ^ (value >> 27)) &* 0x94D0_49BB_1331_11EB
    return value ^ (value >> 31)
  }
}
