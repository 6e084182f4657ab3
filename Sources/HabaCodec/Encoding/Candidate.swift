internal import HabaData
internal import HabaFormat
internal import HabaTensor

/// One way to start an encoding, tried beside others for some steps before the best is kept.
struct Candidate {
  /// The name of the start: that of the hallucinators, or "plain" without any.
  let name: String
  let plan: Plan
  var trainer: Trainer

  /// - Parameters:
  ///   - indices: for each class, the images that training may see.
  ///   - start: how the hallucinators begin; nil without any.
  init(
    plan: Plan, start: HallucinatorStart?, dataSet: DataSet, indices: [[Int]], normalization: Normalization,
    effort: Effort, objective: any Objective.Type, seed: UInt64
  ) throws {
    self.plan = plan
    name = start?.rawValue ?? "plain"
    let shape = dataSet.shape
    // Real images to begin with; where a class has fewer than bases, they come again.
    var random = RandomSource(seed: seed, purpose: 1)
    var picked: [Int] = []
    for own in indices {
      var order: [Int] = []
      while order.count < plan.basesPerClass { order += random.permutation(own.count).map { own[$0] } }
      picked += order.prefix(plan.basesPerClass)
    }
    let pixels = try dataSet.pixels(of: picked[...])
    let kind = AffineHallucinator()
    var hallucinatorRandom = RandomSource(seed: seed, purpose: 2)
    let set = SyntheticSet(
      shape: shape, classCount: dataSet.classCount,
      labels: indices.indices.flatMap { Array(repeating: $0, count: plan.basesPerClass) }, bits: plan.bits,
      normalization: normalization, kind: kind,
      bases: normalization.tensor(pixels, shape).permuted([0, 3, 1, 2]).tracked(),
      hallucinators: (0..<plan.hallucinators).map { _ in
        kind.initialParameters(start ?? .identity, shape: shape, &hallucinatorRandom)
      })
    trainer = Trainer(
      set, objective: objective.init(width: effort.width), realImages: effort.realImages, seed: seed)
  }
}
