internal import FoundationEssentials
public import HabaFormat

/// `recipe.json` of an expanded folder: what the archive says on how to train.
public struct ExpandedRecipe: Codable, Hashable, Sendable {
  /// What images are labelled with.
  public enum Labels: String, Codable, Sendable { case hard, soft }

  /// What the archive was made of.
  public struct Origin: Codable, Hashable, Sendable {
    var images: Int
    var pixelBytes: Int

    enum CodingKeys: String, CodingKey {
      case images
      case pixelBytes = "pixel_bytes"
    }
  }

  /// `soft` where labels.csv has numbers for the classes of each image.
  public var labels: Labels
  /// The names of all classes in label order, also of those without images.
  public var classNames: [String]?
  /// The learning rate at which students start, where it was learned; finite and positive.
  public var learningRate: Float?
  /// How images of another size were fitted; nil where all were taken as they were.
  public var fit: Fit?
  /// What was held out of the data set that the archive was made of.
  public var holdOut: HoldOut?
  /// The objective that the archive was made by.
  public var objective: String?
  /// What the archive was made of.
  public var source: Origin?

  enum CodingKeys: String, CodingKey {
    case labels
    case classNames = "class_names"
    case learningRate = "learning_rate"
    case fit
    case holdOut = "hold_out"
    case objective, source
  }

  static let name = "recipe.json"
  private static let mostBytes = 1 << 26

  /// What an archive says.
  public init(_ archive: Archive) {
    labels = archive.softLabels == nil ? .hard : .soft
    classNames = (0..<archive.classCount).map(archive.className)
    learningRate = archive.studentLearningRate
    fit = archive.fit
    holdOut = archive.holdOut
    objective = archive.provenance.objective
    source = Origin(images: archive.source.images, pixelBytes: archive.source.pixelBytes)
  }

  /// What a folder says that no archive was given for.
  init(_ folder: ExpandedFolder) {
    labels = folder.softLabels == nil ? .hard : .soft
    classNames = folder.classNames
  }

  /// Reads and checks the recipe of an expanded folder; nil where it has none.
  init?(_ folder: Folder) throws(DataError) {
    guard folder.hasFile(Self.name) else { return nil }
    let path = folder.path(of: Self.name)
    let bytes = try FileReader.bytes(of: path, limit: Self.mostBytes)
    do {
      self = try JSONDecoder().decode(Self.self, from: Data(bytes))
    } catch {
      throw .badRecipe(path: path, reason: "it is not what expand writes")
    }
    if let learningRate, !(learningRate.isFinite && learningRate > 0) {
      throw .badRecipe(path: path, reason: "a learning rate of \(learningRate)")
    }
  }

  /// As JSON on one line; a learning rate that is not there is null.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(labels, forKey: .labels)
    try container.encodeIfPresent(classNames, forKey: .classNames)
    try container.encode(learningRate, forKey: .learningRate)
    try container.encodeIfPresent(fit, forKey: .fit)
    try container.encodeIfPresent(holdOut, forKey: .holdOut)
    try container.encodeIfPresent(objective, forKey: .objective)
    try container.encodeIfPresent(source, forKey: .source)
  }

  /// The bytes of the file.
  func bytes() throws -> [UInt8] {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    return [UInt8](try encoder.encode(self)) + [0x0A]
  }
}
