public import HabaData
public import HabaStudents

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
  /// What is learned by.
  public var objective: any Objective.Type = DistributionMatching.self
  /// Which of the objective's presets to begin with.
  public var preset = "default"
  /// Numbers that take the place of the preset's and the objective's own, by the names of `Settings`.
  public var settings: [String: Double] = [:]
  /// Experts for objectives that need some.
  public var trajectories: (any Trajectories)?
  /// A folder of them, where none are given above; nil: a few are trained.
  public var expertFolder: String?
  /// What is asked beside it, in this order.
  public var constraints: [any Constraint.Type] = []
  /// The network through which images are compared, and which chooses between starts; nil: the ConvNet for images of that
  /// size (`ConvNet.forImages`).
  public var network: (any Network.Type)?
  /// How bases are learned and kept.
  public var baseCoding: any BaseCoding.Type = PixelBases.self
  /// Into how many parts each side of a base is cut, each of which becomes images of its own (IDC, Kim and others, 2022).
  ///
  /// 1: bases are whole. Parts have at least 4x4 pixels. Where it doesn't divide a side of the images, bases are that
  /// much smaller.
  public var formation = 1
  /// Channels of bases: 1, and colours come from the hallucinators, or those of images; nil: those of images.
  public var baseChannels: Int?
  /// The form of hallucinators.
  public var hallucinatorKind: any HallucinatorKind.Type = PublishedHallucinator.self
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

  /// Preset and numbers, checked against all that asks for some.
  func checkedSettings() throws(SettingError) -> Settings {
    try Settings(for: objective, beside: constraints, bases: baseCoding, preset: preset, numbers: settings)
  }
}
