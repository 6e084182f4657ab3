import HabaFormat
import Testing

@testable import haba_likeness

struct LikenessTests {
  /// Two bases of class 0 and one of class 1, each through two hallucinators.
  let grid = Grid(classes: [0, 0, 1], hallucinators: 2)

  /// Directions in the plane at whole degrees; lengths differ, which cosines must not see.
  func vectors(_ degrees: [Double]) -> Vectors {
    Vectors(
      degrees.enumerated().map { index, angle in
        [Float(Double(index + 1) * cosine(angle)), Float(Double(index + 1) * cosine(90 - angle))]
      })
  }

  func cosine(_ degrees: Double) -> Double {
    // The known ones, so that nothing but a table stands on the other side.
    [0: 1, 30: 0.8660254, 45: 0.70710678, 60: 0.5, 90: 0][degrees.magnitude] ?? .nan
  }

  @Test func `pairs are those that share what is asked for, and no others`() throws {
    // Base 0: 0° and 90°; base 1: 0° and 30°; base 2: 60° and 90°.
    let vectors = vectors([0, 90, 0, 30, 60, 90])
    #expect(abs(try #require(grid.ofBase(vectors)) - (0 + 0.8660254 + 0.8660254) / 3) < 1e-6)
    #expect(abs(try #require(grid.ofBases(vectors)) - (1 + 0.5) / 2) < 1e-6)
    #expect(abs(try #require(grid.ofClass(vectors)) - (0 + 1 + 0.8660254 + 0 + 0.5 + 0.8660254 + 0.8660254) / 7) < 1e-6)
    #expect(abs(try #require(grid.ofClasses(vectors)) - (0.5 + 0.5 + 1 + 0.5) / 4) < 1e-6)
  }

  @Test func `without hallucinators nothing is told of one base's images`() {
    let plain = Grid(classes: [0, 1], hallucinators: 1)
    let vectors = Vectors([[1, 0], [0, 1]])
    #expect(plain.ofBase(vectors) == nil)
    #expect(plain.ofBases(vectors) == nil)
    #expect(plain.ofClasses(vectors) == 0)
  }

  @Test func `centred vectors give Pearson's correlation`() throws {
    let vectors = Vectors(centred: [[1, 2, 3], [12, 14, 16], [3, 2, 1]])
    #expect(abs(try #require(vectors.pairs([0, 1]).mean) - 1) < 1e-6)
    #expect(abs(try #require(vectors.pairs([0, 2]).mean) + 1) < 1e-6)
  }

  @Test func `variance is explained by what it hangs on`() throws {
    let byBase = try #require(grid.explained([[1, 5], [1, 5], [2, 7], [2, 7], [4, 1], [4, 1]]))
    #expect(abs(byBase.base - 1) < 1e-9 && abs(byBase.hallucinator) < 1e-9)
    let byHallucinator = try #require(grid.explained([[1], [3], [1], [3], [1], [3]]))
    #expect(abs(byHallucinator.base) < 1e-9 && abs(byHallucinator.hallucinator - 1) < 1e-9)
    // 0, 2 and 6, 8 by two bases: sums of squares 36 and 4 of 40.
    let both = try #require(Grid(classes: [0, 1], hallucinators: 2).explained([[0], [2], [6], [8]]))
    #expect(abs(both.base - 0.9) < 1e-9 && abs(both.hallucinator - 0.1) < 1e-9)
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
