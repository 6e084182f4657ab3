import HabaStudents
import HabaTensor
import TestKit
import Testing

@testable import HabaCodec

struct TrainerTests {
  @Test func `each value learns at its own rate: Adam's first step moves it by just that`() throws {
    let begun = Begun()
    var trainer = try begun.trial().trainer
    let before = trainer.set.parameters
    _ = try trainer.advance(on: begun.images)
    let after = trainer.set.parameters
    for name in before.names {
      let moved = zip(before[name].values, after[name].values).map { abs($0 - $1) }.max() ?? 0
      let rate: Float = name.hasPrefix("bases.") ? 0.02 : 0.005
      #expect(abs(moved - rate) < 1e-4 * rate + 1e-6, "\(name): \(moved)")
    }
  }

  @Test func `what a constraint adds is learned from, but not told as the objective`() throws {
    func losses(_ constraints: [any Constraint.Type]) throws -> (first: Float, size: Double) {
      let begun = Begun(constraints: constraints)
      var trainer = try begun.trial().trainer
      let first = try trainer.advance(on: begun.images).objective
      for _ in 0..<20 { _ = try trainer.advance(on: begun.images) }
      return (first, norm(trainer.set.parameters["bases.pixels"]))
    }
    let (alone, beside) = (try losses([]), try losses([GrowingConstraint.self]))
    #expect(alone.first == beside.first)
    #expect(beside.size < 0.95 * alone.size)
  }

  @Test func `what follows the update sees the new set, and the constraints come after the objective`() throws {
    let begun = Begun(constraints: [GrowingConstraint.self])
    var trainer = try begun.trial().trainer
    _ = try trainer.advance(on: begun.images)
    // A tenth of the mean of all images as they are now.
    let all = trainer.set.images(bases: Array(0..<6), hallucinators: [0, 1]).images.mean(axes: [0]) * 0.1
    let memory = trainer.state["objective.remembering.memory"]
    #expect(zip(memory.values, all.values).allSatisfy { abs($0 - $1) < 1e-5 })
    #expect(memory.values.contains { abs($0) > 1e-3 })
    #expect(trainer.state["constraint0.growing.weight"].scalar == 0.75)
  }

  @Test(arguments: [0, 1, 4, 7])
  func `a run that is put away and gone on with ends as one that was not`(pause: Int) throws {
    let begun = Begun(constraints: [GrowingConstraint.self])
    var unbroken = try begun.trial().trainer
    var losses: [Float] = []
    for _ in 0..<8 { losses.append(try unbroken.advance(on: begun.images).objective) }

    var first = try begun.trial().trainer
    for _ in 0..<pause { _ = try first.advance(on: begun.images) }
    let file = try StateFile(tensors: first.state).serialized()
    // Of the same seed, on which draws hang, but with other hallucinators and without memory until it is told.
    var second = try Begun(constraints: [GrowingConstraint.self]).trial(.published).trainer
    try second.resume(after: pause, StateFile(parsing: file).tensors)
    #expect(second.step == pause)
    for step in pause..<8 { #expect(try second.advance(on: begun.images).objective == losses[step]) }
    #expect(second.state.names == unbroken.state.names)
    for (a, b) in zip(second.state.tensors, unbroken.state.tensors) {
      #expect(a.values.map(\.bitPattern) == b.values.map(\.bitPattern))
    }
  }

  @Test func `a state that is not its own is refused, and then nothing has changed`() throws {
    var trainer = try Begun(constraints: [GrowingConstraint.self]).trial().trainer
    let own = trainer.state
    let foreign: [NamedTensors] = [
      NamedTensors(), try Begun().trial().trainer.state,
      try Begun(hallucinators: 3, constraints: [GrowingConstraint.self]).trial().trainer.state,
      try Begun(basesPerClass: 1, constraints: [GrowingConstraint.self]).trial().trainer.state,
      NamedTensors(own.entries + [("more", Tensor([1], shape: []))]),
    ]
    for state in foreign {
      #expect(throws: StateError.self) { try trainer.resume(after: 3, state) }
      #expect(trainer.step == 0)
      #expect(zip(trainer.state.tensors, own.tensors).allSatisfy { $0.values == $1.values })
    }
  }
}
