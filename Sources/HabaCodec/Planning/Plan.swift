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
  private static let mostHallucinators = 5
  /// Hallucinators may take at most this share of the budget, if there is a choice.
  private static let hallucinatorShare = 0.45

  /// Pixels of an image beyond which one step would not fit in the memory of common machines.
  public static let mostPixels = 1 << 20
  /// Numbers that can be learned at once, for the same reason: each takes some 40 bytes while it is.
  private static let mostLearned = 1 << 27

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
    let kind = options.hallucinatorKind.init(baseChannels: shape.channels, shape: shape)
    func layout(_ basesPerClass: Int, _ hallucinators: Int, _ bits: Int) -> ArchiveLayout {
      ArchiveLayout(
        shape: shape, classNames: classNames, classCount: classCount, bases: classCount * basesPerClass,
        baseCoding: options.baseCoding.layout(bits: bits),
        hallucinators: hallucinators == 0 ? nil : kind.layout(count: hallucinators, bits: bits),
        hasStudentLearningRate: options.objective.learnsStudentRate, metadata: options.metadata)
    }
    func plan(_ basesPerClass: Int, _ hallucinators: Int, _ bits: Int) -> Plan {
      Plan(
        basesPerClass: basesPerClass, hallucinators: hallucinators, bits: bits,
        bound: layout(basesPerClass, hallucinators, bits).maximumSize)
    }
    do {
      try Archive.check(metadata: options.metadata)
    } catch {
      throw .metadata(error)
    }
    let mostBases = max(1, FormatCaps.bases.upperBound / max(1, classCount))
    if let asked = options.basesPerClass, !(1...mostBases).contains(asked) {
      throw .outOfRange("bases a class", asked, 1...mostBases)
    }
    if case .fixed(let asked) = options.hallucinators, !FormatCaps.hallucinators.contains(asked) {
      throw .outOfRange("hallucinators", asked, FormatCaps.hallucinators)
    }
    if let asked = options.bits, !UniformQuantizer.bitRange.contains(asked) {
      throw .outOfRange("bits", asked, UniformQuantizer.bitRange)
    }
    guard shape.height * shape.width <= mostPixels else {
      throw .imagesTooLarge(width: shape.width, height: shape.height, pixels: mostPixels)
    }
    // Hallucinators see 3x3 neighbourhoods: smaller images have none.
    let canHallucinate = min(shape.height, shape.width) >= 3
    let counts: [Int]
    var fewest = 0
    switch options.hallucinators {
    case .fixed(let count):
      if count > 0 && !canHallucinate { throw .imagesTooSmall(width: shape.width, height: shape.height) }
      counts = [count]
      fewest = count
    case .automatic, .standard:
      counts = canHallucinate ? Array(2...mostHallucinators) : [0]
      if options.hallucinators == .standard { fewest = counts[0] }
    }
    let depths = options.bits.map { [$0] } ?? Self.depths
    // The standard budget: a byte for each number of one image a class, or the least there can be if that is more.
    let smallest = plan(options.basesPerClass ?? 1, fewest, depths.min() ?? 2)
    if smallest.bound == .max {
      do {
        try layout(smallest.basesPerClass, smallest.hallucinators, smallest.bits).check()
      } catch {
        throw .impossible(error)
      }
    }
    let standard = options.basesPerClass == nil ? max(classCount * shape.count, smallest.bound) : Int.max
    let budget = options.budget ?? standard

    for (strict, counts) in [(true, counts), (false, counts), (false, [fewest])] {
      for bits in depths {
        var best: Plan?
        for count in counts {
          var found = plan(options.basesPerClass ?? 1, count, bits)
          guard found.bound <= budget else { continue }
          if options.basesPerClass == nil {
            // More bases than images teach nothing that the images do not.
            let basesFound = largest(upTo: min(mostBases, max(1, largestClass))) {
              plan($0, count, bits).bound <= budget
            }
            found = plan(basesFound, count, bits)
          }
          let cost = found.bound - plan(found.basesPerClass, 0, bits).bound
          if strict && counts.count > 1 && Double(cost) > hallucinatorShare * Double(found.bound) { continue }
          let images = found.basesPerClass * max(1, count)
          if images > (best.map { $0.basesPerClass * max(1, $0.hallucinators) } ?? 0) { best = found }
        }
        if let best { return try best.checked(shape: shape, classCount: classCount) }
      }
    }
    throw .budgetTooSmall(budget: budget, smallest: smallest)
  }

  /// The plan, unless it is more than can be learned at once or than an archive can hold.
  private func checked(shape: ImageShape, classCount: Int) throws(PlanError) -> Plan {
    let learned = classCount * basesPerClass * shape.count + hallucinators * shape.count
    guard learned <= Self.mostLearned else { throw .tooMuch(learned: learned, most: Self.mostLearned, plan: self) }
    return self
  }

  /// The same budget without hallucinators.
  func withoutHallucinators(for dataSet: DataSet, options: CompressOptions) throws(PlanError) -> Plan {
    var plain = options
    plain.hallucinators = .fixed(0)
    plain.bits = bits
    return try Plan.make(for: dataSet, options: plain)
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
