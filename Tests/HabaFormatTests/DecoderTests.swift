import HabaFormat
import Testing

struct DecoderTests {
  /// From PyTorch 2 in binary64 (conv2d, scale and shift, conv_transpose2d, clamp, round); no value lies within
  /// 0.0005 of a half.
  private static let figures: [UInt8] = [
    130, 100, 175, 95, 116, 127, 142, 154, 106, 111, 128, 162, 24, 131, 105, 128, 92, 142, 115, 114, 148, 177,
    114, 121, 161, 161, 156, 137, 153, 164, 162, 166, 140, 154, 157, 172, 105, 149, 143, 148,
  ]
  /// The base alone, also from PyTorch; 120.5, 75.5, 30.5 and 4.5 are exact halves.
  private static let baseFigures: [UInt8] = [
    64, 143, 42, 120, 199, 98, 177, 76, 154, 53, 132, 30, 109, 188, 87, 166, 64, 143, 42, 120, 203, 84, 176,
    57,
    150, 31, 123, 4, 97, 190, 71, 163, 44, 137, 18, 110, 203, 84, 176, 57,
  ]

  @Test func `a hallucinated image is what PyTorch computes`() {
    #expect(Samples.formula.image(base: 0, hallucinator: 0) == DecoderTests.figures)
  }

  @Test func `without hallucinators the image is the base, halves rounded to even`() {
    var archive = Samples.formula
    archive.hallucinators = []
    #expect(archive.image(base: 0, hallucinator: 0) == DecoderTests.baseFigures)
    #expect(archive.expanded() == DecoderTests.baseFigures)
  }

  @Test(arguments: [
    ImageShape(channels: 1, height: 3, width: 3), ImageShape(channels: 3, height: 8, width: 5),
    ImageShape(channels: 2, height: 3, width: 17), ImageShape(channels: 4, height: 9, width: 9),
  ])
  func `images equal a slow decoder written from the specification, bit for bit`(shape: ImageShape) {
    let archive = Samples.random(
      shape: shape, classNames: nil, classCount: 3, bases: 5, hallucinators: 3, bits: 5, seed: 77)
    var all: [UInt8] = []
    for base in 0..<5 {
      for hallucinator in 0..<3 {
        let expected = slowImage(archive, base: base, hallucinator: hallucinator)
        #expect(archive.image(base: base, hallucinator: hallucinator) == expected)
        all += expected
      }
    }
    #expect(archive.expanded() == all)
    #expect(archive.pixelDigest() == SHA256.digest(of: all))
    #expect(Set(all).count > 8)
  }

  @Test func `infinities are clamped and NaN becomes 0`() {
    var archive = Samples.formula
    let huge = UniformQuantizer(bits: 4, offset: 3e38, step: 1e30)
    archive.bases[0].pixels = QuantizedTensor(quantizer: huge, codes: archive.bases[0].pixels.codes)
    archive.hallucinators[0].scale.quantizer.offset = 1e30
    let levels = slowLevels(archive, base: 0, hallucinator: 0)
    #expect(levels.contains { $0.isNaN })
    #expect(levels.contains(.infinity) && levels.contains(-.infinity))
    let image = archive.image(base: 0, hallucinator: 0)
    for (pixel, level) in zip(image, levels) { #expect(pixel == (level > 0 ? 255 : 0), "\(level)") }
    archive.hallucinators = []
    #expect(archive.image(base: 0, hallucinator: 0).allSatisfy { $0 == 255 })
  }

  @Test func `labels follow the images`() {
    let archive = Samples.random(
      shape: ImageShape(channels: 1, height: 3, width: 3), classNames: nil, classCount: 4, bases: 6,
      hallucinators: 2, bits: 4, seed: 3)
    #expect(archive.labels == archive.bases.flatMap { [$0.label, $0.label] })
    #expect(archive.imageCount == 12)
  }

  private func slowImage(_ archive: Archive, base: Int, hallucinator: Int) -> [UInt8] {
    slowLevels(archive, base: base, hallucinator: hallucinator).map { level in
      let limited = level.isNaN ? 0 : max(0, min(255, level))
      return UInt8(limited.rounded(.toNearestOrEven))
    }
  }

  /// One output after another, each sum in the order of the text; neither clamped nor rounded.
  private func slowLevels(_ archive: Archive, base: Int, hallucinator: Int) -> [Float] {
    let (channels, height, width) = (archive.shape.channels, archive.shape.height, archive.shape.width)
    let network = archive.hallucinators[hallucinator]
    let x = archive.bases[base].pixels.values
    let encode = network.encodeKernel.values
    let decode = network.decodeKernel.values
    let (scale, shift) = (network.scale.values, network.shift.values)
    let (encodeBias, decodeBias) = (network.encodeBias.values, network.decodeBias.values)
    let (innerHeight, innerWidth) = (height - 2, width - 2)
    var z = [Float](repeating: 0, count: channels * innerHeight * innerWidth)
    for m in 0..<channels {
      for row in 0..<innerHeight {
        for column in 0..<innerWidth {
          var value = encodeBias[m]
          for c in 0..<channels {
            for ky in 0..<3 {
              for kx in 0..<3 {
                let weight = encode[((m * channels + c) * 3 + ky) * 3 + kx]
                let term = weight * x[(c * height + row + ky) * width + column + kx]
                value = value + term
              }
            }
          }
          let index = (m * innerHeight + row) * innerWidth + column
          let scaled = value * scale[index]
          z[index] = scaled + shift[index]
        }
      }
    }
    var levels: [Float] = []
    for o in 0..<channels {
      for row in 0..<height {
        for column in 0..<width {
          var value = decodeBias[o]
          for m in 0..<channels {
            for ky in 0..<3 {
              for kx in 0..<3 {
                let (zy, zx) = (row - ky, column - kx)
                guard (0..<innerHeight).contains(zy), (0..<innerWidth).contains(zx) else { continue }
                let weight = decode[((m * channels + o) * 3 + ky) * 3 + kx]
                let term = weight * z[(m * innerHeight + zy) * innerWidth + zx]
                value = value + term
              }
            }
          }
          let scaled = value * archive.normalization.deviation[o]
          levels.append(scaled + archive.normalization.mean[o])
        }
      }
    }
    return levels
  }
}
