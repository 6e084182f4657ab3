public import HabaData
public import HabaFormat

/// How a budget is spent: what the archive will hold, settled before any work is done.
public struct Plan: Hashable, Sendable {
  /// Bases of each class.
  public var basesPerClass: Int
  /// Hallucinators, shared by all classes.
  public var hallucinators: Int
  /// Bits of each stored number.
  public var bits: Int
  /// Bytes that the archive will not exceed, before anything is compressed.
  public var bound: Int

  package init(basesPerClass: Int, hallucinators: Int, bits: Int, bound: Int) {
    self.basesPerClass = basesPerClass
    self.hallucinators = hallucinators
    self.bits = bits
    self.bound = bound
  }

  /// Depths tried in turn where none is given: fewer bits only where the budget holds nothing else.
  private static let depths = [4, 3, 2]
  /// More hallucinators than this bring little where nothing keeps them apart.
  static let mostHallucinators = 5
  /// Hallucinators may take at most this share of the budget, if there is a choice.
  private static let hallucinatorShare = 0.45

  /// Pixels of an image beyond which one step would not fit in the memory of common machines.
  public static let mostPixels = 1 << 20
  /// Numbers that can be learned at once, for the same reason: each takes some 40 bytes while it is.
  static let mostLearned = 1 << 27

  /// Spends the options' budget, or the standard one.
  public static func make(for dataSet: DataSet, options: CompressOptions) throws(PlanError) -> Plan {
    try make(
      shape: dataSet.shape, classNames: dataSet.classNames, classCount: dataSet.classCount,
      largestClass: dataSet.imagesByClass.map(\.count).max() ?? 1,
      options: options)
  }

  /// The same for a data set of which that much is known.
  public static func make(
    shape: ImageShape, classNames: [String]?, classCount: Int, largestClass: Int, options: CompressOptions
  ) throws(PlanError) -> Plan {
    let mostBases = max(1, FormatCaps.bases.upperBound / max(1, classCount))
    try check(options, shape: shape, mostBases: mostBases)
    let settings: Settings
    do {
      settings = try options.checkedSettings()
    } catch {
      throw .setting(error)
    }
    func layout(_ basesPerClass: Int, _ hallucinators: Int, _ bits: Int) -> ArchiveLayout {
      let formation = Formation(for: shape, hallucinators: hallucinators, options: options)
      let kind = options.hallucinatorKind.init(baseChannels: formation.baseShape.channels, shape: shape)
      return ArchiveLayout(
        shape: shape, classNames: classNames, classCount: classCount, bases: classCount * basesPerClass,
        baseCoding: options.baseCoding.layout(
          BaseForm(shape: formation.baseShape, bits: bits, settings: settings)), baseShape: formation.baseShape,
        formation: formation.side,
        hallucinators: hallucinators == 0 ? nil : kind.layout(count: hallucinators, bits: bits),
        hasStudentLearningRate: options.objective.learnsStudentRate, metadata: options.metadata)
    }
    // What hallucinators add to their bases.
    func cost(of plan: Plan) -> Int {
      var bases = layout(plan.basesPerClass, plan.hallucinators, plan.bits)
      bases.hallucinators = nil
      return plan.bound - bases.maximumSize
    }
    func plan(_ basesPerClass: Int, _ hallucinators: Int, _ bits: Int) -> Plan {
      Plan(
        basesPerClass: basesPerClass, hallucinators: hallucinators, bits: bits,
        bound: layout(basesPerClass, hallucinators, bits).maximumSize)
    }
    let counts = try hallucinatorCounts(options, shape: shape)
    let depths = options.bits.map { [$0] } ?? Self.depths
    var smallest = plan(options.basesPerClass ?? 1, counts[0], depths.min() ?? 2)
    if options.hallucinators == .automatic {
      // Bases of all channels alone can be more than bases of one with hallucinators.
      let plain = plan(smallest.basesPerClass, 0, smallest.bits)
      if plain.bound <= smallest.bound { smallest = plain }
    }
    // The standard budget: a byte for each number of one image a class, or the least there can be if that is more.
    if smallest.bound == .max {
      do {
        try layout(smallest.basesPerClass, smallest.hallucinators, smallest.bits).check()
      } catch {
        throw .impossible(error)
      }
    }
    let standard = options.basesPerClass == nil ? max(classCount * shape.count, smallest.bound) : Int.max
    let budget = options.budget ?? standard

    for (strict, counts) in [(true, counts), (false, counts), (false, [smallest.hallucinators])] {
      for bits in depths {
        var best: Plan?
        for count in counts {
          var found = plan(options.basesPerClass ?? 1, count, bits)
          guard found.bound <= budget else { continue }
          if options.basesPerClass == nil {
            // More parts than images teach nothing that the images do not.
            let parts = options.formation * options.formation
            let enough = max(1, (largestClass + parts - 1) / parts)
            let basesFound = largest(upTo: min(mostBases, enough)) {
              plan($0, count, bits).bound <= budget
            }
            found = plan(basesFound, count, bits)
          }
          let isDear = Double(cost(of: found)) > hallucinatorShare * Double(found.bound)
          if strict && counts.count > 1 && isDear { continue }
          let images = found.basesPerClass * max(1, count)
          if images > (best.map { $0.basesPerClass * max(1, $0.hallucinators) } ?? 0) { best = found }
        }
        if let best { return try best.checked(layout(best.basesPerClass, best.hallucinators, best.bits)) }
      }
    }
    throw .budgetTooSmall(budget: budget, smallest: smallest)
  }

  /// The same budget without hallucinators and with bases of all channels; nil where that is too much for it.
  func withoutHallucinators(for dataSet: DataSet, options: CompressOptions) throws(PlanError) -> Plan? {
    var plain = options
    (plain.hallucinators, plain.baseChannels, plain.bits) = (.fixed(0), nil, bits)
    do {
      return try Plan.make(for: dataSet, options: plain)
    } catch .budgetTooSmall {
      return nil
    }
  }

  /// The largest number from 1 up to a bound that fits, where all smaller ones fit too.
  private static func largest(upTo bound: Int, _ fits: (Int) -> Bool) -> Int {
    var (low, high) = (1, bound)
    while low < high {
      let middle = low + (high - low + 1) / 2
      if fits(middle) { low = middle } else { high = middle - 1 }
    }
    return low
  }
}
