import HabaFormat
import HabaTensor
import TestKit
import Testing

@testable import HabaCodec

/// Bases and their parts as something else computes them.
struct FormationCase: Sendable, CustomTestStringConvertible {
  /// Bases, parts along a side, channels of bases and of images, rows and columns of images.
  let given: [Int]
  let shape: [Int]
  /// Projections of bases `[B, h, w, c]`.
  let bases: [Float]
  /// Projections of parts `[B * parts, H, W, c]`.
  let parts: [Float]

  var formation: Formation {
    Formation(
      shape: ImageShape(channels: given[3], height: given[4], width: given[5]), side: given[1], baseChannels: given[2])
  }

  var testDescription: String { "\(given)" }
}

struct FormationTests {
  @Test(arguments: [
    FormationFigures.halves, FormationFigures.oddHalves, FormationFigures.thirds, FormationFigures.greyHalves,
    FormationFigures.greyWhole,
  ])
  func `bases are put together of images, and cut and enlarged, as PyTorch does it`(given: FormationCase) {
    let formation = given.formation
    let images = chirp([given.given[0] * formation.parts, given.given[4], given.given[5], given.given[3]], phase: 1)
    let bases = formation.bases(of: images)
    #expect(bases.shape == given.shape)
    #expect(agree(projections(bases.values), given.bases, within: 1e-4))
    let parts = formation.parts(of: bases, withAllChannels: false)
    #expect(parts.shape == [images.shape[0], given.given[4], given.given[5], given.given[2]])
    #expect(agree(projections(parts.values), given.parts, within: 1e-4))
  }

  @Test func `whole bases of all channels are images as they are`() {
    let formation = Formation(shape: Samples.shape, side: 1, baseChannels: 3)
    #expect(formation.baseShape == Samples.shape)
    let images = chirp([2, 8, 8, 3])
    #expect(formation.bases(of: images).values == images.values)
  }

  @Test(arguments: [
    (ImageShape(channels: 3, height: 32, width: 32), 8), (ImageShape(channels: 1, height: 28, width: 28), 7),
    (ImageShape(channels: 1, height: 11, width: 40), 2), (ImageShape(channels: 1, height: 5, width: 5), 1),
    (ImageShape(channels: 1, height: 2, width: 9), 1), (ImageShape(channels: 1, height: 1024, width: 1024), 255),
  ])
  func `parts have at least 4x4 pixels, and the format's number at most`(_ shape: ImageShape, _ most: Int) {
    #expect(Formation.sides(for: shape) == 1...most)
    for side in 1...most {
      let base = Formation(shape: shape, side: side, baseChannels: 1).baseShape
      #expect(base.height % side == 0 && base.width % side == 0)
      #expect((shape.height - side + 1...shape.height).contains(base.height))
      #expect((shape.width - side + 1...shape.width).contains(base.width))
      if side > 1 { #expect(base.height >= 4 * side && base.width >= 4 * side) }
    }
  }

  @Test func `without hallucinators bases have all channels`() {
    var options = CompressOptions()
    (options.formation, options.baseChannels) = (2, 1)
    func base(_ hallucinators: Int) -> ImageShape {
      Formation(for: Samples.shape, hallucinators: hallucinators, options: options).baseShape
    }
    #expect(base(2) == ImageShape(channels: 1, height: 8, width: 8))
    #expect(base(0) == Samples.shape)
    options.baseChannels = nil
    #expect(base(2) == Samples.shape)
  }

  @Test(arguments: [(1, 3, 4), (2, 5, 3), (2, 4, 7), (3, 10, 4), (3, 9, 3), (2, 3, 2)])
  func `no base has an image twice where there are enough, and images come again only when all have come`(
    _ side: Int, _ images: Int, _ bases: Int
  ) {
    let formation = Formation(
      shape: ImageShape(channels: 1, height: 12, width: 12), side: side, baseChannels: 1)
    let (parts, own) = (side * side, (0..<images).map { 100 + 3 * $0 })
    for seed in 0..<20 {
      var random = RandomSource(seed: UInt64(seed))
      let drawn = formation.drawn(bases, of: own, &random)
      #expect(drawn.count == bases * parts && drawn.allSatisfy(own.contains))
      for base in 0..<bases where images >= parts {
        #expect(Set(drawn[base * parts..<(base + 1) * parts]).count == parts)
      }
      for start in stride(from: 0, to: drawn.count, by: images) {
        let round = drawn[start..<min(drawn.count, start + images)]
        #expect(Set(round).count == round.count)
      }
    }
  }
}
