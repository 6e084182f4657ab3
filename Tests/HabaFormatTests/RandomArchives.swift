@testable import HabaFormat

/// Small archives drawn at random from all that the format can hold: kinds, shapes, codings, layouts, predictors.
///
/// The same seed gives the same archives.
struct RandomArchives {
  private var numbers: SeededNumbers

  init(seed: UInt64) { numbers = SeededNumbers(seed: seed) }

  private mutating func draw(_ range: ClosedRange<Int>) -> Int { .random(in: range, using: &numbers) }
  private mutating func chance(_ percent: Int) -> Bool { draw(1...100) <= percent }
  private mutating func pick<Element>(_ choices: [Element]) -> Element {
    choices[draw(0...choices.count - 1)]
  }

  /// The next archive; its content is right, whatever was drawn.
  mutating func next() -> Archive {
    let shape = ImageShape(
      channels: pick([1, 1, 2, 3, 3, 3, 4]), height: draw(3...11), width: draw(3...11))
    let classCount = draw(1...5)
    let base = baseShape(for: shape)
    let form = hallucinatorForm(for: shape)
    let transform = chance(40) ? baseTransform(for: base.shape) : nil
    let labels = (0..<draw(1...4)).map { _ in draw(0...classCount - 1) }.sorted()
    let depth = draw(1...16)
    var archive = Archive(
      shape: shape, classNames: chance(70) ? (0..<classCount).map { "class \($0) é" } : nil,
      classCount: classCount,
      normalization: Normalization(
        mean: (0..<shape.channels).map { _ in Float(draw(-20...260)) + 0.3 },
        deviation: (0..<shape.channels).map { _ in Float(draw(1...120)) * 0.7 }),
      bases: [], hallucinators: hallucinators(form, shape: shape, baseChannels: base.shape.channels),
      source: Source(images: draw(0...100_000), pixelBytes: draw(0...1 << 40)),
      provenance: Provenance(
        encoder: "test", seed: numbers.next(), objective: pick(["", "dm"]), steps: draw(0...9000),
        options: chance(50) ? ["a-b_c": "none", "width": "64"] : [:]), baseShape: base.shape,
      formation: base.formation, upsampling: pick([.nearest, .bilinear]), transform: transform,
      hallucinatorForm: form, studentLearningRate: chance(30) ? 0.0123 : nil,
      metadata: chance(30) ? ["title": "Zwölf\nBilder", "licence": "CC0"] : [:],
      optionalFeatures: chance(20) ? ["a-thing", "b"] : [])
    archive.bases = bases(labels, transform: transform, shape: base.shape, depth: depth)
    if chance(40) { archive.softLabels = softLabels(images: archive.imageCount, classCount: classCount) }
    archive.codings = codings(of: archive)
    return archive
  }

  private mutating func baseShape(for shape: ImageShape) -> (shape: ImageShape, formation: Int) {
    let channels = chance(70) ? shape.channels : draw(1...shape.channels)
    let formation = pick([1, 1, 1, 2, 3])
    guard formation > 1 || chance(40) else {
      return (ImageShape(channels: channels, height: shape.height, width: shape.width), 1)
    }
    let sides = (formation * draw(1...9), formation * draw(1...9))
    return (ImageShape(channels: channels, height: sides.0, width: sides.1), formation)
  }

  private mutating func hallucinatorForm(for shape: ImageShape) -> HallucinatorForm {
    switch draw(0...2) {
    case 0: HallucinatorForm(kind: .published, features: draw(1...4))
    case 1: HallucinatorForm(kind: .samePadded, features: draw(1...4))
    default: .residual(channels: shape.channels, grain: draw(1...5))
    }
  }

  private mutating func baseTransform(for shape: ImageShape) -> BaseTransform {
    let side = pick([8, 16])
    let hasColor = shape.channels == 3 && chance(70)
    return BaseTransform(
      blockSide: side, hasColorTransform: hasColor, hasHalfChroma: hasColor && chance(60),
      planes: (0..<shape.channels).map { _ in
        BaseTransform.Plane(
          steps: (0..<(chance(50) ? 1 : side * side)).map { _ in UInt16(draw(1...900)) },
          shrinkage: draw(0...128))
      })
  }

