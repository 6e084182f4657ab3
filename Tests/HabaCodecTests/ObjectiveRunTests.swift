import HabaData
import HabaFormat
import HabaStudents
import HabaTensor
import TestKit
import Testing

@testable import HabaCodec

/// Networks that descend on a few images, five steps an epoch.
struct SmallTrajectories: Trajectories {
  private struct Named: Sendable {
    let entries: [(name: String, shape: [Int], values: [Float])]
    init(_ tensors: NamedTensors) { entries = tensors.entries.map { ($0, $1.shape, $1.values) } }
    var tensors: NamedTensors { NamedTensors(entries.map { ($0.name, Tensor($0.values, shape: $0.shape)) }) }
  }

  private let ways: [[Named]]
  let epochs: Int
  var count: Int { ways.count }

  init(_ set: DataSet, width: Int = 8, count: Int = 2, epochs: Int = 3) throws {
    self.epochs = epochs
    let normalization = try Normalization(of: set)
    let batch = Batch(
      images: normalization.tensor(try set.pixels(of: Array(0..<set.count)), set.shape), targets: .labels(set.labels))
    ways = (0..<count).map { expert in
      var random = RandomSource(seed: UInt64(expert))
      var student = Student(
        ConvNet(shape: set.shape, classes: set.classCount, width: width),
        optimizer: { MomentumDescent($0, momentum: 0) }, random: &random)
      return [Named(student.parameters)]
        + (0..<epochs).map { _ in
          for _ in 0..<5 { student.step(on: batch, rate: 0.05) }
          return Named(student.parameters)
        }
    }
  }

  func parameters(ofExpert expert: Int, afterEpoch epoch: Int) -> NamedTensors {
    ways[expert][epoch].tensors
  }
}

/// Every objective of the list, through the encoder's own doors.
struct ObjectiveRunTests {
  private static let all = objectives.names

  private func begun(_ name: String, hallucinators: Int, numbers: [String: Double] = [:], side: Int = 8) throws -> Begun
  {
    let objective = try #require(objectives[name])
    let set = Samples.colored(perClass: 6, shape: ImageShape(channels: 3, height: side, width: side))
    return Begun(
      set: set, hallucinators: hallucinators, bits: 12, objective: objective,
      numbers: numbers.merging(["width": 8]) { own, _ in own }, network: ConvNet.self,
      trajectories: try SmallTrajectories(set))
  }

  @Test(arguments: all, [0, 2])
  func `all that is learned moves`(name: String, hallucinators: Int) throws {
    let begun = try begun(name, hallucinators: hallucinators)
    var trainer = try begun.trial().trainer
    let before = trainer.set.parameters
    for _ in 0..<2 {
      let losses = try trainer.advance(on: begun.images)
      #expect(losses.objective.isFinite && losses.objective > 0)
      #expect(losses.constraints.isEmpty)
    }
    for name in before.names {
      // What is added to every pixel of a channel, instance norm takes away again, almost.
      #expect(trainer.set.parameters[name].values != before[name].values, "\(name)")
    }
  }

  @Test(arguments: all, [0, 2])
  func `a run that is put away and gone on with ends as one that was not`(name: String, hallucinators: Int) throws {
    let begun = try begun(name, hallucinators: hallucinators, numbers: [:])
    var unbroken = try begun.trial().trainer
    for _ in 0..<3 { _ = try unbroken.advance(on: begun.images) }
    let file = try StateFile(tensors: unbroken.state).serialized()
    for _ in 3..<5 { _ = try unbroken.advance(on: begun.images) }
    var second = try begun.trial(.published).trainer
    try second.resume(after: 3, StateFile(parsing: file).tensors)
    for _ in 3..<5 { _ = try second.advance(on: begun.images) }
    for (name, tensor) in unbroken.state.entries {
      #expect(second.state[name].values.map(\.bitPattern) == tensor.values.map(\.bitPattern), "\(name)")
    }
  }

  @Test(arguments: all)
  func `images come nearer to what the objective asks`(name: String) throws {
    let begun = try begun(name, hallucinators: 2, numbers: ["base-rate": 0.004, "hallucinator-rate": 0.001], side: 16)
    var trainer = try begun.trial().trainer
    var losses: [Float] = []
    for _ in 0..<40 {
      losses.append(try trainer.advance(on: begun.images).objective)
      // The same draws again: students, experts and real images are those of the first step.
      try trainer.resume(after: 0, trainer.state)
    }
    #expect(losses[39] < 0.6 * losses[0])
  }

