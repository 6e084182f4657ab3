/// What an archive will hold, said before any of its numbers is there: enough to know the most bytes it can take.
///
///     var layout = ArchiveLayout(
///       shape: shape, classNames: nil, classCount: 10, bases: 20, baseCoding: .pixels(bits: 4, grouping: .tensors))
///     layout.hallucinators = .init(count: 3, form: .published(features: 3), bits: 4)
///     guard layout.maximumSize <= budget else { … }
public struct ArchiveLayout: Hashable, Sendable {
  /// How bases are kept.
  public enum BaseCoding: Hashable, Sendable {
    /// As codes of pixels, 1…16 bits each, that share quantizers so or more coarsely.
    case pixels(bits: Int, grouping: Grouping)
    /// As coefficients of a transform with all its planes.
    case coefficients(BaseTransform)
  }

  /// Hallucinators without their numbers.
  public struct Hallucinators: Hashable, Sendable {
    /// How many there are, 1…65536.
    public var count: Int
    /// The network.
    public var form: HallucinatorForm
    /// The depth of each of the six tensors, 1…16; 0 for one that no residual hallucinator has.
    public var bits: [Int]
    /// Which codes share a quantizer, if they don't more coarsely.
    public var grouping: Grouping

    /// Makes a description of hallucinators that have all six tensors; nothing is checked.
    public init(count: Int, form: HallucinatorForm, bits: Int, grouping: Grouping = .tensors) {
      self.init(
        count: count, form: form, bits: Array(repeating: bits, count: Header.tensorsPerHallucinator),
        grouping: grouping)
    }

    /// Makes a description of hallucinators with tensors of these six depths; nothing is checked.
    public init(count: Int, form: HallucinatorForm, bits: [Int], grouping: Grouping = .tensors) {
      self.count = count
      self.form = form
      self.bits = bits
      self.grouping = grouping
    }
  }

  /// Soft labels without their numbers.
  public struct SoftLabels: Hashable, Sendable {
    /// How many classes of an image have a number, 1…K.
    public var classesPerImage: Int
    /// The depth of the numbers, 1…16.
    public var bits: Int

    /// Makes a description of soft labels; nothing is checked.
    public init(classesPerImage: Int, bits: Int) {
      self.classesPerImage = classesPerImage
      self.bits = bits
    }
  }

  /// The shape of the images, [C, H, W].
  public var shape: ImageShape
  /// The number of classes, 1…65536.
  public var classCount: Int
  /// The number of bases, 1…2^24.
  public var bases: Int
  /// The shape of the bases, [c, h, w].
  public var baseShape: ImageShape
  /// Into how many parts each side of a base is cut, 1…255.
  public var formation: Int
  /// How bases are kept.
  public var baseCoding: BaseCoding
  /// The hallucinators; nil for none.
  public var hallucinators: Hallucinators?
  /// The soft labels; nil for none.
  public var softLabels: SoftLabels?
  /// Whether there is a learned learning rate for students.
  public var hasStudentLearningRate: Bool
  /// Names of features that a reader may not know.
  public var optionalFeatures: [String]

  /// The bytes of the classes' names; 0 where they have none.
  let namesSize: Int
  /// The bytes of the metadata; 0 where there is none.
  let metadataSize: Int
  /// Sections that are kept as they are.
  var extensions: [SectionEntry] = []

  /// Makes a description; `check()` says whether there can be such an archive.
  ///
  /// Where `baseShape` is nil bases are shaped as images. Of names and metadata no more than their bytes are kept.
  public init(
    shape: ImageShape, classNames: [String]?, classCount: Int, bases: Int, baseCoding: BaseCoding,
    baseShape: ImageShape? = nil, formation: Int = 1, hallucinators: Hallucinators? = nil,
    softLabels: SoftLabels? = nil, hasStudentLearningRate: Bool = false, metadata: [String: String] = [:],
    optionalFeatures: [String] = []
  ) {
    self.shape = shape
    self.classCount = classCount
    self.bases = bases
    self.baseShape = baseShape ?? shape
    self.formation = formation
    self.baseCoding = baseCoding
    self.hallucinators = hallucinators
    self.softLabels = softLabels
    self.hasStudentLearningRate = hasStudentLearningRate
    self.optionalFeatures = optionalFeatures
    namesSize = classNames.map(ClassSections.size(ofNames:)) ?? 0
    metadataSize = metadata.isEmpty ? 0 : Metadata.content(of: metadata).count
  }

  /// The layout of an archive that is there; nothing is checked.
  public init(of archive: Archive) {
    let header = archive.header
    self.init(
      shape: archive.shape, classNames: archive.classNames, classCount: archive.classCount,
      bases: archive.bases.count, baseCoding: archive.baseCoding, baseShape: archive.baseShape,
      formation: archive.formation,
      hallucinators: header.hallucinators.map {
        Hallucinators(count: $0.count, form: $0.form, bits: $0.bits, grouping: $0.grouping)
      },
      softLabels: header.softLabels.map {
        SoftLabels(classesPerImage: $0.classesPerImage, bits: $0.bits)
      },
      hasStudentLearningRate: archive.studentLearningRate != nil, metadata: archive.metadata,
      optionalFeatures: archive.optionalFeatures)
    extensions = archive.extensions.map(\.entry)
  }
}
