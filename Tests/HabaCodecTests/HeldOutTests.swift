import HabaData
import HabaFormat
import HabaStudents
import TestKit
import Testing

@testable import HabaCodec

struct HeldOutTests {
  /// Classes of so many images of one pixel, the classes' images in turn.
  private func set(_ counts: [Int]) -> DataSet {
    let labels = (0..<(counts.max() ?? 0)).flatMap { round in counts.indices.filter { counts[$0] > round } }
    return DataSet(
      path: "held", shape: ImageShape(channels: 1, height: 1, width: 1), classNames: nil, classCount: counts.count,
      labels: labels, pixels: labels.map { _ in 0 })
  }

  @Test(arguments: [
    // A tenth, but one at least.
    ([5, 9, 10, 19, 20, 25], [1, 1, 1, 1, 2, 2]),
    // 1000 in all, shared out among the classes.
    ([20_000, 20_000], [500, 500]), ([3000, 30, 9], [300, 3, 1]),
    // One class of fewer than five, and none spares any.
    ([100, 4], [0, 0]), ([1, 1, 1], [0, 0, 0]),
  ])
  func `a tenth of each class is kept aside, and not where a class has none to spare`(
    counts: [Int], kept: [Int]
  ) {
    let set = set(counts)
    let heldOut = HeldOut(set, seed: 1)
    for label in counts.indices {
      #expect(heldOut.held.count { set.labels[$0] == label } == kept[label])
      #expect(heldOut.training[label].count == counts[label] - kept[label])
      #expect(heldOut.training[label].allSatisfy { set.labels[$0] == label })
    }
  }

  @Test(arguments: 0..<5 as Range<UInt64>)
  func `no image is kept aside and trained on, and none is lost`(seed: UInt64) {
    let set = set([40, 25, 100])
    let heldOut = HeldOut(set, seed: seed)
    let training = heldOut.training.flatMap { $0 }
    #expect(Set(training).isDisjoint(with: heldOut.held))
    #expect((training + heldOut.held).sorted() == Array(0..<165))
    #expect(heldOut.held == HeldOut(set, seed: seed).held)
    #expect(heldOut.held != HeldOut(set, seed: seed + 1).held)
  }

  private func run(_ set: DataSet, steps: Int, seed: UInt64, hallucinators: Int = 2) throws -> Compression {
    var options = CompressOptions()
    (options.objective, options.network) = (WatchingObjective.self, LinearNetwork.self)
    (options.basesPerClass, options.hallucinators, options.bits) = (1, .fixed(hallucinators), 4)
    (options.steps, options.seed) = (steps, seed)
    return try Compressor(dataSet: set, options: options).run(progress: { _ in }, isCancelled: { false })
  }

  @Test func `until the choice between starts, training sees nothing that is kept aside; after it, everything`() throws
  {
    let set = Samples.colored(perClass: 10)
    let (training, all) = (HeldOut(set, seed: 7001).training, set.imagesByClass)
    #expect(training != all)
    #expect(try run(set, steps: 62, seed: 7001).heldOut.count == 2)
    // Two starts take sixty steps each, one goes on.
    #expect(WatchingObjective.seen(seed: 7001) == Array(repeating: training, count: 120) + [all, all])
  }

  @Test func `a run too short for a choice sees what a longer one would have seen so far`() throws {
    let set = Samples.colored(perClass: 10)
    _ = try run(set, steps: 3, seed: 7002)
    #expect(WatchingObjective.seen(seed: 7002) == Array(repeating: HeldOut(set, seed: 7002).training, count: 3))
  }

  @Test func `where nothing is to be chosen all images serve`() throws {
    let set = Samples.colored(perClass: 10)
    _ = try run(set, steps: 2, seed: 7003, hallucinators: 0)
    #expect(WatchingObjective.seen(seed: 7003) == [set.imagesByClass, set.imagesByClass])
    let few = Samples.colored(perClass: 4)
    _ = try run(few, steps: 61, seed: 7004)
    #expect(WatchingObjective.seen(seed: 7004) == Array(repeating: few.imagesByClass, count: 61))
  }
}
