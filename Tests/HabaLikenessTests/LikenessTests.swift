import HabaFormat
import Testing

@testable import haba_likeness

struct LikenessTests {
  /// Two bases of class 0 and one of class 1, each through two hallucinators.
  let grid = Grid(classes: [0, 0, 1], hallucinators: 2)
  /// Directions in the plane at 0°, 90°; 0°, 30°; 60°, 90°, of lengths that differ, which cosines must not see.
  let vectors = Vectors([[1, 0], [0, 2], [3, 0], [3.4641016, 2], [1, 1.7320508], [0, 6]])

  func isNear(_ value: Double?, _ expected: Double) -> Bool {
    value.map { ($0 - expected).magnitude < 1e-6 } ?? false
  }

  /// The mean cosine of angles between pairs, in degrees.
  func mean(_ degrees: [Int]) -> Double {
    let cosines = [0: 1.0, 30: 0.8660254, 60: 0.5, 90: 0.0]
    return degrees.reduce(0) { $0 + (cosines[$1] ?? .nan) } / Double(degrees.count)
  }

  @Test func `pairs are those that share what is asked for, and no others`() {
    #expect(isNear(grid.ofBase(vectors), mean([90, 30, 30])))
    #expect(isNear(grid.ofBases(vectors), mean([0, 60])))
    #expect(isNear(grid.ofClass(vectors), mean([90, 0, 30, 90, 60, 30, 30])))
    #expect(isNear(grid.ofClasses(vectors), mean([60, 60, 0, 60])))
  }

  @Test func `without hallucinators nothing is told of one base's images`() {
    let plain = Grid(classes: [0, 1], hallucinators: 1)
    let vectors = Vectors([[1, 0], [0, 1]])
    #expect(plain.ofBase(vectors) == nil)
    #expect(plain.ofBases(vectors) == nil)
    #expect(plain.ofClasses(vectors) == 0)
  }

  @Test func `centred vectors give Pearson's correlation`() {
    let vectors = Vectors(centred: [[1, 2, 3], [12, 14, 16], [3, 2, 1]])
    #expect(isNear(vectors.pairs([0, 1]).mean, 1))
    #expect(isNear(vectors.pairs([0, 2]).mean, -1))
  }

  @Test func `variance is explained by what it hangs on`() {
    let byBase = grid.explained([[1, 5], [1, 5], [2, 7], [2, 7], [4, 1], [4, 1]])
    #expect(isNear(byBase?.base, 1))
    #expect(isNear(byBase?.hallucinator, 0))
    let byHallucinator = grid.explained([[1], [3], [1], [3], [1], [3]])
    #expect(isNear(byHallucinator?.base, 0))
    #expect(isNear(byHallucinator?.hallucinator, 1))
    // Sums of squares: 36 between bases, 4 between hallucinators, 40 in all.
    let both = Grid(classes: [0, 1], hallucinators: 2).explained([[0], [2], [6], [8]])
    #expect(isNear(both?.base, 0.9))
    #expect(isNear(both?.hallucinator, 0.1))
    #expect(grid.explained(Array(repeating: [7], count: 6)) == nil)
  }

  @Test func `edges are where grey changes`() {
    // Columns 0, 0, 90 in one channel and 0, 0, 30 in the other: grey 0, 0, 60.
    let shape = ImageShape(channels: 2, height: 2, width: 3)
    let pixels: [UInt8] = [0, 0, 90, 0, 0, 90, 0, 0, 30, 0, 0, 30]
    #expect(Pixels.steepness(pixels, shape) == [0, 30, 30, 0, 30, 30])
    #expect(Pixels.colour(pixels, shape) == [30, 10])
  }
}
