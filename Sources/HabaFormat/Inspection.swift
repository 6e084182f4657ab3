/// What a file says of itself, learned without expanding its bases and hallucinators.
public struct Inspection: Hashable, Sendable {
  /// A class and what is there of it.
  public struct ClassSummary: Hashable, Sendable {
    /// The class's name, or its number where classes have no names.
    public var name: String
    /// Its bases.
    public var bases: Int
    /// Its images.
    public var images: Int
  }

  /// Bases or hallucinators together.
  public struct Part: Hashable, Sendable {
    /// How many there are.
    public var count: Int
    /// Their scalars.
    public var parameters: Int
    /// The mean depth of their codes; 0 where there are none.
    public var bits: Double
    /// The bytes that they take in the file.
    public var storedBytes: Int
  }

  /// The version of the format, such as `0.9`.
  public var format: String
  /// The bytes of the file.
  public var fileBytes: Int
  /// The images' shape.
  public var shape: ImageShape
  /// The classes in order.
  public var classes: [ClassSummary]
  /// Whether the file names its classes.
  public var hasClassNames: Bool
  /// The number of images.
  public var images: Int
  /// The bases' shape, [c, h, w].
  public var baseShape: ImageShape
  /// How bases are kept: `pixel` or `transform`.
  public var baseKind: String
  /// The bases.
  public var bases: Part
  /// Into how many parts a side of a base is cut.
  public var formation: Int
  /// The hallucinators.
  public var hallucinators: Part
  /// The kind of labels: `hard` or `soft`.
  public var labelKind: String
  /// The learned labels' scalars.
  public var labelParameters: Int
  /// The bytes that labels take in the file.
  public var labelStoredBytes: Int
  /// The bytes of the file that are neither bases nor hallucinators nor labels.
  public var containerStoredBytes: Int
  /// The learning rate that students are to be trained with, where it was learned.
  public var studentLearningRate: Float?
  /// What the maker says of the archive.
  public var metadata: [String: String]
  /// Names of features that a reader may not know and still read the archive.
  public var optionalFeatures: [String]
  /// How each section is coded, such as `bases: range-coded, predictor plane`, in the order of the file.
  public var codings: [String]
  /// The data set that the archive was made of.
  public var source: Source
  /// The SHA-256 of all expanded pixels, [N, C, H, W], as the file declares it.
  public var pixelDigest: SHA256Digest
  /// How the archive was made.
  public var provenance: Provenance
}

// MARK: Accounting

extension Inspection {
  /// All scalars: bases, hallucinators, learned labels and a learned learning rate.
  public var parameters: Int {
    bases.parameters + hallucinators.parameters + labelParameters + (studentLearningRate == nil ? 0 : 1)
  }
  /// The bytes of all scalars as binary32.
  public var float32Bytes: Int { 4 * parameters }
  /// The bits of the file for each scalar.
  public var bitsPerParameter: Double { 8 * Double(fileBytes) / Double(parameters) }
  /// The bits of the file for each class.
  public var bitsPerClass: Double { 8 * Double(fileBytes) / Double(classes.count) }
  /// The images a class that as many scalars would be.
  public var imagesPerClassEquivalent: Double {
    Double(parameters) / (Double(classes.count) * Double(shape.count))
  }
  /// The scalars of all images.
  public var expandedParameters: Int { images * shape.count }
  /// The part of `expandedParameters` that the archive does without.
  public var parameterSavings: Double { 1 - Double(parameters) / Double(expandedParameters) }
  /// The source's pixel bytes for each byte of the file.
  public var compressionRatio: Double { Double(source.pixelBytes) / Double(fileBytes) }
}

// MARK: Reading

extension Inspection {
  /// Inspects a file of which `bytes` are the first, at least to the end of the labels; more are not looked at.
  ///
  /// - Parameters:
  ///   - bytes: The start of the file, or all of it.
  ///   - fileBytes: The size of the whole file.
  public init(parsing bytes: [UInt8], fileBytes: Int) throws(ArchiveError) {
    let prelude = try Prelude(parsing: bytes, fileSize: fileBytes)
    let header = try Header(parsing: bytes, prelude: prelude)
    var names: [String]?
    var counts: [Int] = []
    var metadata: [String: String] = [:]
    for (entry, offset) in zip(header.sections, header.sectionOffsets(headerSize: prelude.headerSize))
    where SectionKind.inspected.contains(entry.kind) {
      let content = try entry.content(in: bytes, at: offset)
      switch entry.kind {
      case .names: names = try ClassSections.names(from: content, classCount: header.classCount)
      case .metadata: metadata = try Metadata.parsed(content)
      default:
        counts = try ClassSections.counts(
          from: content, classCount: header.classCount, baseCount: header.baseCount)
      }
    }
    self.init(header, names: names, counts: counts, metadata: metadata, fileBytes: fileBytes)
  }

