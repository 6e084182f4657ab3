import HabaFormat
import HabaStudents
import HabaTensor
import TestKit
import Testing

@testable import HabaCodec

/// A set of any form that the stages can be put together to.
struct Composition: Sendable, CustomStringConvertible {
  var shape = Samples.shape
  var baseShape: ImageShape?
  var side = 1
  var upsampling = Upsampling.bilinear
  /// Whether bases are put together of images as the encoder's options have it, `side` and one channel or all.
  var isAsked = false
  var hallucinators = 2
  var bits = 4
  var bases: any BaseCoding.Type = PixelBases.self
  var start = HallucinatorStart.identity
  var seed: UInt64 = 3

  /// Four bases of two classes.
  func set() -> SyntheticSet {
    var random = RandomSource(seed: seed)
    let formation = self.formation
    let (base, c) = (formation.baseShape, shape.channels)
    let (count, start) = isAsked ? (4 * formation.parts, shape) : (4, base)
    let images = Tensor(random.normals(count * start.count), shape: [count, start.height, start.width, start.channels])
    let normalization = Normalization(
      mean: Array([120, 110, 100].prefix(c)), deviation: Array([60, 55, 70].prefix(c)))
    return SyntheticSet(
      classCount: 2, labels: [0, 0, 1, 1],
      bases: bases.init(
        isAsked ? formation.bases(of: images) : images, BaseForm(shape: base, bits: bits, settings: settings),
        normalization: normalization),
      formation: formation,
      hallucinators: HallucinatorBank(
        PublishedHallucinator(baseChannels: base.channels, shape: shape), count: hallucinators, start: self.start,
        bits: bits, random: &random),
      rounding: PixelRounding(normalization: normalization))
  }

  private var settings: Settings {
    // From fine steps to coarse ones.
    let numbers = ["step": Double(1 << (1 + seed % 4)), "half-chroma": Double(seed / 2 % 2)]
    guard
      let settings = try? Settings(
        for: DistributionMatching.self, bases: bases, numbers: bases == TransformBases.self ? numbers : [:])
    else { preconditionFailure("unknown settings") }
    return settings
  }

  private var formation: Formation {
    guard isAsked else {
      return Formation(shape: shape, baseShape: baseShape, side: side, upsampling: upsampling)
    }
    var options = CompressOptions()
    (options.formation, options.baseChannels) = (side, baseShape?.channels)
    return Formation(for: shape, hallucinators: hallucinators, options: options)
  }

  /// Whether nothing is summed on the way to images, and so nothing can be rounded otherwise.
  var isExact: Bool {
    let formation = self.formation
    let isResized = formation.baseShape.height / side != shape.height || formation.baseShape.width / side != shape.width
    return hallucinators == 0 && (upsampling == .nearest || !isResized)
  }

  var description: String {
    let base = formation.baseShape
    return
      "\(seed): \(bases.name), \(hallucinators) of \(start), \(bits) bits, images \(shape.channels)x\(shape.height)x\(shape.width), "
      + "bases \(base.channels)x\(base.height)x\(base.width) in \(side)x\(side) parts, \(upsampling)"
  }

  /// One of many, by number.
  static func random(_ number: UInt64) -> Composition {
    var random = RandomSource(seed: number, purpose: 77)
    var composition = Composition(seed: number)
    let channels = random.below(2) == 0 ? 1 : 3
    composition.shape = ImageShape(channels: channels, height: 3 + random.below(12), width: 3 + random.below(12))
    composition.side = 1 + random.below(3)
    composition.upsampling = random.below(2) == 0 ? .nearest : .bilinear
    if random.below(3) > 0 {
      composition.baseShape = ImageShape(
        channels: 1 + random.below(channels), height: composition.side * (1 + random.below(9)),
        width: composition.side * (1 + random.below(9)))
    } else {
      composition.side = 1
    }
    composition.hallucinators = random.below(4)
    composition.bits = 2 + random.below(15)
    composition.start = random.below(2) == 0 ? .published : .identity
    composition.bases = random.below(2) == 0 ? PixelBases.self : TransformBases.self
    // The encoder's own way in, for one in three.
    composition.isAsked = number % 3 == 2
    if composition.isAsked {
      composition.side = 1 + random.below(Formation.sides(for: composition.shape).upperBound)
      composition.upsampling = .bilinear
      composition.baseShape?.channels = 1
    }
    return composition
  }
}

struct SyntheticSetTests {
  /// Images `[N, H, W, C]` as bytes in the archive's order: base by base, parts within, hallucinators within those.
  private func bytes(_ found: SyntheticImages, of set: SyntheticSet) -> [UInt8] {
    let (area, c) = (set.shape.height * set.shape.width, set.shape.channels)
    let values = found.images.values
    let order = found.origins.indices.sorted {
      let (a, b) = (found.origins[$0], found.origins[$1])
      return (a.base, a.part, a.hallucinator) < (b.base, b.part, b.hallucinator)
    }
    return order.flatMap { row in
      (0..<c).flatMap { channel in
        (0..<area).map { place in
          let value = values[(row * area + place) * c + channel]
          let level = value * set.rounding.normalization.deviation[channel] + set.rounding.normalization.mean[channel]
          return UInt8(max(0, min(255, level.rounded())))
        }
      }
    }
  }

  private func images(_ set: SyntheticSet) -> SyntheticImages {
    set.images(bases: Array(set.labels.indices), hallucinators: Array(0..<max(1, set.hallucinatorCount)))
  }

