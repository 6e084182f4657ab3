/// Why a run can't go on from a checkpoint.
public enum CheckpointError: Error, Hashable, Sendable, CustomStringConvertible {
  /// It is none: a state of something else.
  case notACheckpoint
  /// It is one of a version that keeps them in another way.
  case unknownVersion(String)
  /// It says something that can't be.
  case damaged(what: String, found: String)
  /// It is of a run with other data.
  case otherData(what: String, there: String, here: String)
  /// It is of a run with other options, or of another version of the encoder.
  case otherOptions(what: String, there: String, here: String)

  /// What is wrong, in one line.
  public var description: String {
    switch self {
    case .notACheckpoint: "is no checkpoint of a compression"
    case .unknownVersion(let found): "is a checkpoint of a kind that is not known here: \(found)"
    case .damaged(let what, let found): "is damaged: it has '\(found)' for \(what)"
    case .otherData(let what, let there, let here):
      "is of a run on other data: \(what) \(there) there, \(here) here"
        + (what == "experts" ? "; if some were added to the folder since, give one of those that were there" : "")
    case .otherOptions(let what, let there, let here):
      "is of a run that differs: \(what) \(there) there, \(here) here"
    }
  }
}
