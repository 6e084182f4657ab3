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
    case .unequalSizes(_, _, _, _, _, _, let width, let height):
      return "for example: \(command(adding: "--size", "\(width)x\(height)"))"
    case .otherShape(_, let found, let wanted) where (found.width, found.height) != (wanted.width, wanted.height):
      return "for example: "
        + command(adding: "--size", "\(wanted.width)x\(wanted.height)", "--fit", Fit.crop.rawValue)
    case .unclearSplits(_, .alike), .unclearSplits(_, .noTrainingSplit): return nil
    case .unclearSplits:
      return "--kind folder takes them all as classes, --kind splits those named as splits as splits"
    case .notAnImage, .imageNotRead, .undecodable, .damagedImages: return "--damaged skip leaves such images out"
    case .needsMemory: return "give --memory if it is trusted"
    case .otherSource: return "--whole-test tests on all of it"
    default: return nil
    }
  }

  /// The command as it was given, and more words.
  private static func command(adding words: String...) -> String {
    (["habazip"] + CommandLine.arguments.dropFirst() + words).map(quoted).joined(separator: " ")
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
