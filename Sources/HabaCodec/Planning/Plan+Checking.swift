internal import HabaFormat

extension Plan {
  /// Checks what was asked for against images of a shape, before anything is planned.
  ///
  /// - Parameter mostBases: bases that a class can have.
  static func check(_ options: CompressOptions, shape: ImageShape, mostBases: Int) throws(PlanError) {
    do {
      try Archive.check(metadata: options.metadata)
    } catch {
      throw .metadata(error)
    }
    func check(_ asked: Int?, _ allowed: ClosedRange<Int>, _ what: String) throws(PlanError) {
      guard let asked, !allowed.contains(asked) else { return }
      throw .outOfRange(what, asked, allowed)
    }
    try check(options.basesPerClass, 1...mostBases, "bases a class")
    if case .fixed(let count) = options.hallucinators {
      try check(count, FormatCaps.hallucinators, "hallucinators")
    }
    try check(options.bits, UniformQuantizer.bitRange, "bits")
    guard shape.height * shape.width <= mostPixels else {
      throw .imagesTooLarge(width: shape.width, height: shape.height, pixels: mostPixels)
    }
    let sides = Formation.sides(for: shape)
    guard sides.contains(options.formation) else {
      throw .partsTooSmall(
        formation: options.formation, width: shape.width, height: shape.height, most: sides.upperBound)
    }
    if let channels = options.baseChannels, channels != 1, channels != shape.channels {
      throw .baseChannels(channels, imageChannels: shape.channels)
    }
  }

  /// How many hallucinators there may be for images of a shape.
  static func hallucinatorCounts(_ options: CompressOptions, shape: ImageShape) throws(PlanError) -> [Int] {
    let side = options.hallucinatorKind.smallestSide
    let canHallucinate = min(shape.height, shape.width) >= side
    let counts: [Int]
    switch options.hallucinators {
    case .fixed(let count):
      if count > 0 && !canHallucinate { throw .imagesTooSmall(width: shape.width, height: shape.height, side: side) }
      counts = [count]
    case .automatic, .standard:
      counts = canHallucinate ? Array(2...mostHallucinators) : [0]
    }
    if let channels = options.baseChannels, channels < shape.channels, counts == [0] {
      throw .noColors(baseChannels: channels)
    }
    return counts
  }

  /// The plan, unless it is more than can be learned at once.
  func checked(_ layout: ArchiveLayout) throws(PlanError) -> Plan {
    let learned = layout.bases * layout.baseShape.count + hallucinators * layout.shape.count
    guard learned <= Self.mostLearned else { throw .tooMuch(learned: learned, most: Self.mostLearned, plan: self) }
    return self
  }
}
