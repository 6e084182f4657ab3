import HabaData
import HabaFormat
import HabaStudents
import HabaTensor
import Synchronization
import TestKit
import Testing

@testable import HabaCodec

struct StepTests {
  private func step(_ begun: Begun, number: Int = 0) throws -> Step {
    let trainer = try begun.trial().trainer
    return Step(
      number: number, random: RandomSource(seed: begun.seed, step: number), real: try begun.images,
      synthetic: trainer.set, sizes: trainer.sizes)
  }

  /// Images of 256x256, of which a step sees ten of one class.
  private static let large = ImageShape(channels: 1, height: 256, width: 256)

  @Test func `of too many classes some are drawn, none twice, and all have their turn`() throws {
    let begun = Begun(
      set: Samples.colored(perClass: 2, classes: 5, shape: Self.large), basesPerClass: 1, hallucinators: 0,
      realImages: 4)
    var counts = [Int](repeating: 0, count: 5)
    let one = try step(begun)
    #expect(one.sizes.classes == 2)
    for number in 0..<200 {
      var step = Step(
        number: number, random: RandomSource(seed: 1, step: number), real: one.real, synthetic: one.synthetic,
        sizes: one.sizes)
      let classes = step.someClasses()
      try #require(classes.count == 2 && classes[0] < classes[1])
      for label in classes { counts[label] += 1 }
    }
    // 80 each, give or take five deviations of 7.
    #expect(counts.allSatisfy { abs($0 - 80) < 35 })
  }

  @Test func `real images are those of the class that may be seen, none twice, at most as many as a step has`() throws {
    let read = Mutex<[[Int]]>([])
    let set = Samples.colored(perClass: 9)
    // The first three of each class are not for training.
    let indices = set.imagesByClass.map { Array($0.dropFirst(3)) }
    var begun = Begun(set: set, realImages: 4, indices: indices)
    begun.onRead = { indices in read.withLock { $0.append(indices) } }
    var seen: Set<Int> = []
    for number in 0..<40 {
      var step = try step(begun, number: number)
      read.withLock { $0 = [] }
      let images = try step.realImages(ofClass: 1)
      let found = read.withLock { $0 }
      #expect(found.count == 1 && found[0].count == 4 && Set(found[0]).count == 4)
      #expect(Set(found[0]).isSubset(of: indices[1]))
      #expect(images.shape == [4, 8, 8, 3])
      #expect(images.values == (try begun.images.images(found[0]).values))
      seen.formUnion(found[0])
    }
    #expect(seen == Set(indices[1]))
    // Where there are no more than that, all are taken.
    begun.realImages = 6
    var all = try step(begun)
    read.withLock { $0 = [] }
    _ = try all.realImages(ofClass: 2)
    #expect(read.withLock { $0 } == [indices[2]])
  }

  @Test func `synthetic images of classes are all bases of each through all hallucinators`() throws {
    var step = try step(Begun())
    let found = step.syntheticImages(ofClasses: [2, 0])
    let all = step.synthetic.images(bases: Array(0..<6), hallucinators: [0, 1])
    func rows(_ bases: [Int]) -> [Int] { [0, 1].flatMap { hallucinator in bases.map { hallucinator * 6 + $0 } } }
    #expect(found.count == 2)
    #expect(found[0].values == all.images.taking(rows([4, 5])).values)
    #expect(found[1].values == all.images.taking(rows([0, 1])).values)
  }

  @Test func `of too many synthetic images some bases are drawn, each with all its hallucinators`() throws {
    // Ten images of a class in a step: five of seven bases, through two hallucinators.
    let begun = Begun(
      set: Samples.colored(perClass: 7, classes: 2, shape: Self.large), basesPerClass: 7, hallucinators: 2,
      realImages: 64)
    var step = try step(begun)
    #expect(step.sizes.mostSyntheticPerClass == 10)
    let found = step.syntheticImages(ofClasses: [1])[0]
    try #require(found.shape == [10, 256, 256, 1])
    let own = step.synthetic.images(bases: Array(7..<14), hallucinators: [0, 1])
    let size = Self.large.count
    let (values, candidates) = (found.values, own.images.values)
    let places = (0..<10).map { row in
      own.origins.indices.first { candidates[$0 * size..<($0 + 1) * size] == values[row * size..<(row + 1) * size] }
    }
    let origins = places.compactMap { $0.map { own.origins[$0] } }
    #expect(origins.count == 10)
    #expect(Set(origins.map(\.base)).count == 5)
    #expect(origins.prefix(5).map(\.base) == origins.suffix(5).map(\.base))
    #expect(origins.map(\.hallucinator) == [0, 0, 0, 0, 0, 1, 1, 1, 1, 1])
  }

  @Test func `which bases are drawn hangs on the step's number, and all have their turn`() throws {
    // 128 images of a class in a step: 25 of 40 bases, through five hallucinators.
    let begun = Begun(
      set: Samples.colored(perClass: 40, classes: 2, shape: ImageShape(channels: 1, height: 8, width: 8)),
      basesPerClass: 40, hallucinators: 5, bits: 8)
    let one = try step(begun)
    let size = begun.set.shape.count
    func rows(_ images: Tensor) -> [[Float]] {
      let values = images.values
      return (0..<images.shape[0]).map { Array(values[$0 * size..<($0 + 1) * size]) }
    }
    let all = rows(one.synthetic.images(bases: Array(40..<80), hallucinators: [0, 1, 2, 3, 4]).images)
    let places = Dictionary(uniqueKeysWithValues: all.enumerated().map { ($1, $0) })
    var draws: [[Int]] = []
    for number in 0..<12 {
      var step = Step(
        number: number, random: RandomSource(seed: 1, step: number), real: one.real, synthetic: one.synthetic,
        sizes: one.sizes)
      let again = step
      let found = rows(step.syntheticImages(ofClasses: [1])[0]).map { places[$0] }
      let bases = found.prefix(25).compactMap { $0 }
      try #require(bases.count == 25 && bases.allSatisfy { $0 < 40 } && bases == Set(bases).sorted())
      #expect(found == (0..<5).flatMap { hallucinator in bases.map { hallucinator * 40 + $0 } })
      var same = again
      #expect(rows(same.syntheticImages(ofClasses: [1])[0]).map { places[$0] } == found)
      draws.append(bases)
    }
    #expect(Set(draws).count == 12)
    // Each is left out of all twelve with a chance of (15 / 40)^12, one in 130,000.
    #expect(Set(draws.flatMap { $0 }).count == 40)
  }

  @Test func `draws hang on the seed and the step's number`() throws {
    func drawn(seed: UInt64, number: Int) -> [Int] {
      var random = RandomSource(seed: seed, step: number)
      return random.permutation(100)
    }
    #expect(drawn(seed: 1, number: 2) == drawn(seed: 1, number: 2))
    #expect(Set([drawn(seed: 1, number: 2), drawn(seed: 1, number: 3), drawn(seed: 2, number: 2)]).count == 3)
  }
}
