public import HabaTensor

/// All that one step of distillation may draw on; everything in it hangs on the seed and the step's number alone.
///
/// Objectives and constraints ask it for what they need, in an order of their own: what is not asked for is neither drawn nor
/// read.
public struct Step {
  /// The steps before it.
  public let number: Int
  /// What all draws of this step are drawn from.
  public var random: RandomSource
  /// The real images that may be seen.
  public let real: RealImages
  /// What is being learned, whose `parameters` are what to differentiate by; after the update, what it has become.
  public internal(set) var synthetic: SyntheticSet
  /// How much to look at.
  public let sizes: StepSizes

  /// Some of the classes, drawn at random where there are too many for a step, ascending.
  public mutating func someClasses() -> [Int] {
    random.permutation(synthetic.classCount).prefix(sizes.classes).sorted()
  }

  /// Real images of a class, drawn at random where there are too many for a step: `[N, H, W, C]`, normalised.
  public mutating func realImages(ofClass label: Int) throws -> Tensor {
    let own = real.indices[label]
    let count = sizes.realPerClass
    return try real.images(own.count <= count ? own : random.draw(count, of: own.count).map { own[$0] })
  }

  /// Synthetic images of classes, through all hallucinators: for each class `[N, H, W, C]`.
  ///
  /// Where a class has too many for a step, those of some of its bases, drawn at random.
  public mutating func syntheticImages(ofClasses classes: [Int]) -> [Tensor] {
    let most = max(1, sizes.mostSyntheticPerClass / synthetic.imagesPerBase)
    var chosen: [Int] = []
    for label in classes {
      var own = synthetic.labels.indices.filter { synthetic.labels[$0] == label }
      if own.count > most { own = random.draw(most, of: own.count).map { own[$0] }.sorted() }
      chosen += own
    }
    let found = synthetic.images(bases: chosen, hallucinators: Array(0..<max(1, synthetic.hallucinatorCount)))
    return classes.map { label in
      found.images.taking(found.origins.indices.filter { synthetic.labels[found.origins[$0].base] == label })
    }
  }
}
