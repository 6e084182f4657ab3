extension DataSet {
  /// `perClass` images of each class, drawn without putting back; all of a class that has no more.
  ///
  /// The choice depends on the seed and the labels alone, and keeps the images' order.
  public func sample(perClass: Int, seed: UInt64) -> DataSet {
    var generator = SplitMix64(state: seed)
    return subset(imagesByClass.flatMap { generator.draw(perClass, of: $0) }.sorted())
  }
}

/// Steele, Lea and Flood's SplitMix64: a small generator whose numbers are the same everywhere.
private struct SplitMix64 {
  var state: UInt64

  private mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var value = state
    value = (value ^ (value >> 30)) &* 0xBF58_476D_1CE4_E5B9
    value = (value ^ (value >> 27)) &* 0x94D0_49BB_1331_11EB
    return value ^ (value >> 31)
  }

  /// So many of some numbers, none twice; all of them, in another order, where there are no more.
  ///
  /// Fisher and Yates' exchange from the front, as far as it is needed. The standard library's shuffle may draw otherwise in
  /// another version of Swift.
  mutating func draw(_ count: Int, of numbers: [Int]) -> [Int] {
    var numbers = numbers
    let drawn = 0..<min(max(0, count), numbers.count)
    for place in drawn {
      let other = next().multipliedFullWidth(by: UInt64(numbers.count - place)).high
      numbers.swapAt(place, place + Int(other))
    }
    return Array(numbers[drawn])
  }
}
