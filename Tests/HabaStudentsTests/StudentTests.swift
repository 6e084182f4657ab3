import HabaData
import HabaFormat
import HabaTensor
import TestKit
import Testing

@testable import HabaStudents

struct StudentTests {
  private static let recipe = Recipe(steps: 6, batch: 4, learningRate: 0.05, momentum: 0.9, weightDecay: 5e-4)

  private func student(seed: UInt64) -> Student {
    var random = RandomSource(seed: seed)
    return Student(
      ConvNet(shape: Samples.shape, classes: 3, width: 8), optimizer: Self.recipe.optimizer(of:), random: &random)
  }

  private func batches() throws -> [(batch: Batch, rate: Float)] {
    let set = Samples.colored(perClass: 3)
    var course = Course(
      set, recipe: Self.recipe, normalization: try Normalization(of: set), random: RandomSource(seed: 1))
    var batches: [(Batch, Float)] = []
    while let next = try course.next() { batches.append(next) }
    return batches
  }

  private func bits(_ state: NamedTensors) -> [[UInt32]] { state.tensors.map { $0.values.map(\.bitPattern) } }

  @Test(arguments: [0, 2, 6])
  func `a student that is put away and gone on with learns as one that was not`(pause: Int) throws {
    let batches = try batches()
    #expect(batches.count == 6)
    var unbroken = student(seed: 1)
    var losses: [Float] = []
    for (batch, rate) in batches { losses.append(unbroken.step(on: batch, rate: rate)) }

    var first = student(seed: 1)
    for (batch, rate) in batches.prefix(pause) { first.step(on: batch, rate: rate) }
    var second = student(seed: 2)
    try second.restore(StateFile(parsing: StateFile(tensors: first.state).serialized()).tensors)
    for (index, (batch, rate)) in batches.enumerated().dropFirst(pause) {
      #expect(second.step(on: batch, rate: rate) == losses[index])
    }
    #expect(bits(second.state) == bits(unbroken.state))
    #expect(unbroken.state.names.prefix(2) == ["parameters.block1.kernel", "parameters.block1.scale"])
    #expect(unbroken.state.names.last == "optimizer.linear.bias")
  }

  @Test func `a state of another network is refused, and then nothing has changed`() throws {
    var own = student(seed: 1)
    let before = bits(own.state)
    var random = RandomSource(seed: 1)
    let wider = Student(
      ConvNet(shape: Samples.shape, classes: 3, width: 9), optimizer: Self.recipe.optimizer(of:), random: &random)
    #expect(
      throws: StateError.shape("parameters.block1.kernel", expected: [3, 3, 3, 8], found: [3, 3, 3, 9])
    ) { try own.restore(wider.state) }
    #expect(throws: StateError.missing("parameters.block1.kernel")) { try own.restore(NamedTensors()) }
    #expect(bits(own.state) == before)
  }

  @Test func `a step returns the loss before it, and lowers it`() throws {
    let batch = try batches()[0].batch
    var student = student(seed: 1)
    let before = student.loss(on: batch).scalar
    #expect(student.step(on: batch, rate: 0.05) == before)
    #expect(student.loss(on: batch).scalar < before)
  }

  @Test func `numbers for all classes teach as classes do where they are one and zeros`() throws {
    let batch = try batches()[0].batch
    guard case .labels(let labels) = batch.targets else {
      Issue.record("no labels")
      return
    }
    func loss(_ shares: [[Float]]) -> Float {
      let shares = Tensor(shares.flatMap { $0 }, shape: [labels.count, 3])
      return student(seed: 1).loss(on: Batch(images: batch.images, targets: .shares(shares))).scalar
    }
    let hard = student(seed: 1).loss(on: batch).scalar
    #expect(abs(loss(labels.map { label in (0..<3).map { $0 == label ? 1 : 0 } }) - hard) < 1e-5)
    #expect(abs(loss(labels.map { label in (0..<3).map { $0 == label ? 0.5 : 0.25 } }) - hard) > 1e-3)
  }

  @Test func `accuracy is the share of the images asked for that are given their own label`() throws {
    let set = Samples.colored(perClass: 50)
    let normalization = try Normalization(of: set)
    let student = student(seed: 1)
    let scores = student.network.scores(
      normalization.tensor(try set.pixels(of: 0..<150), set.shape), student.parameters
    ).values
    let isRight = (0..<150).map { image in
      let own = scores[3 * image..<3 * image + 3]
      return own.firstIndex(of: own.max() ?? 0) == 3 * image + set.labels[image]
    }
    // More than one batch of 128, and some of them alone.
    for indices in [Array(0..<150), [3, 149, 7], isRight.indices.filter { isRight[$0] }] {
      var polls = 0
      let found = try student.accuracy(on: set, indices: indices, normalization: normalization) { polls += 1 }
      #expect(found == Double(indices.count { isRight[$0] }) / Double(indices.count))
      #expect(polls == (indices.count + 127) / 128)
    }
    #expect((1..<150).contains(isRight.count { $0 }))
    #expect(try student.accuracy(on: set, indices: [], normalization: normalization) == 0)
  }

  @Test func `training ends with the course, or when it is told to`() throws {
    let set = Samples.colored(perClass: 3)
    func train(stoppingAt last: Int) throws -> (steps: Int, reports: [Int]) {
      var course = Course(
        set, recipe: Self.recipe, normalization: try Normalization(of: set), random: RandomSource(seed: 1))
      var student = student(seed: 1)
      var reports: [Int] = []
      let steps = try student.train(by: &course) { step in
        reports.append(step)
        return step < last
      }
      return (steps, reports)
    }
    #expect(try train(stoppingAt: 100) == (6, [1, 2, 3, 4, 5, 6]))
    #expect(try train(stoppingAt: 2) == (2, [1, 2]))
  }
}
