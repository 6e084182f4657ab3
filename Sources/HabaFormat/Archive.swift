/// The content of a `.haba` file: bases and the hallucinators that make images of them.
///
/// The images are those of every base with every hallucinator; without hallucinators they are the bases.
public struct Archive: Sendable {
  /// The shape of bases and images alike, [C, H, W].
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
  /// The digest of the expanded pixels that the file declares; nil for content that was not read from a file.
  ///
  /// No part of the content: writing recomputes it, and comparing passes it over.
  public internal(set) var storedPixelDigest: SHA256Digest?

  /// Makes an archive of content; `check()` says whether it can be written.
  public init(
    shape: ImageShape, classNames: [String]?, classCount: Int, normalization: Normalization, bases: [Base],
    hallucinators: [Hallucinator], source: Source, provenance: Provenance
  ) {
    self.shape = shape
    self.classNames = classNames
    self.classCount = classCount
    self.normalization = normalization
    self.bases = bases
    self.hallucinators = hallucinators
    self.source = source
    self.provenance = provenance
  }

  static let version = (major: 0, minor: 9)

  /// The version of the format that is written and read, such as `0.9`.
  public static let formatVersion = "\(version.major).\(version.minor)"

  /// The number of images: bases times hallucinators, or bases where there are none.
  public var imageCount: Int { bases.count * max(1, hallucinators.count) }

  /// The name of class `label`, or its number where classes have no names.
  public func className(_ label: Int) -> String {
    guard let classNames, classNames.indices.contains(label) else { return String(label) }
    return classNames[label]
  }

  /// The label of every image, in the order of the images: base by base, hallucinators within.
  public var labels: [Int] {
    bases.flatMap { Array(repeating: $0.label, count: max(1, hallucinators.count)) }
  }
}

extension Archive: Hashable {
  /// Whether both have the same content.
  public static func == (one: Archive, other: Archive) -> Bool {
    one.shape == other.shape && one.classNames == other.classNames && one.classCount == other.classCount
      && one.normalization == other.normalization && one.bases == other.bases
      && one.hallucinators == other.hallucinators && one.source == other.source
      && one.provenance == other.provenance
  }

  /// Feeds the content.
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
}