  @Test(arguments: ["dc", "dsa"])
  func `the student learns between steps, and is a fresh one after its last`(name: String) throws {
    let begun = try begun(name, hallucinators: 2, numbers: ["outer-loops": 3, "inner-epochs": 2])
    var trainer = try begun.trial().trainer
    func student() -> [Float] { trainer.state["objective.\(name).parameters.block1.kernel"].values }
    var seen = [student()]
    for _ in 0..<4 {
      _ = try trainer.advance(on: begun.images)
      seen.append(student())
    }
    // A fresh one and a lesson; a lesson; none; a fresh one and a lesson.
    #expect(zip(seen, seen.dropFirst()).map { $0 != $1 } == [true, true, false, true])
    func far(_ a: [Float], _ b: [Float]) -> Float { zip(a, b).map { abs($0 - $1) }.max() ?? 0 }
    let (lesson, fresh) = (far(seen[2], seen[1]), far(seen[4], seen[3]))
    #expect(lesson < 0.1 * fresh)
  }

  @Test func `published loops are those of the authors, and lie between them for other numbers of images`() {
    let found = [1, 2, 5, 10, 15, 20, 50, 300].map { GradientMatcher.publishedLoops(imagesPerClass: $0) }
    let (outer, inner): ([Int], [Int]) = (found.map { $0.outer }, found.map { $0.inner })
    #expect(outer == [1, 2, 5, 10, 15, 20, 50, 50])
    #expect(inner == [1, 6, 23, 50, 38, 25, 10, 10])
  }

  @Test func `the student's rate is learned, stays above its least, and is archived`() throws {
    var options = CompressOptions()
    (options.objective, options.basesPerClass, options.hallucinators) = (TrajectoryMatching.self, 1, .fixed(2))
    (options.steps, options.bits) = (3, 8)
    options.settings = ["width": 8, "student-rate": 0.02, "student-rate-rate": 0.001]
    let set = Samples.colored(perClass: 6)
    options.trajectories = try SmallTrajectories(set)
    func rate() throws -> Float {
      let found = try Compressor(dataSet: set, options: options).run(progress: { _ in }, isCancelled: { false })
      return try #require(try Archive(parsing: found.bytes).studentLearningRate)
    }
    let learned = try rate()
    #expect(learned != 0.02)
    #expect(abs(learned - 0.02) < 0.0031)
    options.settings["student-rate-rate"] = 1
    #expect(try rate() >= 0.001)
  }

  @Test func `experts trained on the spot do not see the images that choose between starts`() throws {
    var options = CompressOptions()
    (options.objective, options.basesPerClass, options.steps, options.seed) = (TrajectoryMatching.self, 1, 1, 3)
    options.settings = ["width": 8, "experts": 1, "expert-epochs": 1, "start-epochs": 1]
    let set = Samples.colored(perClass: 10)
    let normalization = try Normalization(of: set)
    func end(_ trajectories: any Trajectories) throws -> [[Float]] {
      try trajectories.parameters(ofExpert: 0, afterEpoch: 1).tensors.map(\.values)
    }
    func expected(_ images: DataSet) throws -> [[Float]] {
      var training = ExpertTraining()
      (training.network, training.width, training.epochs) = (ConvNet.self, 8, 1)
      return try end(
        ExpertsInMemory(training, on: ExpertData(images, normalization: normalization), count: 1, seed: 3))
    }
    let training = HeldOut(set, seed: 3).training.flatMap { $0 }
    #expect(training.count == set.count - 3)
    for (hallucinators, images) in [(2, set.subset(training)), (0, set)] {
      options.hallucinators = .fixed(hallucinators)
      let run = try CompressionRun(
        Compressor(dataSet: set, options: options), from: nil, keeping: nil, seconds: { 0 }, progress: { _ in },
        isCancelled: { false })
      let found = try end(#require(run.setting.trajectories))
      #expect(try found == expected(images))
    }
  }

  @Test func `experts of another network, too short ones and none are refused`() throws {
    let set = Samples.colored(perClass: 6)
    func attempt(_ trajectories: (any Trajectories)?) throws {
      var begun = try begun("mtt", hallucinators: 2)
      begun.trajectories = trajectories
      _ = try begun.trial()
    }
    #expect(throws: TrainingError.noExperts(objective: "mtt")) { try attempt(nil) }
    #expect(throws: TrainingError.noExperts(objective: "mtt")) {
      try attempt(SmallTrajectories(set, count: 0))
    }
    #expect(throws: TrainingError.expertsTooShort(objective: "mtt", epochs: 1, needed: 2)) {
      try attempt(SmallTrajectories(set, epochs: 1))
    }
    #expect(throws: StateError.self) {
      try attempt(SmallTrajectories(set, width: 16))
    }
  }
}
