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
  /// The bases.
  public var bases: Part
  /// Into how many parts a side of a base is cut; this version has 1 alone.
  public var formation: Int
  /// The hallucinators.
  public var hallucinators: Part
  /// The kind of labels; this version has `hard` alone.
  public var labelKind: String
  /// The learned labels' scalars.
  public var labelParameters: Int
  /// The bytes that labels take in the file.
  public var labelStoredBytes: Int
  /// The bytes of the file that are neither bases nor hallucinators nor labels.
  public var containerStoredBytes: Int
  /// The data set that the archive was made of.
  public var source: Source
  /// The SHA-256 of all expanded pixels, [N, C, H, W], as the file declares it.
  public var pixelDigest: SHA256Digest
  /// How the archive was made.
  public var provenance: Provenance
}

// MARK: Accounting

extension Inspection {
  /// All scalars: bases, hallucinators and learned labels.
  public var parameters: Int { bases.parameters + hallucinators.parameters + labelParameters }
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
    for (entry, offset) in zip(header.sections, header.sectionOffsets(headerSize: prelude.headerSize)) {
      switch entry.kind {
      case .names:
        names = try ClassSections.names(
          from: try entry.content(in: bytes, at: offset), classCount: header.classCount)
      case .labels:
        counts = try ClassSections.counts(
          from: try entry.content(in: bytes, at: offset), classCount: header.classCount,
          baseCount: header.baseCount)
      case .hallucinators, .bases: break
      }
    }
    self.init(header, names: names, counts: counts, fileBytes: fileBytes)
  }

  /// Inspects the file at `path`, or standard input for `-`, reading no more of a file than it needs.
  ///
  /// Throws a `FileError` or an `ArchiveError`.
  public init(readingFileAt path: String) throws {
    let file = try InputFile(path: path)
    guard let size = file.size else {
      let bytes = try file.readAll(limit: Limits.default.memory)
      try self.init(parsing: bytes, fileBytes: bytes.count)
      return
    }
    // The prelude tells the size of the header, and the header those of names and labels, which come first.
    var bytes = try file.read(count: Prelude.byteCount)
    let prelude = try Prelude(parsing: bytes, fileSize: size)
    bytes += try file.read(count: prelude.headerSize)
    let header = try Header(parsing: bytes, prelude: prelude)
    for entry in header.sections where entry.kind == .names || entry.kind == .labels {
      bytes += try file.read(count: entry.storedSize)
    }
    try self.init(parsing: bytes, fileBytes: size)
  }

  private init(_ header: Header, names: [String]?, counts: [Int], fileBytes: Int) {
    let imagesPerBase = max(1, header.hallucinatorCount)
    let stored = { (kind: SectionKind) in header.entry(kind)?.storedSize ?? 0 }
    format = Archive.formatVersion
    self.fileBytes = fileBytes
    shape = header.shape
    hasClassNames = names != nil
    classes = counts.enumerated().map { index, count in
      ClassSummary(name: names?[index] ?? String(index), bases: count, images: count * imagesPerBase)
    }
    images = header.images
    bases = Part(
      count: header.baseCount, parameters: header.baseParameters, bits: Double(header.baseBits),
      storedBytes: stored(.bases))
    formation = 1
    let parameters = header.hallucinatorParameters
    hallucinators = Part(
      count: header.hallucinatorCount, parameters: parameters,
      bits: parameters == 0 ? 0 : Double(header.hallucinatorCodeBits) / Double(parameters),
      storedBytes: stored(.hallucinators))
    labelKind = "hard"
    labelParameters = 0
    labelStoredBytes = stored(.labels)
    containerStoredBytes = fileBytes - stored(.bases) - stored(.hallucinators) - stored(.labels)
    source = header.source
    pixelDigest = header.digest
    provenance = header.provenance
  }
}
