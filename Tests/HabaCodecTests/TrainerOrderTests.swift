import HabaStudents
import HabaTensor
import Synchronization
import TestKit
import Testing

@testable import HabaCodec

/// What happens in a step, in order, as the parts see it.
private final class Notes: Sendable {
  struct Entry: Equatable {
    var event: String
    var number: Int
    /// The next random number.
    var draw: UInt64
    /// The bases' first value.
    var value: Float
  }

  private let entries = Mutex<[Entry]>([])

  func take() -> [Entry] {
    entries.withLock { entries in
      defer { entries = [] }
      return entries
    }
  }

  func add(_ event: String, _ step: inout Step) {
    let value = step.synthetic.parameters["bases.pixels"].values[0]
    let entry = Entry(event: event, number: step.number, draw: step.random.next(), value: value)
    entries.withLock { $0.append(entry) }
  }
}

/// The sum of all values of the bases, whose slope is 1 everywhere.
private struct NotingObjective: Objective {
  static let name = "noting"
  let notes: Notes

  init(_ context: TrainingContext) { notes = Notes() }
  init(_ notes: Notes) { self.notes = notes }

  mutating func loss(_ step: inout Step) -> Tensor {
    notes.add("objective", &step)
    return step.synthetic.parameters["bases.pixels"].sum()
  }

  mutating func follow(_ step: inout Step) { notes.add("objective follows", &step) }
}

/// So many times that sum taken away again.
private struct NotingConstraint: Constraint {
  static let name = "noting"
  let notes: Notes
  let weight: Float

  init(_ context: TrainingContext) { (notes, weight) = (Notes(), 0) }
  init(_ notes: Notes, weight: Float) { (self.notes, self.weight) = (notes, weight) }

  mutating func term(_ step: inout Step) -> ConstraintTerm? {
    notes.add("\(weight)", &step)
    return ConstraintTerm(step.synthetic.parameters["bases.pixels"].sum(), weight: .fixed(weight))
  }

  mutating func follow(_ step: inout Step) { notes.add("\(weight) follows", &step) }
}

struct TrainerOrderTests {
  private func trainer(_ notes: Notes, weights: [Float], seed: UInt64 = 5) throws -> (Trainer, RealImages) {
    let begun = Begun(hallucinators: 0)
    let set = try begun.trial().trainer.set
    let trainer = Trainer(
      set, objective: NotingObjective(notes), constraints: weights.map { NotingConstraint(notes, weight: $0) },
      sizes: StepSizes(for: set, realImages: 4),
      settings: try Settings(for: DistributionMatching.self), seed: seed)
    return (trainer, try begun.images)
  }

  @Test func `objective and constraints share a step, before the update and after it`() throws {
    let notes = Notes()
    var (trainer, images) = try trainer(notes, weights: [-3, 0.5])
    for number in 0..<3 {
      let before = trainer.set.parameters["bases.pixels"]
      let losses = try trainer.advance(on: images)
      // What is told is the objective alone.
      #expect(losses.objective == before.sum().scalar)
      #expect(losses.constraints.map(\.value) == [losses.objective, losses.objective])
      let found = notes.take()
      #expect(
        found.map(\.event) == [
          "objective", "-3.0", "0.5", "objective follows", "-3.0 follows", "0.5 follows",
        ])
      #expect(found.allSatisfy { $0.number == number })
      // One stream, which nobody begins anew.
      var random = RandomSource(seed: 5, step: number)
      #expect(found.map(\.draw) == (0..<6).map { _ in random.next() })
      // A slope of 1 - 3 + 0.5 lifts every value by the rate; with the objective alone they would fall.
      let after = trainer.set.parameters["bases.pixels"]
      #expect(
        found.map(\.value)
          == [3, 3].enumerated().flatMap { half, count in
            Array(repeating: (half == 0 ? before : after).values[0], count: count)
          })
      #expect(zip(before.values, after.values).allSatisfy { abs($1 - $0 - 0.02) < 1e-4 })
    }
    #expect(trainer.step == 3)
  }

  @Test func `every step draws from its own stream, of its own seed`() throws {
    func draws(seed: UInt64) throws -> [UInt64] {
      let notes = Notes()
      var (trainer, images) = try trainer(notes, weights: [], seed: seed)
      for _ in 0..<4 { _ = try trainer.advance(on: images) }
      return notes.take().filter { $0.event == "objective" }.map(\.draw)
    }
    let (one, other) = (try draws(seed: 1), try draws(seed: 2))
    #expect(Set(one + other).count == 8)
    #expect(try draws(seed: 1) == one)
  }

  @Test func `a trainer that goes on draws what it would have drawn`() throws {
    let notes = Notes()
    var (trainer, images) = try trainer(notes, weights: [])
    let state = trainer.state
    try trainer.resume(after: 17, state)
    _ = try trainer.advance(on: images)
    var random = RandomSource(seed: 5, step: 17)
    let found = notes.take()
    #expect(found.map(\.number) == [17, 17] && found.first?.draw == random.next())
    #expect(trainer.step == 18)
  }
}
