public import HabaFormat

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
  /// The names of the constraints that took part in it.
  public var constraints: [String]
  /// Those of them that did not count even at the last step, as a run ended that was too short for them.
  public var uncounted: [String]
  /// What the objective had to do otherwise than it should, in a few words.
  public var note: String?
  /// Held-out accuracy of each start tried; empty where there was nothing to choose.
  public var heldOut: [(start: String, accuracy: Double)]
}
