import HabaFormat
import HabaTensor
import TestKit
import Testing

@testable import HabaCodec

struct HallucinatorTests {
  @Test(arguments: [
    ([2, 3, 5, 6], HallucinatorFigures.color, HallucinatorFigures.colorFirst),
    ([2, 1, 7, 4], HallucinatorFigures.grey, HallucinatorFigures.greyFirst),
    ([1, 3, 3, 3], HallucinatorFigures.smallest, HallucinatorFigures.smallestFirst),
  ])
  func `images equal those of PyTorch's Conv2d and ConvTranspose2d`(
    _ shape: [Int], _ sums: [Float], _ first: [Float]
  ) {
    let (c, h, w) = (shape[1], shape[2], shape[3])
    let parameters = NamedTensors([
      ("encodeKernel", chirp([c, c, 3, 3], phase: 1)), ("encodeBias", chirp([c], phase: 2)),
      ("scale", chirp([c, h - 2, w - 2], phase: 3).affine(scale: 0.5, shift: 1)),
      ("shift", chirp([c, h - 2, w - 2], phase: 4) * 0.5),
      ("decodeKernel", chirp([c, c, 3, 3], phase: 5)), ("decodeBias", chirp([c], phase: 6)),
    ])
    let kind = PublishedHallucinator(baseChannels: c, shape: ImageShape(channels: c, height: h, width: w))
    let bases = chirp(shape, phase: 7).permuted([0, 2, 3, 1])
    let found = kind.images(bases, parameters).permuted([0, 3, 1, 2])
    #expect(found.shape == shape)
    #expect(agree(found.values.prefix(6).map(Double.init), first, within: 1e-4))
    #expect(agree(projections(found.values), sums, within: 2e-3))
  }

  @Test(arguments: HallucinatorStart.allCases)
  func `fresh hallucinators differ and have the archive's layouts`(start: HallucinatorStart) {
    let shape = ImageShape(channels: 3, height: 6, width: 5)
    var random = RandomSource(seed: 1)
    let kind = PublishedHallucinator(baseChannels: 3, shape: shape)
    let (one, other) = (
      kind.initialParameters(start, &random),
      kind.initialParameters(start, &random)
    )
    #expect(one.tensors.map { $0.shape } == [[3, 3, 3, 3], [3], [3, 4, 3], [3, 4, 3], [3, 3, 3, 3], [3]])
    #expect(one.tensors.allSatisfy { $0.isTracked })
    #expect(one["encodeKernel"].values != other["encodeKernel"].values)
  }

  @Test func `hallucinators that start as the identity keep a base's likeness`() {
    let shape = ImageShape(channels: 3, height: 8, width: 8)
    var random = RandomSource(seed: 1)
    let kind = PublishedHallucinator(baseChannels: 3, shape: shape)
    let base = chirp([1, 8, 8, 3])
    let images = (0..<2).map { _ in
      kind.images(base, kind.initialParameters(.identity, &random))
    }
    // Inside the border, where the two 3x3 neighbourhoods see the whole base, noise of 0.1 keeps most of the picture.
    func inside(_ t: Tensor) -> [Float] {
      (0..<8 * 8 * 3).filter { (1...6).contains($0 / 24) && (1...6).contains($0 / 3 % 8) }.map {
        t.values[$0]
      }
    }
    for image in images {
      let (a, b) = (inside(image).map(Double.init), inside(base).map(Double.init))
      func centred(_ v: [Double]) -> [Double] { v.map { $0 - v.reduce(0, +) / Double(v.count) } }
      func product(_ u: [Double], _ v: [Double]) -> Double { zip(u, v).reduce(0) { $0 + $1.0 * $1.1 } }
      let (u, v) = (centred(a), centred(b))
      #expect(product(u, v) / (product(u, u) * product(v, v)).squareRoot() > 0.7)
    }
    #expect(images[0].values != images[1].values)
  }
}
