internal import HabaData
internal import HabaFormat

extension Failure {
  /// What to say of a data set that can't be used, with the options that would help.
  static func text(of error: DataError) -> String {
    guard let help = help(with: error) else { return error.description }
    return "\(error); \(help)"
  }

  private static func help(with error: DataError) -> String? {
    switch error {
    case .needsSize(let problem):
      return "for example: \(command(adding: "--size", "\(problem.proposed.width)x\(problem.proposed.height)"))"
    case .otherShape(_, let found, let wanted) where found.channels == wanted.channels:
      return "for example: "
        + command(adding: "--size", "\(wanted.width)x\(wanted.height)", "--fit", Fit.crop.rawValue)
    case .unclearSplits(_, let problem):
      switch problem {
      case .alike, .noTrainingSplit: return nil
      case .noClassFolders, .sharedFolders, .splitsBelow: return "--kind folder takes them all as classes"
      case .mixed, .prefixesDiffer:
        return "--kind folder takes them all as classes, --kind splits those named as splits as splits"
      }
    case .notAnImage, .imageNotRead, .undecodable, .damagedImages: return "--damaged skip leaves such images out"
    case .needsMemory: return "give --memory if it is trusted"
    case .otherSource: return "--whole-test tests on all of it, also on what the archive was made of"
    default: return nil
    }
  }

  /// The command as it was given, and more words.
  private static func command(adding words: String...) -> String {
    let given = Array(CommandLine.arguments.dropFirst())
    // What follows two dashes is no option any more.
    let end = given.firstIndex(of: "--") ?? given.endIndex
    return (["habazip"] + given[..<end] + words + given[end...]).map(quoted).joined(separator: " ")
  }

  /// A word as a shell takes it.
  private static func quoted(_ word: String) -> String {
    let plain = word.utf8.allSatisfy { byte in
      (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte)
        || "-_./=:,+@%".utf8.contains(byte)
    }
    if plain && !word.isEmpty { return word }
    return "'" + word.split(separator: "'", omittingEmptySubsequences: false).joined(separator: "'\\''") + "'"
  }
}
