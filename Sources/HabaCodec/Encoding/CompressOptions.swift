public import HabaData
public import HabaFormat

/// How many hallucinators an archive shall have.
public enum HallucinatorChoice: Hashable, Sendable {
  /// This many; 0 means plain distillation.
  case fixed(Int)
  /// Hallucinators or none: whatever scores better on held-out images.
  case automatic
  /// As many as the budget suggests, at least two.
  case standard
}

/// What to make of a data set, and how long to take.
public struct CompressOptions: Sendable {
  /// The most bytes that the archive may have; nil with no bases given: classes x channels x height x width,
  /// or the least there can be if that is more.
  public var budget: Int?
  /// Bases of each class; nil: as many as the budget holds.
  public var basesPerClass: Int?
  /// Hallucinators, which all classes share.
  public var hallucinators: HallucinatorChoice = .standard
  /// Bits of each stored number, 2…16; nil: 4, or fewer where the budget asks for it.
  public var bits: Int?
  /// 1…9: 1 trains nothing, 5 takes minutes, 9 hours.
  public var effort = 5
  /// The objective's name.
  public var objective = DistributionMatching.name
  /// Training steps; nil: by effort, or as many as the time limit allows.
  public var steps: Int?
  /// Seconds after which to come to an end.
  public var timeLimit: Double?
  /// What every random draw hangs on.
  public var seed: UInt64 = 0
  /// A share of each class that is kept out of everything, to test on; `seed` decides which images.
  public var holdOut: HoldOut.Share?
  /// Threads to use, on which results do not depend; 0: all cores.
  public var threads = 0
  /// What the archive shall say of itself, such as its title or licence.
  public var metadata: [String: String] = [:]

  /// The defaults.
  public init() {}
}

/// Thrown when the caller asked for an early end.
public struct Interrupted: Error, Sendable {
  /// Says that work was stopped on request.
  public init() {}
}

/// What a compression is doing.
public struct CompressProgress: Sendable {
  /// In a word or two: "trying starts", "choosing", "training".
  public var phase: String
  /// Training steps done.
  public var step: Int
  /// Share of the work done, 0…1.
  public var fraction: Double
  /// The objective at the last step.
  public var loss: Float?
  /// Seconds since the start.
  public var seconds: Double
}

/// A finished compression.
public struct Compression: Sendable {
  /// The archive.
  public var archive: Archive
  /// The archive's file.
  public var bytes: [UInt8]
  /// Training steps done.
  public var steps: Int
  /// Seconds it took.
  public var seconds: Double
  /// The start that was kept: that of the hallucinators, or "plain" without any.
  public var start: String
  /// Held-out accuracy of each start tried; empty where there was nothing to choose.
  public var heldOut: [(start: String, accuracy: Double)]
}
