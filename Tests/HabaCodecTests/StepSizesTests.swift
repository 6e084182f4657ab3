import HabaFormat
import HabaTensor
import Testing

@testable import HabaCodec

/// A step looks at 640 images of 32x32 at the most, 655,360 pixels, and trains through at most 128 images of a class.
struct StepSizesTests {
  struct Case: Sendable, CustomTestStringConvertible {
    var side: Int
    var classes: Int
    var bases: Int
    var hallucinators: Int
    var realImages: Int
    var formation = 1
    /// Real images of a class, classes, the most synthetic images of a class, and those that there are of them.
    var expected: [Int]
    var testDescription: String {
      "\(side)x\(side), \(classes) classes, \(bases) bases in \(formation) x \(hallucinators), \(realImages)"
    }

    var found: StepSizes {
      let shape = ImageShape(channels: 1, height: side, width: side)
      var random = RandomSource(seed: 0)
      // How many there are counts, not what they hold: bases may be smaller than images.
      let set = SyntheticSet(
        classCount: classes, labels: (0..<classes * bases).map { $0 / bases },
        bases: PixelBases(Tensor(repeating: 0, shape: [classes * bases, formation, formation, 1]), bits: 2),
        formation: Formation(
          shape: shape, baseShape: ImageShape(channels: 1, height: formation, width: formation), side: formation),
        hallucinators: HallucinatorBank(
          FlatHallucinator(baseChannels: 1, shape: shape), count: hallucinators, start: .identity, bits: 2,
          random: &random),
        rounding: PixelRounding(normalization: Normalization(mean: [0], deviation: [1])))
      return StepSizes(for: set, realImages: realImages)
    }

    /// In the order of what is expected.
    var sizes: [Int] {
      let found = found
      return [found.realPerClass, found.classes, found.mostSyntheticPerClass, found.syntheticPerClass]
    }
  }

  @Test(arguments: [
    // 640 images: 64 of each of 10 classes.
    Case(side: 32, classes: 10, bases: 10, hallucinators: 2, realImages: 64, expected: [64, 10, 128, 20]),
    // 100 classes of 64 would be 6,400 images: 640 / 64 classes.
    Case(side: 32, classes: 100, bases: 1, hallucinators: 5, realImages: 64, expected: [64, 10, 128, 5]),
    // 640 / 256 = 2 classes.
    Case(side: 32, classes: 10, bases: 50, hallucinators: 5, realImages: 256, expected: [256, 2, 128, 128]),
    // 655,360 / 784 = 835 images, 835 / 64 = 13 classes, but there are 10.
    Case(side: 28, classes: 10, bases: 3, hallucinators: 0, realImages: 64, expected: [64, 10, 128, 3]),
    Case(side: 28, classes: 47, bases: 3, hallucinators: 0, realImages: 64, expected: [64, 13, 128, 3]),
    // 655,360 / 4096 = 160 images: 2 classes of 64.
    Case(side: 64, classes: 200, bases: 200, hallucinators: 2, realImages: 64, expected: [64, 2, 128, 128]),
    // 655,360 / 65,536 = 10 images: of one class.
    Case(side: 256, classes: 10, bases: 4, hallucinators: 5, realImages: 64, expected: [10, 1, 10, 10]),
    // Not even one: one image of one class, and all hallucinators of one base.
    Case(side: 1024, classes: 10, bases: 2, hallucinators: 5, realImages: 64, expected: [1, 1, 5, 5]),
    Case(side: 1024, classes: 10, bases: 2, hallucinators: 0, realImages: 64, expected: [1, 1, 1, 1]),
    // 200 hallucinators are more than 128 images, but a base is seen through all.
    Case(side: 8, classes: 2, bases: 3, hallucinators: 200, realImages: 64, expected: [64, 2, 200, 200]),
    // 10 bases in 4 parts through 2: 80 images; 20 bases: 160, of which 128.
    Case(
      side: 32, classes: 10, bases: 10, hallucinators: 2, realImages: 64, formation: 2, expected: [64, 10, 128, 80]),
    Case(
      side: 32, classes: 10, bases: 20, hallucinators: 2, realImages: 64, formation: 2, expected: [64, 10, 128, 128]),
    // A base in 64 parts through 5 hallucinators has 320 images, and without any 64.
    Case(
      side: 32, classes: 10, bases: 2, hallucinators: 5, realImages: 64, formation: 8, expected: [64, 10, 320, 320]),
    Case(
      side: 32, classes: 10, bases: 1, hallucinators: 0, realImages: 64, formation: 8, expected: [64, 10, 128, 64]),
  ])
  func `classes, real and synthetic images of a step are as many as its pixels allow`(_ given: Case) {
    #expect(given.sizes == given.expected)
    let (real, synthetic) = (given.expected[0] * given.expected[1], given.expected[3] * given.expected[1])
    #expect(given.found.cost == synthetic + real / 3)
  }
}

