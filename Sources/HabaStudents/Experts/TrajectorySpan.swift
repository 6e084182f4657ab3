/// The part of an expert's trajectory that matching reads: it starts after an epoch drawn at random and ends some
/// epochs later (Cazenavette et al., 2022, section 3.2).
public struct TrajectorySpan: Hashable, Sendable {
  /// Starts are drawn below this epoch.
  public var startsBelow: Int
  /// Epochs between the start and the parameters that are to be reached.
  public var matched: Int

  /// A span with both choices named.
  public init(startsBelow: Int, matched: Int) {
    self.startsBelow = startsBelow
    self.matched = matched
  }

  /// The last epoch that is ever read: experts need no more.
  public var lastEpoch: Int { startsBelow - 1 + matched }

  /// What HaBa publishes for so many bases of each class (its scripts for CIFAR-10): starts are early for one, later
  /// for more.
  public static func published(basesPerClass: Int) -> TrajectorySpan {
    TrajectorySpan(startsBelow: basesPerClass > 1 ? 20 : 2, matched: 2)
  }
}
