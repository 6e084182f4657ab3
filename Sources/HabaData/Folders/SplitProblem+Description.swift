extension SplitProblem: CustomStringConvertible {
  /// What is unclear, in one line, and what would make it clear.
  public var description: String {
    func list(_ names: [String]) -> String {
      names.prefix(6).joined(separator: ", ") + (names.count > 6 ? " and \(names.count - 6) more" : "")
    }
    let choice = "say whether the folders are splits or classes"
    return switch self {
    case .mixed(let splits, let others):
      "splits (\(list(splits))) and other folders of images (\(list(others))) lie side by side; \(choice)"
    case .prefixesDiffer(let names): "folders are named as splits of different sets (\(list(names))); \(choice)"
    case .noClassFolders(let names):
      "folders are named as splits (\(list(names))), and their images are not in a folder for each class; \(choice)"
    case .sharedFolders(let names, let shared):
      "the folders \(list(names)) all hold the same folders of images (\(list(shared))); \(choice)"
    case .splitsBelow(let name, let splits):
      "\(name) holds folders that are named as splits (\(list(splits))); give the folder that holds the splits, or say that"
        + " the folders are classes"
    case .alike(let first, let second): "\(first) and \(second) are both the same split; leave one of them"
    case .noTrainingSplit(let names): "none of the splits \(list(names)) is the training split; name one of them train"
    }
  }
}
