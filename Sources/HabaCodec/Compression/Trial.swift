package import HabaFormat
internal import HabaStudents
internal import HabaTensor

/// One way to encode: a plan, a start, and the training that begins there.
package struct Trial {
  /// What to try: a plan, and how its hallucinators start; nil where it has none.
  package struct Way {
    let plan: Plan
    let start: HallucinatorStart?

    /// Puts the two together.
    package init(plan: Plan, start: HallucinatorStart?) {
      self.plan = plan
      self.start = start
    }

    /// The name of the start: that of the hallucinators, or "plain" without any.
    var name: String { start?.rawValue ?? "plain" }
  }

  let way: Way
  package var trainer: Trainer

  /// Begins with real images of each class as bases.
  ///
  /// - Parameters:
  ///   - images: those that training may see.
  ///   - setting: what objectives and constraints may know, apart from the plan.
  ///   - realImages: the most of a class in a step.
  package init(
    _ way: Way, images: RealImages, setting: TrainingContext, normalization: Normalization, options: CompressOptions,
    realImages: Int
  ) throws {
    let plan = way.plan
    let shape = setting.shape
    // Where a class has fewer images than bases, they come again.
    var random = RandomSource(seed: setting.seed, for: .bases)
    var picked: [Int] = []
    for own in images.indices {
      var order: [Int] = []
      while order.count < plan.basesPerClass { order += random.permutation(own.count).map { own[$0] } }
      picked += order.prefix(plan.basesPerClass)
    }
    var hallucinatorRandom = RandomSource(seed: setting.seed, for: .hallucinators)
    let set = SyntheticSet(
      classCount: setting.classCount,
      labels: images.indices.indices.flatMap { Array(repeating: $0, count: plan.basesPerClass) },
      bases: options.baseCoding.init(try images.images(picked), bits: plan.bits),
      formation: Formation(shape: shape),
      hallucinators: HallucinatorBank(
        options.hallucinatorKind.init(baseChannels: shape.channels, shape: shape), count: plan.hallucinators,
        start: way.start ?? .identity, bits: plan.bits, random: &hallucinatorRandom),
      rounding: PixelRounding(normalization: normalization))
    self.way = way
    let context = setting.learning(set, basesPerClass: plan.basesPerClass)
    trainer = Trainer(
      set, objective: try options.objective.init(context),
      constraints: try options.constraints.filter { $0.obstacle(plan) == nil }.map { try $0.init(context) },
      sizes: StepSizes(for: set, realImages: realImages, classes: setting.settings.count("classes")),
      settings: setting.settings, seed: setting.seed)
  }
}