  private func archive(_ set: SyntheticSet) -> Archive {
    set.archive(
      source: Source(images: 4, pixelBytes: 4 * set.shape.count), classNames: ["a", "b"],
      provenance: Provenance(encoder: "test", seed: 0, objective: "dm", steps: 0))
  }

  @Test(arguments: (0..<60).map(Composition.random))
  func `what is trained on is what is archived, but for a level where sums round otherwise`(
    _ composition: Composition
  ) throws {
    let set = composition.set()
    let found = images(set)
    #expect(found.images.shape == [4 * set.imagesPerBase, set.shape.height, set.shape.width, set.shape.channels])
    let trained = bytes(found, of: set)
    let read = try Archive(parsing: archive(set).serialized())
    let expanded = read.expanded()
    try #require(trained.count == expanded.count)
    let differences = zip(trained, expanded).map { abs(Int($0) - Int($1)) }
    #expect((differences.max() ?? 0) <= 1)
    // A transform's samples are whole levels, which enlarged lie midway between two more often.
    let rare = composition.bases == PixelBases.self ? 100 : 25
    #expect(differences.count { $0 > 0 } * rare <= differences.count)
    #expect(Set(expanded).count > 4)
    // Where nothing is summed there is nothing to round otherwise.
    if composition.isExact { #expect(trained == expanded) }
    #expect(read.labels == [0, 0, 1, 1].flatMap { Array(repeating: $0, count: set.imagesPerBase) })
  }

  @Test(arguments: (0..<12).map(Composition.random))
  func `some bases through some hallucinators are those of all`(_ composition: Composition) {
    let set = composition.set()
    let all = images(set)
    let last = max(0, set.hallucinatorCount - 1)
    let some = set.images(bases: [3, 1], hallucinators: last == 0 ? [0] : [last, 0])
    let rows = some.origins.compactMap { origin in all.origins.firstIndex(of: origin) }
    #expect(some.images.values == all.images.taking(rows).values)
    #expect(some.origins.count == rows.count && Set(some.origins).count == rows.count)
  }

  @Test(arguments: (0..<12).map(Composition.random))
  func `gradients reach the bases and every parameter of every hallucinator`(_ composition: Composition) {
    let set = composition.set()
    let found = images(set).images
    let parameters = set.parameters
    let slopes = gradient(of: (found * chirp(found.shape)).sum(), withRespectTo: parameters.tensors)
    #expect(parameters.count == 1 + 6 * set.hallucinatorCount)
    for (name, (slope, parameter)) in zip(parameters.names, zip(slopes, parameters.tensors)) {
      #expect(slope.shape == parameter.shape)
      #expect(slope.values.contains { $0 != 0 } && slope.values.allSatisfy { $0.isFinite }, "\(name)")
    }
  }

  @Test func `parameters go out and come back under their names, each with its rate`() throws {
    var set = Composition(start: .published).set()
    let changed = set.parameters.mapTensors { ($0 + 1).tracked() }
    set.parameters = changed
    #expect(set.parameters.names == changed.names)
    #expect(set.parameters.tensors.map { $0.values } == changed.tensors.map { $0.values })
    #expect(changed.names.first == "bases.pixels" && changed.names.last == "hallucinators.1.decodeBias")
    // Bases are in units of a deviation, hallucinators multiply them.
    #expect(set.groups.map(\.group.rate) == [0.02, 0.005])
    var other = Composition(seed: 9).set()
    try other.restore(set.state)
    #expect(archive(other).expanded() == archive(set).expanded())
    #expect(throws: StateError.self) { try other.restore(Composition(hallucinators: 3).set().state) }
  }

  @Test(arguments: [2, 3, 8, 16])
  func `bits are those of the codes and quantizers that the archive holds`(bits: Int) {
    let shape = Samples.shape
    func bound(_ bases: Int, _ hallucinators: Int) -> Int {
      Archive.maximumSize(
        shape: shape, classNames: nil, classCount: 2, bases: bases, hallucinators: hallucinators, bits: bits)
    }
    func told(_ hallucinators: Int) -> Int {
      Int(Composition(hallucinators: hallucinators, bits: bits).set().bits.scalar)
    }
    #expect(told(0) == 8 * (bound(8, 0) - bound(4, 0)))
    #expect(told(3) - told(1) == 8 * (bound(4, 3) - bound(4, 1)))
  }

  @Test func `kernels keep their ends, and maps and bases what is most of them`() {
    // One value far out: a quantizer that covers it leaves little for the others, one that is fitted cuts it off.
    let values = [Float](repeating: 0.1, count: 40).enumerated().map {
      $0.offset == 7 ? 9 : $0.element * Float($0.offset % 5)
    }
    let kind = PublishedHallucinator(baseChannels: 3, shape: Samples.shape)
    for name in ["encodeKernel", "encodeBias", "decodeKernel", "decodeBias"] {
      #expect(abs(kind.quantized(values, parameter: name, bits: 4).values[7] - 9) < 1e-5, "\(name)")
    }
    for name in ["scale", "shift"] {
      #expect(kind.quantized(values, parameter: name, bits: 4).values[7] < 6, "\(name)")
    }
    let bases = PixelBases(Tensor(values + values, shape: [1, 4, 20, 1]), bits: 4)
    #expect(bases.values(of: [0]).values[7] < 6)
  }
}
