internal import HabaFormat

/// What all experts of one folder have in common: images, network and training.
///
/// It is kept as words in each file's metadata, and two experts belong together where all words are equal.
public struct ExpertDescription: Hashable, Sendable {
  /// Words by the names of `keys`.
  let words: [String: String]
  /// Epochs that each was trained for.
  public let epochs: Int
  /// Whether files hold both ends of the trajectories alone.
  public let isStraight: Bool

  /// What matching hangs on: images and network.
  static let subjectKeys = [
    "data", "images", "classes", "shape", "mean", "deviation", "network", "width",
  ]
  /// All names, those of the training too.
  static let keys = subjectKeys + ["epochs", "batch", "rate", "momentum", "augmentation", "points"]
  private static let straight = "ends"

  /// Describes experts that are to be trained.
  public init(_ training: ExpertTraining, on data: ExpertData, isStraight: Bool) {
    var words = Self.subject(data, network: training.network, width: training.width)
    words["epochs"] = String(training.epochs)
    words["batch"] = String(training.batch)
    words["rate"] = training.learningRate.description
    words["momentum"] = training.momentum.description
    words["augmentation"] = training.isAugmented ? Augmentation.strategy : "none"
    words["points"] = isStraight ? Self.straight : "all"
    self.words = words
    epochs = training.epochs
    self.isStraight = isStraight
  }

  /// Reads a file's metadata; nil where they are not those of an expert.
  init?(metadata: [String: String]) {
    let words = metadata.filter { Self.keys.contains($0.key) }
    guard words.count == Self.keys.count, let epochs = words["epochs"].flatMap(Int.init),
      (1...ExpertTraining.mostEpochs).contains(epochs), words["points"] == Self.straight || words["points"] == "all"
    else { return nil }
    self.words = words
    self.epochs = epochs
    isStraight = words["points"] == Self.straight
  }

  /// The words on images and network.
  static func subject(_ data: ExpertData, network: any Network.Type, width: Int) -> [String: String] {
    let shape = data.images.shape
    return [
      "data": data.digest,
      "images": String(data.count),
      "classes": String(data.images.classCount),
      "shape": "\(shape.channels)x\(shape.height)x\(shape.width)",
      "mean": data.normalization.mean.map(\.description).joined(separator: " "),
      "deviation": data.normalization.deviation.map(\.description).joined(separator: " "),
      "network": network.name,
      "width": String(width),
    ]
  }

  /// The digest of the images that they were trained on.
  public var dataDigest: String { words["data"] ?? "" }

  /// The epochs whose parameters files hold.
  var storedEpochs: [Int] { isStraight ? [0, epochs] : Array(0...epochs) }

  /// The file of the expert of one seed: all that it is stands in its name.
  public func fileName(seed: UInt64) -> String {
    let text = Self.keys.map { "\($0)=\(words[$0] ?? "")\n" }.joined()
    let digest = SHA256.digest(of: Array(text.utf8)).description.prefix(12)
    return "\(Self.fileStart)\(digest)-\(seed)\(Self.fileEnd)"
  }

  static let fileStart = "expert-"
  static let fileEnd = ".safetensors"

  /// Whether a name is one of an expert's file.
  static func isFileName(_ name: String) -> Bool { name.hasPrefix(fileStart) && name.hasSuffix(fileEnd) }
}
