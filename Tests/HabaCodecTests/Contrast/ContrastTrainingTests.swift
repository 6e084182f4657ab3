import HabaData
import HabaStudents
import HabaTensor
import TestKit
import Testing

@testable import HabaCodec

struct ContrastTrainingTests {
  static let variants: [any Constraint.Type] = [InstanceContrast.self, SupervisedContrast.self, CosineContrast.self]

  private func begun(
    _ constraint: (any Constraint.Type)?, objective: any Objective.Type = DistributionMatching.self,
    hallucinators: Int = 3, _ numbers: [String: Double] = [:]
  ) -> Begun {
    Begun(
      hallucinators: hallucinators, objective: objective, constraints: constraint.map { [$0] } ?? [],
      numbers: constraint == nil ? numbers.filter { !$0.key.hasPrefix("contrast") } : numbers, network: ConvNet.self)
  }

  private func same(_ a: NamedTensors, _ b: NamedTensors) -> Bool {
    a.names == b.names
      && zip(a.tensors, b.tensors).allSatisfy { $0.values.map(\.bitPattern) == $1.values.map(\.bitPattern) }
  }

  @Test(arguments: [DistributionMatching.self, GradientMatching.self] as [any Objective.Type], [0.1, 2])
  func `what is added to the bases' gradient is as long as the share says`(
    objective: any Objective.Type, share: Double
  ) throws {
    // Without momentum and at a rate of 1, what a step takes away is the gradient.
    let numbers = [
      "momentum": 0, "base-rate": 1, "hallucinator-rate": 1, "contrast-warm-up": 0, "contrast-share": share,
    ]
    func gradient(_ constraint: (any Constraint.Type)?) throws -> Tensor {
      let begun = begun(constraint, objective: objective, numbers)
      var trainer = try begun.trial(.published).trainer
      let before = trainer.set.parameters["bases.pixels"]
      _ = try trainer.advance(on: begun.images)
      return (before - trainer.set.parameters["bases.pixels"]).detached()
    }
    let alone = try gradient(nil)
    for variant in Self.variants {
      let added = try gradient(variant) - alone
      #expect(abs(norm(added) / norm(alone) / share - 1) < 1e-3, "\(variant.name)")
    }
  }

  @Test(arguments: [0, 3])
  func `the cosine counts once the extractor is warmed up, which is told from the first step on`(warmUp: Int) throws {
    let begun = begun(InstanceContrast.self, ["contrast-warm-up": Double(warmUp)])
    let other = self.begun(nil)
    var (trainer, alone) = (try begun.trial().trainer, try other.trial().trainer)
    let fresh = trainer.state
    for number in 0..<5 {
      let losses = try trainer.advance(on: begun.images)
      _ = try alone.advance(on: other.images)
      #expect(losses.constraints.map(\.name) == (number < warmUp ? [] : ["instance"]))
      #expect(losses.told.map(\.name) == ["instance.task", "instance.contrast"])
      #expect(same(trainer.set.parameters, alone.set.parameters) == (number < warmUp))
    }
    let kernel = "constraint0.instance.parameters.block1.kernel"
    #expect(trainer.state[kernel].values != fresh[kernel].values)
  }

  @Test(arguments: variants, [1, 4])
  func `a run that is put away and gone on with ends as one that was not`(
    variant: any Constraint.Type, pause: Int
  ) throws {
    let begun = begun(variant, objective: GradientMatching.self, ["contrast-warm-up": 2, "contrast-batch": 4])
    var unbroken = try begun.trial().trainer
    let names = unbroken.state.names
    for _ in 0..<6 { _ = try unbroken.advance(on: begun.images) }
    var first = try begun.trial().trainer
    for _ in 0..<pause { _ = try first.advance(on: begun.images) }
    let file = try StateFile(tensors: first.state).serialized()
    var second = try begun.trial(.published).trainer
    try second.resume(after: pause, StateFile(parsing: file).tensors)
    for _ in pause..<6 { _ = try second.advance(on: begun.images) }
    #expect(same(second.state, unbroken.state))
    #expect(unbroken.state.names == names)
  }

  @Test func `variants differ in their losses alone: without weight, contrast is the cosine by itself`() throws {
    func learned(_ variant: any Constraint.Type, _ numbers: [String: Double]) throws -> NamedTensors {
      let begun = begun(variant, numbers.merging(["contrast-warm-up": 1, "contrast-rate": 0.1]) { $1 })
      var trainer = try begun.trial().trainer
      for _ in 0..<4 { _ = try trainer.advance(on: begun.images) }
      return trainer.set.parameters
    }
    let cosine = try learned(CosineContrast.self, [:])
    for variant in Self.variants.dropLast() {
      #expect(same(try learned(variant, ["contrast-weight": 0]), cosine))
      #expect(!same(try learned(variant, ["contrast-weight": 10]), cosine))
    }
  }

  @Test func `a base's images by different hallucinators come to look less alike than without`() throws {
    /// What the cosine of pairs lacks to 1, as a network sees them that had no part in it and has learned from real images.
    func distance(_ constraint: (any Constraint.Type)?) throws -> Float {
      var sum: Float = 0
      for seed in 1...4 as ClosedRange<UInt64> {
        var begun = begun(constraint, ["contrast-warm-up": 20, "contrast-share": 0.5, "contrast-rate": 0.01])
        (begun.seed, begun.bits) = (seed, 8)
        var trainer = try begun.trial().trainer
        for _ in 0..<120 { _ = try trainer.advance(on: begun.images) }
        var random = RandomSource(seed: 77)
        var student = Student(
          ConvNet(shape: begun.set.shape, classes: 3, width: 16),
          optimizer: { MomentumDescent($0, momentum: 0.9) }, random: &random)
        let all = try begun.images.images(Array(begun.set.labels.indices))
        for _ in 0..<50 { student.step(on: Batch(images: all, targets: .labels(begun.set.labels)), rate: 0.01) }
        for pair in [[0, 1], [0, 2], [1, 2]] {
          let images = trainer.set.images(bases: Array(0..<6), hallucinators: pair).images
          sum += 1 - student.network.features(images, student.parameters).pairCosine().scalar
        }
      }
      return sum
    }
    let without = try distance(nil)
    for variant in Self.variants {
      let with = try distance(variant)
      #expect(with > 1.2 * without, "\(variant.name): \(with), \(without)")
    }
  }

  @Test(arguments: [0, 1]) func `what has no pairs is left out`(hallucinators: Int) throws {
    let begun = begun(InstanceContrast.self, hallucinators: hallucinators, ["contrast-warm-up": 0])
    let other = self.begun(nil, hallucinators: hallucinators)
    var (trainer, alone) = (try begun.trial().trainer, try other.trial().trainer)
    #expect(trainer.constraintNames.isEmpty)
    _ = try trainer.advance(on: begun.images)
    _ = try alone.advance(on: other.images)
    #expect(same(trainer.state, alone.state))
  }

  @Test func `an extractor's images count in a step's cost: two of each base of a batch`() throws {
    let cost = try begun(nil).trial().trainer.cost
    #expect(try begun(InstanceContrast.self).trial().trainer.cost == cost + 12)
    #expect(try begun(InstanceContrast.self, ["contrast-batch": 4]).trial().trainer.cost == cost + 8)
    // They are looked at twice where nothing is warmed up.
    let twice = ["contrast-batch": 4, "contrast-warm-up": 0] as [String: Double]
    #expect(try begun(InstanceContrast.self, twice).trial().trainer.cost == cost + 16)
  }
}
