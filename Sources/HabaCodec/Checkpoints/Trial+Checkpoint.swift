internal import HabaTensor

extension Trial {
  /// How far it is.
  var trained: Checkpoint.Trained {
    Checkpoint.Trained(start: way.name, step: trainer.step, losses: trainer.losses, state: trainer.state)
  }

  /// Goes on from where one of the same way was.
  mutating func resume(_ trained: Checkpoint.Trained) throws {
    // Nothing can be learned from what is no number, and hardly anything says so before it is made into whole ones.
    let learned = trained.state.under("set")
    for (name, tensor) in learned.entries where !tensor.values.allSatisfy(\.isFinite) {
      throw CheckpointError.damaged(what: name, found: "values that are no numbers")
    }
    try trainer.resume(after: trained.step, losses: trained.losses, trained.state)
  }
}

extension Checkpoint {
  /// Refuses what stands in another order, or for other starts, than it must.
  static func check(_ found: [String], are expected: [String], _ what: String) throws(CheckpointError) {
    guard found == expected else { throw .damaged(what: what, found: found.joined(separator: " ")) }
  }
}
