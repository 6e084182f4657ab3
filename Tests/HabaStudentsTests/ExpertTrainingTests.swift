import HabaData
import HabaFormat
import HabaTensor
import TestKit
import Testing

@testable import HabaStudents

@Suite struct `Experts are trained` {
  private func training(epochs: Int = 2, batch: Int = 4) -> ExpertTraining {
    var training = ExpertTraining()
    training.width = 8
    training.epochs = epochs
    training.batch = batch
    return training
  }

  private func bits(_ parameters: NamedTensors) -> [[UInt32]] { parameters.tensors.map { $0.values.map(\.bitPattern) } }

  /// All images and their labels, in the data set's order.
  private func all(_ set: DataSet) throws -> Batch {
    Batch(
      images: try Normalization(of: set).tensor(try set.pixels(of: 0..<set.count), set.shape),
      targets: .labels(set.labels))
  }

  @Test func `for as many epochs as matching reads, at the published rate`() {
    let training = ExpertTraining()
    #expect(TrajectorySpan.published(basesPerClass: 1).lastEpoch == 3)
    #expect(TrajectorySpan.published(basesPerClass: 2).lastEpoch == 21)
    #expect(training.epochs == 21)
    #expect(training.learningRate == 0.01 && training.momentum == 0 && training.batch == 256 && training.isAugmented)
  }

  @Test(arguments: [1, 4, 5, 12, 100])
  func `on each image once an epoch`(batch: Int) throws {
    let set = Samples.colored(perClass: 4)
    var training = training(epochs: 3, batch: batch)
    training.isAugmented = false
    // Too small a rate to change anything: the mean over an epoch's steps is that over all images.
    training.learningRate = 1e-30
    var steps: [Int] = []
    let data = try ExpertData(set)
    let trajectory = try training.trajectory(on: data, seed: 3) { step, _ in steps.append(step) }
    #expect(steps == Array(1...3 * ((12 + batch - 1) / batch)))
    let network = ConvNet(shape: set.shape, classes: 3, width: 8)
    let whole = network.scores(try all(set).images, trajectory.snapshots[0].parameters)
      .crossEntropy(labels: set.labels).scalar
    #expect(trajectory.losses.count == 3)
    #expect(trajectory.losses.allSatisfy { abs($0 - whole) < 1e-5 * whole })
  }

  @Test func `by plain descent`() throws {
    let set = Samples.colored(perClass: 4)
    var training = training(epochs: 1, batch: 12)
    training.isAugmented = false
    training.learningRate = 0.25
    let trajectory = try training.trajectory(on: ExpertData(set), seed: 1)
    let start = trajectory.snapshots[0].parameters.tracked()
    let network = ConvNet(shape: set.shape, classes: 3, width: 8)
    let batch = try all(set)
    let slopes = gradient(
      of: network.scores(batch.images, start).crossEntropy(batch.targets), withRespectTo: start.tensors)
    #expect(trajectory.snapshots.map(\.epoch) == [0, 1])
    for ((before, after), slope) in zip(zip(start.tensors, trajectory.snapshots[1].parameters.tensors), slopes) {
      for ((old, new), slope) in zip(zip(before.values, after.values), slope.values) {
        #expect(abs(new - (old - 0.25 * slope)) < 1e-4)
      }
    }
  }

  @Test func `on images that are augmented unless they are not to be`() throws {
    let data = try ExpertData(Samples.colored(perClass: 4))
    var plain = training()
    plain.isAugmented = false
    let ways = try [training().trajectory(on: data, seed: 1), plain.trajectory(on: data, seed: 1)]
    #expect(bits(ways[0].snapshots[0].parameters) == bits(ways[1].snapshots[0].parameters))
    #expect(bits(ways[0].snapshots[2].parameters) != bits(ways[1].snapshots[2].parameters))
  }

  @Test func `alike by equal seeds, whatever the order of the images`() throws {
    let set = Samples.colored(perClass: 4)
    let turned = set.subset(Array((0..<set.count).reversed()))
    let data = try [set, turned].map { try ExpertData($0) }
    #expect(data[0].digest == data[1].digest)
    let ends = try data.map { bits(try training().trajectory(on: $0, seed: 5).snapshots[2].parameters) }
    #expect(ends[0] == ends[1])
    #expect(try bits(training().trajectory(on: data[0], seed: 6).snapshots[2].parameters) != ends[0])
  }

  @Test func `on images that are told by the digest that archives have`() throws {
    let set = Samples.colored(perClass: 10)
    let share = try #require(HoldOut.Share("20%"))
    let parts = try set.partitioned(share: share, seed: 4)
    #expect(try ExpertData(set).digest == parts.record.source)
    #expect(try ExpertData(parts.training).digest != parts.record.source)
    #expect(try ExpertData(parts.training).digest == parts.training.partitioned(share: share, seed: 1).record.source)
  }

  @Test func `and told of where the loss is no number`() throws {
    var training = training(epochs: 3)
    training.learningRate = 1e30
    let data = try ExpertData(Samples.colored(perClass: 4))
    #expect(throws: ExpertError.self) { try training.trajectory(on: data, seed: 1) }
    #expect(throws: ExpertError.noImages) { try ExpertData(Samples.colored(perClass: 0)) }
  }
}
