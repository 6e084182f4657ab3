import Testing

@testable import HabaTensor

/// Figures computed by Python's integers from the generator's definition.
struct RandomSourceTests {
  @Test func `the first numbers are those of the definition`() {
    for (seed, purpose, expected) in [
      (0, 0, RandomFigures.zero), (7, 1000, RandomFigures.seven), (UInt64.max, 3, RandomFigures.last),
    ] as [(UInt64, UInt64, [UInt64])] {
      var source = RandomSource(seed: seed, purpose: purpose)
      #expect((0..<4).map { _ in source.next() } == expected)
    }
  }

  @Test func `draws are those of the definition`() {
    var source = RandomSource(seed: 7)
    #expect((0..<5).map { _ in source.uniform() } == RandomFigures.uniform)
    source = RandomSource(seed: 7)
    #expect([2, 3, 10, 1000, 1_000_000_007].map { source.below($0) } == RandomFigures.below)
    source = RandomSource(seed: 7)
    #expect(source.permutation(12) == RandomFigures.permutation)
    source = RandomSource(seed: 7)
    #expect(relativeError(source.normals(7), RandomFigures.normals.map(Double.init)) < 1e-5)
  }

  @Test func `uniform numbers stay in their bounds and fill them`() {
    var source = RandomSource(seed: 1)
    let unit = (0..<100_000).map { _ in source.uniform() }
    #expect(unit.allSatisfy { $0 >= 0 && $0 < 1 })
    for tenth in 0..<10 {
      let share = unit.count { Int($0 * 10) == tenth }
      // Ten thousand, give or take five standard deviations of 95.
      #expect(abs(share - 10_000) < 475)
    }
    let other = (0..<10_000).map { _ in source.uniform(-3, 0.5) }
    #expect(other.allSatisfy { $0 >= -3 && $0 <= 0.5 })
    #expect((other.min() ?? 0) < -2.99 && (other.max() ?? 0) > 0.49)
  }

  @Test(arguments: [1, 2, 3, 7, 100, 65_536])
  func `whole numbers stay below their bound`(bound: Int) {
    var source = RandomSource(seed: 2)
    let drawn = (0..<10_000).map { _ in source.below(bound) }
    #expect(drawn.allSatisfy { $0 >= 0 && $0 < bound })
    if bound <= 100 { #expect(Set(drawn).count == bound) }
  }

  @Test(arguments: [0, 1, 2, 5, 1000])
  func `a permutation has every number once`(count: Int) {
    var source = RandomSource(seed: 3)
    #expect(source.permutation(count).sorted() == Array(0..<count))
  }

  @Test func `all orders of three come equally often`() {
    var source = RandomSource(seed: 4)
    var counts: [[Int]: Int] = [:]
    for _ in 0..<60_000 { counts[source.permutation(3), default: 0] += 1 }
    #expect(counts.count == 6)
    // Ten thousand, give or take five standard deviations of 91.
    #expect(counts.values.allSatisfy { abs($0 - 10_000) < 455 })
  }

  @Test func `a draw has no number twice, and all are equally likely at every place`() {
    var source = RandomSource(seed: 6)
    var counts = [[Int]](repeating: [0, 0, 0, 0, 0], count: 3)
    for _ in 0..<60_000 {
      let drawn = source.draw(3, of: 5)
      #expect(Set(drawn).count == 3)
      for (place, number) in drawn.enumerated() { counts[place][number] += 1 }
    }
    // Twelve thousand, give or take five standard deviations of 98.
    #expect(counts.allSatisfy { $0.allSatisfy { abs($0 - 12_000) < 490 } })
    #expect(source.draw(0, of: 0).isEmpty)
    #expect(source.draw(4, of: 4).sorted() == [0, 1, 2, 3])
  }

  @Test func `normal values have mean 0 and deviation 1`() {
    var source = RandomSource(seed: 5)
    let values = source.normals(100_001).map(Double.init)
    #expect(values.count == 100_001)
    let mean = values.reduce(0, +) / Double(values.count)
    let variance = values.reduce(0) { $0 + $1 * $1 } / Double(values.count)
    #expect(abs(mean) < 0.016)
    #expect(abs(variance - 1) < 0.023)
    #expect(values.allSatisfy { $0.isFinite })
  }

  @Test func `streams of neighbouring seeds and purposes differ`() {
    var seen: Set<UInt64> = []
    for seed in 0..<100 as Range<UInt64> {
      for purpose in 0..<100 as Range<UInt64> {
        var source = RandomSource(seed: seed, purpose: purpose)
        seen.insert(source.next())
      }
    }
    #expect(seen.count == 10_000)
  }
}