struct StepSizesTableTests {
  /// How much a step of 10, 100 and 1000 classes sees: real images of a class, and classes.
  struct Row: Sendable, CustomTestStringConvertible {
    var side: Int
    var realImages: Int
    var realPerClass: Int
    var classes: [Int]
    /// The most synthetic images of a class with 0, 2 and 5 hallucinators.
    var synthetic: [Int]
    var testDescription: String { "\(side)x\(side), \(realImages)" }
  }

  @Test(arguments: [
    // 655,360 / 1024 = 640 images: 640 / 64 = 10 classes, 640 / 256 = 2.
    Row(side: 32, realImages: 64, realPerClass: 64, classes: [10, 10, 10], synthetic: [128, 128, 128]),
    Row(side: 32, realImages: 256, realPerClass: 256, classes: [2, 2, 2], synthetic: [128, 128, 128]),
    // 655,360 / 784 = 835: 835 / 64 = 13, 835 / 256 = 3.
    Row(side: 28, realImages: 64, realPerClass: 64, classes: [10, 13, 13], synthetic: [128, 128, 128]),
    Row(side: 28, realImages: 256, realPerClass: 256, classes: [3, 3, 3], synthetic: [128, 128, 128]),
    // 655,360 / 4096 = 160: 160 / 64 = 2, and of 256 images of a class 160 are all that there is room for.
    Row(side: 64, realImages: 64, realPerClass: 64, classes: [2, 2, 2], synthetic: [128, 128, 128]),
    Row(side: 64, realImages: 256, realPerClass: 160, classes: [1, 1, 1], synthetic: [128, 128, 128]),
    // 655,360 / 65,536 = 10.
    Row(side: 256, realImages: 64, realPerClass: 10, classes: [1, 1, 1], synthetic: [10, 10, 10]),
    Row(side: 256, realImages: 256, realPerClass: 10, classes: [1, 1, 1], synthetic: [10, 10, 10]),
    // 655,360 / 1,048,576 is not one image: one of one class, and those of one base.
    Row(side: 1024, realImages: 64, realPerClass: 1, classes: [1, 1, 1], synthetic: [1, 2, 5]),
    Row(side: 1024, realImages: 256, realPerClass: 1, classes: [1, 1, 1], synthetic: [1, 2, 5]),
  ])
  func `classes and images of a step`(row: Row) {
    for (classCount, classes) in zip([10, 100, 1000], row.classes) {
      for (hallucinators, synthetic) in zip([0, 2, 5], row.synthetic) {
        for bases in [1, 7, 100] {
          let given = StepSizesTests.Case(
            side: row.side, classes: classCount, bases: bases, hallucinators: hallucinators, realImages: row.realImages,
            expected: [row.realPerClass, classes, synthetic, min(synthetic, bases * max(1, hallucinators))])
          #expect(given.sizes == given.expected, "\(given.testDescription)")
        }
      }
    }
  }
}

/// One number for each, so that there can be many of any size.
private struct FlatHallucinator: HallucinatorKind {
  static let name = "flat"
  let form: HallucinatorForm
  let rate: Float = 0

  init(baseChannels: Int, shape: ImageShape) { form = .residual(channels: 1) }

  func initialParameters(_ start: HallucinatorStart, _ random: inout RandomSource) -> NamedTensors {
    NamedTensors([("bias", Tensor([0], shape: [1]).tracked())])
  }

  func images(_ parts: Tensor, _ parameters: NamedTensors) -> Tensor { parts + parameters["bias"] }

  func quantized(_ values: [Float], parameter: String, bits: Int) -> QuantizedTensor {
    QuantizedTensor(covering: values, bits: bits)
  }

  func archived(_ parameter: (String) -> QuantizedTensor) -> Hallucinator {
    Hallucinator(decodeBias: parameter("bias"))
  }
}
