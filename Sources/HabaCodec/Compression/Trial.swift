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

  /// Begins with bases made of real images of each class.
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
    let formation = Formation(for: shape, hallucinators: plan.hallucinators, options: options)
    var random = RandomSource(seed: setting.seed, for: .bases)
    // Class by class: the images can be many times what becomes of them.
    let bases = try images.indices.map {
      formation.bases(of: try images.images(formation.drawn(plan.basesPerClass, of: $0, &random)))
    }
    var hallucinatorRandom = RandomSource(seed: setting.seed, for: .hallucinators)
    let set = SyntheticSet(
      classCount: setting.classCount,
      labels: images.indices.indices.flatMap { Array(repeating: $0, count: plan.basesPerClass) },
      bases: options.baseCoding.init(
        .concatenated(bases), BaseForm(shape: formation.baseShape, bits: plan.bits, settings: setting.settings),
        normalization: normalization),
      formation: formation,
      hallucinators: HallucinatorBank(
        options.hallucinatorKind.init(baseChannels: formation.baseShape.channels, shape: shape),
        count: plan.hallucinators, start: way.start ?? .identity, bits: plan.bits, random: &hallucinatorRandom),
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
