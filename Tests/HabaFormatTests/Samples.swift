import HabaFormat

/// Numbers that look random and are the same in every run (SplitMix64).
struct SeededNumbers: RandomNumberGenerator {
  private var state: UInt64

  init(seed: UInt64) { state = seed }

  mutating func next() -> UInt64 {
    state &+= 0x9e37_79b9_7f4a_7c15
    var value = state
    value = (value ^ value >> 30) &* 0xbf58_476d_1ce4_e5b9
    value = (value ^ value >> 27) &* 0x94d0_49bb_1331_11eb
    return value ^ value >> 31
  }
}

/// Archives to test with.
enum Samples {
  /// Codes `(factor * i + start) mod 2^bits`: easy to write again in another language.
  static func tensor(
    _ count: Int, bits: Int, factor: Int, start: Int, offset: Float, step: Float
  ) -> QuantizedTensor {
    QuantizedTensor(
      quantizer: UniformQuantizer(bits: bits, offset: offset, step: step),
      codes: (0..<count).map { UInt16(($0 * factor + start) % (1 << bits)) })
  }

  /// One base of [2, 4, 5], one hallucinator, all by formula.
  static var formula: Archive {
    let kernel = 2 * 2 * 9
    let map = 2 * 2 * 3
    return Archive(
      shape: ImageShape(channels: 2, height: 4, width: 5), classNames: ["only"], classCount: 1,
      normalization: Normalization(mean: [120.5, 110.25], deviation: [60, 70.5]),
      bases: [
        Base(label: 0, pixels: tensor(2 * 4 * 5, bits: 4, factor: 7, start: 3, offset: -1.5, step: 0.1875))
      ],
      hallucinators: [
        Hallucinator(
          encodeKernel: tensor(kernel, bits: 6, factor: 29, start: 11, offset: -0.5, step: 0.015625),
          encodeBias: tensor(2, bits: 5, factor: 13, start: 4, offset: -0.25, step: 0.03125),
          scale: tensor(map, bits: 4, factor: 5, start: 9, offset: 0.25, step: 0.0625),
          shift: tensor(map, bits: 3, factor: 3, start: 1, offset: -0.5, step: 0.125),
          decodeKernel: tensor(kernel, bits: 6, factor: 23, start: 5, offset: -0.5, step: 0.015625),
          decodeBias: tensor(2, bits: 5, factor: 17, start: 7, offset: -0.25, step: 0.03125))
      ],
      source: Source(images: 7, pixelBytes: 280), provenance: provenance)
  }

  /// Grey bases in parts, residual hallucinators, soft labels, a learning rate, metadata: all that is optional.
  static var everything: Archive {
    let shape = ImageShape(channels: 3, height: 6, width: 6)
    let maps = tensor(3 * 3 * 3, bits: 4, factor: 5, start: 9, offset: -0.5, step: 0.0625)
    return Archive(
      shape: shape, classNames: ["cats", "dogs", "owls"], classCount: 3,
      normalization: Normalization(mean: [120, 110, 100], deviation: [60, 61, 62]),
      bases: (0..<4).map { index in
        Base(
          label: index / 2,
          pixels: tensor(64, bits: 5, factor: 3, start: index, offset: -1.5, step: 0.09375))
      },
      hallucinators: [Hallucinator(), Hallucinator(scale: maps, shift: maps)],
      source: Source(images: 300, pixelBytes: 300 * 108), provenance: provenance,
      baseShape: ImageShape(channels: 1, height: 8, width: 8), formation: 2,
      hallucinatorForm: .residual(channels: 3, grain: 2),
      softLabels: SoftLabels(
        classesPerImage: 2, classes: (0..<32).flatMap { [UInt16($0 % 2), 2] },
        values: tensor(64, bits: 6, factor: 11, start: 3, offset: 0, step: 1 / 63)),
      studentLearningRate: 0.02, metadata: ["licence": "CC0-1.0", "title": "Cats, dogs and owls"],
      optionalFeatures: ["crop-hint"])
  }

  /// Colour bases as coefficients.
  static var coefficients: Archive {
    let shape = ImageShape(channels: 3, height: 12, width: 10)
    let encoder = TransformEncoder(shape: shape, blockSide: 8, step: 12, hasHalfChroma: true)
    var archive = random(
      shape: shape, classNames: nil, classCount: 2, bases: 3, hallucinators: 0, bits: 4, seed: 21)
    archive.transform = encoder.transform
    archive.bases = (0..<3).map { index in
      let levels = (0..<360).map { (place: Int) -> Float in
        let (row, column) = (place / 10 % 12, place % 10)
        return Float(60 + 30 * index + (row - 5) * (column - 4) * 4)
      }
      return Base(label: index / 2, coefficients: encoder.coefficients(of: levels))
    }
    return archive
  }

  static let provenance = Provenance(
    encoder: "habazip 0.1.0", seed: 42, objective: "dm", steps: 100,
    options: ["contrast": "none", "width": "64"])

  /// An archive with codes that nothing can compress.
  static func random(
    shape: ImageShape, classNames: [String]?, classCount: Int, bases: Int, hallucinators: Int, bits: Int,
    hallucinatorBits: Int? = nil, seed: UInt64
  ) -> Archive {
    var numbers = SeededNumbers(seed: seed)
    func tensor(_ count: Int, _ bits: Int) -> QuantizedTensor {
      // About the size that values of a trained archive have: small enough that few pixels are clamped.
      let reach = Float.random(in: 0.2...0.4, using: &numbers)
      return QuantizedTensor(
        quantizer: UniformQuantizer(bits: bits, offset: -reach, step: 2 * reach / Float(1 << bits)),
        codes: (0..<count).map { _ in .random(in: 0...UInt16((1 << bits) - 1), using: &numbers) })
    }
    let depth = hallucinatorBits ?? bits
    let kernel = shape.channels * shape.channels * 9
    let map = shape.channels * (shape.height - 2) * (shape.width - 2)
    let labels = (0..<bases).map { _ in Int.random(in: 0..<classCount, using: &numbers) }.sorted()
    return Archive(
      shape: shape, classNames: classNames, classCount: classCount,
      normalization: Normalization(
        mean: (0..<shape.channels).map { 100 + Float($0) },
        deviation: (0..<shape.channels).map { 60 + Float($0) }),
      bases: labels.map { Base(label: $0, pixels: tensor(shape.count, bits)) },
      hallucinators: (0..<hallucinators).map { _ in
        Hallucinator(
          encodeKernel: tensor(kernel, depth), encodeBias: tensor(shape.channels, depth),
          scale: tensor(map, depth), shift: tensor(map, depth), decodeKernel: tensor(kernel, depth),
          decodeBias: tensor(shape.channels, depth))
      },
      source: Source(images: 50_000, pixelBytes: 50_000 * shape.count), provenance: provenance)
  }
}
