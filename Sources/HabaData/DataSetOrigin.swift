/// What was found at a data set's path, and what of it is used.
public struct DataSetOrigin: Hashable, Sendable {
  /// The kind that it was read as.
  public var kind: DataSetKind
  /// The names of its splits in byte order; empty where it has one only.
  public var splits: [String] = []
  /// The split that was read; nil where it has one only.
  public var used: String?
  /// What every image was brought to; nil where all were taken as they are.
  public var fitting: Fitting?
  /// What is there and was not read.
  public var leftOut: [LeftOut] = []
}

/// Files that were not read, all for one reason.
public struct LeftOut: Hashable, Sendable {
  /// Why files are left out.
  public enum Reason: Hashable, Comparable, Sendable {
    /// Images that can't be decoded.
    case damaged
    /// Pictures of a format that isn't read.
    case format(String)
    /// No pictures.
    case noPicture
    /// Files of an expanded folder that its table does not list.
    case unlisted
    /// Beside the folders or files that make the data set.
    case beside
    /// Names that start with a dot.
    case hidden
    /// Folders that were read already under another name.
    case repeatedFolder
    /// Folders beside those of the splits.
    case besideSplits
  }

  /// Why.
  public var reason: Reason
  /// How many.
  public var count: Int
  /// The first of them.
  public var first: String

  /// Makes a count.
  public init(reason: Reason, count: Int, first: String) {
    self.reason = reason
    self.count = count
    self.first = first
  }
}

/// Counts what is left out, reason by reason.
struct LeftOutCounts {
  private var counts: [LeftOut.Reason: LeftOut] = [:]

  mutating func add(_ reason: LeftOut.Reason, _ path: String, count: Int = 1) {
    guard count > 0 else { return }
    counts[reason, default: LeftOut(reason: reason, count: 0, first: path)].count += count
  }

  mutating func add(_ others: LeftOutCounts) {
    for other in others.all { add(other.reason, other.first, count: other.count) }
  }

  /// In the order of the reasons.
  var all: [LeftOut] { counts.values.sorted { $0.reason < $1.reason } }
}
