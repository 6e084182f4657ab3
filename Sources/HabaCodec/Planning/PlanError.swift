public import HabaFormat

/// Why a budget can't be spent as asked.
public enum PlanError: Error, Hashable, Sendable, CustomStringConvertible {
  /// Nothing fits: the smallest archive of what was asked for is larger.
  case budgetTooSmall(budget: Int, smallest: Plan)
  /// A count that no archive can have.
  case outOfRange(String, Int, ClosedRange<Int>)
  /// More numbers than can be learned at once.
  case tooMuch(learned: Int, most: Int, plan: Plan)
  /// Images have too many pixels to train on.
  case imagesTooLarge(width: Int, height: Int, pixels: Int)
  /// Hallucinators need images of at least so many rows and columns.
  case imagesTooSmall(width: Int, height: Int, side: Int)
  /// Bases that would be cut into parts too small to show anything; the most parts that a side can have.
  case partsTooSmall(formation: Int, width: Int, height: Int, most: Int)
  /// Bases have one channel or as many as images.
  case baseChannels(Int, imageChannels: Int)
  /// Bases of fewer channels than images, and no hallucinators to give them colours.
  case noColors(baseChannels: Int)
  /// No archive can hold what a base coding or a kind of hallucinator says that it needs.
  case impossible(ArchiveError)
  /// What was learned takes more bytes than a base coding or a kind of hallucinator said that it would.
  case exceeded(bound: Int, found: Int)
  /// A number that can't be set, or not to that.
  case setting(SettingError)
  /// What the archive shall say of itself can't be said in one.
  case metadata(ArchiveError)

  /// What is wrong, in one line.
  public var description: String {
    switch self {
    case .budgetTooSmall(let budget, let smallest):
      "a budget of \(budget) bytes is too small: the smallest possible is \(smallest.bound) bytes, with "
        + "--bases-per-class \(smallest.basesPerClass), --hallucinators \(smallest.hallucinators), "
        + "--bits \(smallest.bits)"
    case .outOfRange(let what, let found, let range):
      "\(what) must be \(range.lowerBound) to \(range.upperBound), not \(found)"
    case .tooMuch(let learned, let most, let plan):
      "\(plan.basesPerClass) bases a class and \(plan.hallucinators) hallucinators are \(learned) numbers to learn, "
        + "and at most \(most) are possible: ask for fewer, or for smaller images with --size"
    case .imagesTooLarge(let width, let height, let pixels):
      "images of \(width)x\(height) are too large: at most \(pixels) pixels are possible, give a smaller --size"
    case .imagesTooSmall(let width, let height, let side):
      "hallucinators need images of at least \(side)x\(side) pixels, these are \(width)x\(height): "
        + "use --hallucinators 0"
    case .partsTooSmall(let formation, let width, let height, let most):
      "--formation \(formation) would cut images of \(width)x\(height) too small: "
        + (most > 1 ? "1 to \(most) are possible" : "only 1 is possible")
    case .baseChannels(let asked, let channels):
      "--base-channels takes \(channels > 1 ? "1 or \(channels)" : "1") for images of "
        + "\(channels) \(channels == 1 ? "channel" : "channels"), not \(asked)"
    case .noColors(let channels):
      "bases of \(channels) \(channels == 1 ? "channel" : "channels") get their colours from hallucinators, "
        + "and there are none: leave out --base-channels"
    case .impossible(let error): "no archive can hold that: \(error)"
    case .exceeded(let bound, let found):
      "the archive would have \(found) bytes, and \(bound) were planned: its base coding or its kind of hallucinator "
        + "takes more than it says"
    case .setting(let error): error.description
    case .metadata(let error): "--metadata can't be kept: \(error)"
    }
  }
}
