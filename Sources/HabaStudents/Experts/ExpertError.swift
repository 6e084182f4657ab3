public import HabaTensor
internal import HabaFiles

/// What is wrong with experts, or with a folder of them.
public enum ExpertError: Error, Hashable, Sendable {
  /// There is nothing to train on.
  case noImages
  /// The loss of an expert has become no number.
  case diverged(seed: UInt64, step: Int)
  /// A folder can't be listed.
  case unreadable(folder: String)
  /// A folder holds no expert.
  case none(folder: String)
  /// A file is no state file, or a damaged one.
  case file(path: String, StateFileError)
  /// A file is a state file, but none of an expert as it should be.
  case notAnExpert(path: String, problem: String)
  /// An expert does not belong to the others, or to what it is asked for.
  case other(path: String, what: String, found: String, wanted: String)
  /// Several files of a folder are damaged; the first is told of.
  case damaged(files: Int, of: Int, first: String)

  /// What went wrong, coarsely.
  public enum Kind: Hashable, Sendable {
    /// It is not there, or can't be read.
    case notFound
    /// Reading failed half-way.
    case readFailed
    /// It is damaged, or not what is asked for.
    case badInput
    /// Training failed.
    case training
  }

  /// The coarse kind.
  public var kind: Kind {
    switch self {
    case .noImages, .none, .notAnExpert, .other, .damaged: .badInput
    case .diverged: .training
    case .unreadable: .notFound
    case .file(_, let error):
      switch error.kind {
      case .unreadable: .notFound
      case .readFailed: .readFailed
      case .damaged, .unsupported, .limit, .invalidContent: .badInput
      }
    }
  }
}

extension ExpertError: CustomStringConvertible {
  /// One line: what, where, and what to do.
  public var description: String { text.onOneLine }

  private var text: String {
    switch self {
    case .noImages: "there is no image to train experts on"
    case .diverged(let seed, let step):
      "the loss of the expert of seed \(seed) is no number after \(step) steps: give a smaller learning rate"
    case .unreadable(let folder): "\(folder): can't be read as a folder of experts"
    case .none(let folder): "\(folder): holds no expert; habazip experts DATASET -o \(folder) trains some"
    case .file(let path, let error): "\(path): \(error)"
    case .notAnExpert(let path, let problem): "\(path): is no expert's trajectory: \(problem); remove it"
    case .other(let path, let what, let found, let wanted):
      "\(path): this expert's \(what) is \(found), not \(wanted): it does not belong here"
    case .damaged(let files, let all, let first):
      "\(files) of \(all) experts are damaged; remove them, and train them anew. The first is \(first)"
    }
  }
}