  /// Inspects the file at `path`, or standard input for `-`, reading no more of a file than it needs.
  ///
  /// Throws a `FileError` or an `ArchiveError`.
  ///
  /// - Parameters:
  ///   - path: The file.
  ///   - limits: What reading may take.
  public init(readingFileAt path: String, limits: Limits = .default) throws {
    let file = try InputFile(path: path)
    guard let size = file.size else {
      let bytes = try file.readAll(limit: limits.memory)
      try self.init(parsing: bytes, fileBytes: bytes.count)
      return
    }
    // The prelude tells the size of the header, and the header those of the sections that come first.
    var bytes = try file.read(count: Prelude.byteCount)
    let prelude = try Prelude(parsing: bytes, fileSize: size)
    bytes += try file.read(count: prelude.headerSize)
    let header = try Header(parsing: bytes, prelude: prelude)
    for entry in header.sections where SectionKind.inspected.contains(entry.kind) {
      let needed = bytes.count + entry.storedSize + entry.contentSize
      guard needed <= limits.memory else {
        throw ArchiveError.limitExceeded(what: "memory", allowed: limits.memory, declared: needed)
      }
      bytes += try file.read(count: entry.storedSize)
    }
    try self.init(parsing: bytes, fileBytes: size)
  }

  private init(
    _ header: Header, names: [String]?, counts: [Int], metadata: [String: String], fileBytes: Int
  ) {
    let imagesPerBase = header.imagesPerBase
    let stored = { (kind: SectionKind) in header.entry(kind)?.storedSize ?? 0 }
    format = Archive.formatVersion
    self.fileBytes = fileBytes
    shape = header.shape
    hasClassNames = names != nil
    classes = counts.enumerated().map { index, count in
      ClassSummary(name: names?[index] ?? String(index), bases: count, images: count * imagesPerBase)
    }
    images = header.images
    baseShape = header.baseShape
    let baseParameters = header.baseParameters
    var baseBits = 8 * Double(stored(.bases)) / Double(baseParameters)
    baseKind = header.transform == nil ? "pixel" : "transform"
    if case .pixels(let bits, _) = header.baseKind { baseBits = Double(bits) }
    bases = Part(
      count: header.baseCount, parameters: baseParameters, bits: baseBits, storedBytes: stored(.bases))
    formation = header.formation
    let parameters = header.hallucinators?.parameters ?? 0
    // Where tensors may be missing, the depth is the mean over those that any hallucinator has.
    let slots = zip(header.hallucinatorShapes, header.hallucinators?.bits ?? []).filter { $1 > 0 }
    let scalars = slots.reduce(0) { $0 + $1.0.count }
    hallucinators = Part(
      count: header.hallucinatorCount, parameters: parameters,
      bits: scalars == 0 ? 0 : Double(slots.reduce(0) { $0 + $1.0.count * $1.1 }) / Double(scalars),
      storedBytes: stored(.hallucinators))
    labelKind = header.softLabels == nil ? "hard" : "soft"
    labelParameters = header.softLabels.flatMap { product(header.images, $0.classesPerImage) } ?? 0
    labelStoredBytes = stored(.labels) + stored(.softLabels)
    containerStoredBytes = fileBytes - stored(.bases) - stored(.hallucinators) - labelStoredBytes
    studentLearningRate = header.studentLearningRate
    self.metadata = metadata
    optionalFeatures = header.optionalFeatures
    codings = header.sections.map(\.summary)
    source = header.source
    pixelDigest = header.digest
    provenance = header.provenance
  }
}

extension SectionEntry {
  /// How the section is coded, in words.
  fileprivate var summary: String {
    guard kind.holdsCodes else { return kind.name + ": " + coding.word }
    let predictor = style.predictor == .none ? "" : ", predictor " + style.predictor.word
    return kind.name + ": " + layout.word + (coding == .zstd ? " in zstd" : "") + predictor
  }
}

// Written out: to let the runtime find the names of cases takes a small command a twentieth of its time.

extension SectionCoding {
  fileprivate var word: String {
    switch self {
    case .raw: "raw"
    case .zstd: "zstd"
    }
  }
}

extension CodeLayout {
  fileprivate var word: String {
    switch self {
    case .packed: "packed"
    case .bytes: "bytes"
    case .ranged: "ranged"
    }
  }
}

extension Predictor {
  fileprivate var word: String {
    switch self {
    case .none: "none"
    case .left: "left"
    case .above: "above"
    case .median: "median"
    case .plane: "plane"
    case .tensor: "tensor"
    }
  }
}
