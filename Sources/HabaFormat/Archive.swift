/// The content of a `.haba` file: bases and the hallucinators that make images of them.
///
/// The images are those of every part of every base with every hallucinator; without hallucinators they are the
/// parts of the bases.
public struct Archive: Sendable {
  /// The shape of the images, [C, H, W].
  public var shape: ImageShape
  /// The name of each class, or nil where the data set has none.
  public var classNames: [String]?
  /// The number of classes, 1…65536.
  public var classCount: Int
  /// What turns the units of the bases back into pixel levels.
  public var normalization: Normalization
  /// The bases, ascending by label; at least one.
  ///
  /// All have the same depth.
  public var bases: [Base]
  /// The hallucinators; may be empty.
  ///
  /// Equal tensors of all have the same depth.
  public var hallucinators: [Hallucinator]
  /// What the archive was made of.
  public var source: Source
  /// How it was made.
  public var provenance: Provenance

  /// The shape of the bases, [c, h, w]: no more channels than images have, any sides that `formation` divides.
  public var baseShape: ImageShape
  /// Into how many parts each side of a base is cut, 1…255; every part makes images of its own.
  public var formation: Int
  /// How parts become as large as images, where they aren't.
  public var upsampling: Upsampling
  /// How bases are kept as coefficients; nil where they are kept as pixels.
  public var transform: BaseTransform?
  /// What all hallucinators have in common.
  public var hallucinatorForm: HallucinatorForm
  /// Numbers for the classes of each image, beyond its base's class.
  public var softLabels: SoftLabels?
  /// The learning rate that students are to be trained with, where it was learned; finite and positive.
  public var studentLearningRate: Float?
  /// What the maker says of the archive, such as `title`, `licence`, `source`: at most 4 KiB as stored.
  ///
  /// A name has lower-case letters, digits, `-` and `_`; a value has no control characters but line feeds.
  public var metadata: [String: String]
  /// Names of features that a reader may not know and still read the archive.
  public var optionalFeatures: [String]

  /// The digest of the expanded pixels that the file declares; nil for content that was not read from a file.
  ///
  /// No part of the content: writing recomputes it, and comparing passes it over.
  public internal(set) var storedPixelDigest: SHA256Digest?
  /// How the sections of the file were coded that the archive was read from; writing keeps it.
  var codings: [SectionKind: SectionStyle] = [:]
  /// Optional sections that this version doesn't know, as they are stored.
  var extensions: [ArchiveExtension] = []

  /// Makes an archive of content; `check()` says whether it can be written.
  ///
  /// Where `baseShape` is nil bases are shaped as images; where `hallucinatorForm` is nil it is the published one.
  public init(
    shape: ImageShape, classNames: [String]?, classCount: Int, normalization: Normalization, bases: [Base],
    hallucinators: [Hallucinator], source: Source, provenance: Provenance, baseShape: ImageShape? = nil,
    formation: Int = 1, upsampling: Upsampling = .bilinear, transform: BaseTransform? = nil,
    hallucinatorForm: HallucinatorForm? = nil, softLabels: SoftLabels? = nil,
    studentLearningRate: Float? = nil, metadata: [String: String] = [:], optionalFeatures: [String] = []
  ) {
    self.shape = shape
    self.classNames = classNames
    self.classCount = classCount
    self.normalization = normalization
    self.bases = bases
    self.hallucinators = hallucinators
    self.source = source
    self.provenance = provenance
    self.baseShape = baseShape ?? shape
    self.formation = formation
    self.upsampling = upsampling
    self.transform = transform
    self.hallucinatorForm = hallucinatorForm ?? .published(features: shape.channels)
    self.softLabels = softLabels
    self.studentLearningRate = studentLearningRate
    self.metadata = metadata
    self.optionalFeatures = optionalFeatures
  }

  /// Forgets how the file was coded that the archive was read from: writing chooses what is smallest.
  public mutating func recode() { codings = [:] }

  static let version = (major: 0, minor: 9)

  /// The version of the format that is written and read, such as `0.9`.
  public static let formatVersion = "\(version.major).\(version.minor)"

  /// The images of one base: parts times hallucinators, or parts where there are none.
  public var imagesPerBase: Int { formation * formation * max(1, hallucinators.count) }

  /// The number of images.
  public var imageCount: Int { bases.count * imagesPerBase }

  /// The name of class `label`, or its number where classes have no names.
  public func className(_ label: Int) -> String {
    guard let classNames, classNames.indices.contains(label) else { return String(label) }
    return classNames[label]
  }

  /// The label of every image, in the order of the images: base by base, parts within, hallucinators within those.
  public var labels: [Int] {
    bases.flatMap { Array(repeating: $0.label, count: imagesPerBase) }
  }
}

extension Archive: Hashable {
  /// Whether both have the same content.
  public static func == (one: Archive, other: Archive) -> Bool {
    one.shape == other.shape && one.classNames == other.classNames && one.classCount == other.classCount
      && one.normalization == other.normalization && one.bases == other.bases
      && one.hallucinators == other.hallucinators && one.source == other.source
      && one.provenance == other.provenance && one.baseShape == other.baseShape
      && one.formation == other.formation && one.storedUpsampling == other.storedUpsampling
      && one.transform == other.transform && one.storedForm == other.storedForm
      && one.softLabels == other.softLabels && one.studentLearningRate == other.studentLearningRate
      && one.metadata == other.metadata && one.optionalFeatures == other.optionalFeatures
      && one.extensions == other.extensions
  }

  /// Feeds what differs most.
  public func hash(into hasher: inout Hasher) {
    hasher.combine(shape)
    hasher.combine(classNames)
    hasher.combine(classCount)
    hasher.combine(normalization)
    hasher.combine(bases)
    hasher.combine(hallucinators)
    hasher.combine(source)
    hasher.combine(provenance)
  }

  /// The upsampling, if there is anything to upsample.
  var storedUpsampling: Upsampling? { geometry.isResized ? upsampling : nil }

  /// The form of the hallucinators, if there are any; without maps they have a grain of 1.
  var storedForm: HallucinatorForm? {
    guard !hallucinators.isEmpty else { return nil }
    var form = hallucinatorForm
    if hallucinators.allSatisfy({ $0.scale.isMissing && $0.shift.isMissing }) { form.grain = 1 }
    return form
  }
}

/// An optional section that this version doesn't know.
struct ArchiveExtension: Hashable, Sendable {
  var entry: SectionEntry
  var stored: [UInt8]
}
