/// What was asked for and can't be done.
public enum CodecError: Error, Hashable, Sendable, CustomStringConvertible {
  /// No objective has this name.
  case unknownObjective(String)
  /// No network has this name.
  case unknownNetwork(String)
  /// There is nothing to train on.
  case noTrainingImages
  /// Training and test images differ in shape or number of classes.
  case setsDiffer(training: String, test: String)

  /// What is wrong, in one line.
  public var description: String {
    switch self {
    case .unknownObjective(let name):
      "no objective is called \(name): there is \(objectiveNames.joined(separator: ", "))"
    case .unknownNetwork(let name):
      "no network is called \(name): there is \(studentNetworks.map { $0.name }.joined(separator: ", "))"
    case .noTrainingImages: "there is no image to train on"
    case .setsDiffer(let training, let test): "training images are \(training), test images \(test)"
    }
  }
}
