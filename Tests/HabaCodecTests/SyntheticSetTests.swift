import HabaFormat
import HabaTensor
import Testing

@testable import HabaCodec

struct SyntheticSetTests {
  private static let normalization = Normalization(mean: [120, 110, 100], deviation: [60, 55, 70])

  private func set(
    _ shape: ImageShape, hallucinators: Int, bits: Int, start: HallucinatorStart
  ) -> SyntheticSet {
    var random = RandomSource(seed: 3)
    let (kind, c) = (AffineHallucinator(), shape.channels)
    return SyntheticSet(
      shape: shape, classCount: 2, labels: [0, 0, 1, 1], bits: bits,
      normalization: Normalization(
        mean: Array(Self.normalization.mean.prefix(c)),
        deviation: Array(Self.normalization.deviation.prefix(c))),
      kind: kind,
      bases: Tensor(random.normals(4 * shape.count), shape: [4, c, shape.height, shape.width]).tracked(),
      hallucinators: (0..<hallucinators).map { _ in kind.initialParameters(start, shape: shape, &random) })
  }

  /// Images `[M * B, H, W, C]`, hallucinator by hallucinator, as bytes in the archive's order, base by base.
  private func bytes(_ images: Tensor, of set: SyntheticSet) -> [UInt8] {
    let (n, area, c) = (set.labels.count, set.shape.height * set.shape.width, set.shape.channels)
    let values = images.values
    var found: [UInt8] = []
    for base in 0..<n {
      for hallucinator in 0..<max(1, set.hallucinators.count) {
        for channel in 0..<c {
          for place in 0..<area {
            let value = values[((hallucinator * n + base) * area + place) * c + channel]
            let level = value * set.normalization.deviation[channel] + set.normalization.mean[channel]
            found.append(UInt8(max(0, min(255, level.rounded()))))
          }
        }
      }
    }
    return found
  }

  private func archive(_ set: SyntheticSet) -> Archive {
    set.archive(
      source: Source(images: 4, pixelBytes: 4 * set.shape.count), classNames: ["a", "b"],
      provenance: Provenance(encoder: "test", seed: 0, objective: "dm", steps: 0))
  }

  @Test(
    arguments: HallucinatorStart.allCases,
    [(3, 12, 12, 2), (3, 12, 12, 4), (1, 9, 14, 8), (3, 3, 3, 16)])
  func `the images trained on are the archive's, but for a level where sums round otherwise`(
    _ start: HallucinatorStart, _ given: (channels: Int, height: Int, width: Int, bits: Int)
  ) throws {
    let shape = ImageShape(channels: given.channels, height: given.height, width: given.width)
    let set = set(shape, hallucinators: 3, bits: given.bits, start: start)
    let images = set.images(bases: [0, 1, 2, 3], hallucinators: [0, 1, 2])
    #expect(images.shape == [12, shape.height, shape.width, shape.channels])
    let trained = bytes(images, of: set)
    let read = try Archive(parsing: archive(set).serialized())
    let expanded = read.expanded()
    try #require(trained.count == expanded.count)
    let differences = zip(trained, expanded).map { abs(Int($0) - Int($1)) }
    #expect((differences.max() ?? 0) <= 1)
    #expect(differences.count { $0 > 0 } * 200 <= differences.count)
    #expect(Set(expanded).count > 8)
  }

  @Test(arguments: [2, 4, 16])
  func `without hallucinators the images trained on are exactly the archive's`(bits: Int) throws {
    let set = set(Samples.shape, hallucinators: 0, bits: bits, start: .identity)
    let read = try Archive(parsing: archive(set).serialized())
    #expect(bytes(set.images(bases: [0, 1, 2, 3], hallucinators: [0]), of: set) == read.expanded())
    #expect(read.labels == [0, 0, 1, 1])
  }

  @Test func `some bases through some hallucinators are those of all`() {
    let set = set(Samples.shape, hallucinators: 3, bits: 4, start: .published)
    let all = set.images(bases: [0, 1, 2, 3], hallucinators: [0, 1, 2])
    let some = set.images(bases: [3, 1], hallucinators: [2, 0])
    #expect(some.values == all.taking([11, 9, 3, 1]).values)
  }

  @Test func `gradients reach the bases and every parameter of every hallucinator`() {
    let set = set(Samples.shape, hallucinators: 2, bits: 4, start: .identity)
    let images = set.images(bases: [0, 1, 2, 3], hallucinators: [0, 1])
    let found = gradient(of: (images * chirp(images.shape)).sum(), withRespectTo: set.parameters)
    #expect(found.count == 13)
    for (slope, parameter) in zip(found, set.parameters) {
      #expect(slope.shape == parameter.shape)
      #expect(slope.values.contains { $0 != 0 } && slope.values.allSatisfy { $0.isFinite })
    }
  }

  @Test func `parameters go out and come back in one order`() {
    var set = set(Samples.shape, hallucinators: 2, bits: 4, start: .published)
    let changed = set.parameters.map { ($0 + 1).tracked() }
    set.parameters = changed
    #expect(set.parameters.map { $0.values } == changed.map { $0.values })
    #expect(set.hallucinators[1][5].values == changed[12].values)
  }
}