  private mutating func bases(
    _ labels: [Int], transform: BaseTransform?, shape: ImageShape, depth: Int
  ) -> [Base] {
    if let transform {
      let count = transform.coefficientCount(shape: shape)
      let reach = pick([1, 3, 40, 900])
      return labels.map { label in
        Base(
          label: label,
          coefficients: (0..<count).map { _ in Int16(chance(25) ? draw(-reach...reach) : 0) })
      }
    }
    let grouping = draw(0...2)
    let shared = quantizer(depth)
    return labels.map { label in
      Base(
        label: label,
        pixels: tensor(shape.count, depth: depth, slices: shape.channels, grouping: grouping, shared: shared))
    }
  }

  /// Codes with some order in them, so that predictors and contexts have something to do.
  private mutating func tensor(
    _ count: Int, depth: Int, slices: Int, grouping: Int, shared: UniformQuantizer
  ) -> QuantizedTensor {
    let most = (1 << depth) - 1
    var code = draw(0...most)
    let reach = pick([0, 1, 2, max(1, most / 8), most])
    let codes = (0..<count).map { _ in
      code = chance(3) ? draw(0...most) : min(max(code + draw(-reach...reach), 0), most)
      return UInt16(code)
    }
    let quantizers =
      grouping == 0
      ? [shared] : (0..<(grouping == 1 ? 1 : slices)).map { _ in quantizer(depth) }
    return QuantizedTensor(quantizers: quantizers, codes: codes)
  }

  private mutating func quantizer(_ depth: Int) -> UniformQuantizer {
    let reach = Float.random(in: 0.1...1.5, using: &numbers)
    return UniformQuantizer(bits: depth, offset: -reach, step: 2 * reach / Float((1 << depth) - 1))
  }

  private mutating func hallucinators(
    _ form: HallucinatorForm, shape: ImageShape, baseChannels: Int
  ) -> [Hallucinator] {
    let shapes = form.tensorShapes(baseChannels: baseChannels, image: shape)
    let depths = shapes.map { _ in draw(1...9) }
    let grouping = draw(0...2)
    let shared = depths.map { quantizer($0) }
    return (0..<draw(0...3)).map { _ in
      Hallucinator(
        shapes.indices.map { slot in
          if form.kind == .residual, chance(40) { return .missing }
          return tensor(
            shapes[slot].count, depth: depths[slot], slices: form.sliceCounts[slot], grouping: grouping,
            shared: shared[slot])
        })
    }
  }

  private mutating func softLabels(images: Int, classCount: Int) -> SoftLabels {
    let kept = draw(1...classCount)
    let depth = draw(1...10)
    let values = tensor(images * kept, depth: depth, slices: 1, grouping: 0, shared: quantizer(depth))
    guard kept < classCount else { return SoftLabels(whole: values, classCount: classCount) }
    let classes = (0..<images).flatMap { _ in
      (0..<classCount).shuffled(using: &numbers).prefix(kept).sorted().map(UInt16.init)
    }
    return SoftLabels(classesPerImage: kept, classes: classes, values: values)
  }

  private mutating func codings(of archive: Archive) -> [SectionKind: SectionStyle] {
    guard chance(85) else { return [:] }
    var codings: [SectionKind: SectionStyle] = [:]
    for kind in SectionKind.known {
      var style = SectionStyle(coding: pick([.raw, .zstd]))
      if kind.holdsCodes { style.layout = pick([.packed, .bytes, .ranged]) }
      if kind.holdsCodes { style.predictor = pick([.none, .left, .above, .median, .plane, .tensor]) }
      if kind == .bases, archive.transform != nil {
        style = SectionStyle(coding: style.coding, layout: pick([.bytes, .ranged]))
      }
      codings[kind] = style
    }
    return codings
  }
}
