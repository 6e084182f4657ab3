/// Reads an archive base by base, so that one with many bases takes little more memory than its file.
///
///     let reader = try ArchiveReader(parsing: bytes)
///     let images = ImageStream(reader)
///     while let image = try images.next() { use(image) }
public final class ArchiveReader {
  /// All of the archive but its bases.
  public let archive: Archive
  /// How many bases there are.
  public let baseCount: Int
  /// The bytes that the file, reading it and making its images take at most: what `Limits` were held against.
  public let memory: Int

  private let stream: BaseStream
  private let counts: [Int]
  private var label = 0
  private var readOfLabel = 0
  private var read = 0

  private enum BaseStream {
    case pixels(TensorStream)
    case coefficients(CoefficientStream)
  }

  /// Starts to read a whole file: every checksum is checked, and all but the bases is read.
  ///
  /// - Parameters:
  ///   - bytes: The file, to its last byte.
  ///   - limits: What reading may take.
  public convenience init(parsing bytes: [UInt8], limits: Limits = .default) throws(ArchiveError) {
    try self.init(parsing: bytes, limits: limits, allBases: false)
  }

  /// `allBases` tells that the caller keeps them, so that they count as memory.
  init(parsing bytes: [UInt8], limits: Limits, allBases: Bool) throws(ArchiveError) {
    let prelude = try Prelude(parsing: bytes, fileSize: bytes.count)
    let header = try Header(parsing: bytes, prelude: prelude)
    memory = try header.memory(fileSize: bytes.count, limits: limits, allBases: allBases)
    let offsets = header.sectionOffsets(headerSize: prelude.headerSize)
    var sections: [SectionKind: (SectionEntry, Int)] = [:]
    for (entry, offset) in zip(header.sections, offsets) {
      // All checksums first: what comes after may believe every byte.
      _ = try entry.checkedRange(in: bytes, at: offset)
      sections[entry.kind] = (entry, offset)
    }
    func content(_ kind: SectionKind) throws(ArchiveError) -> [UInt8]? {
      guard let (entry, offset) = sections[kind] else { return nil }
      return try entry.content(in: bytes, at: offset)
    }
    func stream(_ kind: SectionKind) throws(ArchiveError) -> (SectionEntry, ContentReader) {
      guard let (entry, offset) = sections[kind] else {
        throw .invalid(field: "section table", rule: "complete", found: "no \(kind.description)", offset: nil)
      }
      return (entry, try ContentReader(entry, in: bytes, at: offset))
    }

    let names = try content(.names).map { content throws(ArchiveError) in
      try ClassSections.names(from: content, classCount: header.classCount)
    }
    counts = try ClassSections.counts(
      from: try content(.labels) ?? [], classCount: header.classCount, baseCount: header.baseCount)
    var archive = Archive(
      shape: header.shape, classNames: names, classCount: header.classCount,
      normalization: header.normalization, bases: [], hallucinators: [], source: header.source,
      provenance: header.provenance, baseShape: header.baseShape, formation: header.formation,
      upsampling: header.upsampling ?? .bilinear, studentLearningRate: header.studentLearningRate,
      metadata: try Metadata.parsed(try content(.metadata) ?? []), optionalFeatures: header.optionalFeatures)
    if let soft = header.softLabels {
      let (entry, reader) = try stream(.softLabels)
      archive.softLabels = try SoftLabelSection.labels(
        from: reader, entry: entry, header: header, soft: soft)
    }
    if let hallucinators = header.hallucinators {
      let (entry, reader) = try stream(.hallucinators)
      archive.hallucinatorForm = hallucinators.form
      archive.hallucinators = try header.hallucinators(hallucinators, entry: entry, content: reader)
    }
    let (entry, reader) = try stream(.bases)
    if let transform = header.transform {
      let coefficients = try CoefficientStream(
        transform, shape: header.baseShape, bases: header.baseCount, layout: entry.layout, content: reader)
      archive.transform = coefficients.transform
      self.stream = .coefficients(coefficients)
    } else {
      self.stream = .pixels(
        try TensorStream(
          header.baseSection, entry: entry, rows: header.baseCount, scalars: nil, content: reader))
    }
    archive.storedPixelDigest = header.digest
    for (entry, offset) in zip(header.sections, offsets) {
      archive.codings[entry.kind] = entry.style
      if !entry.kind.isKnown {
        archive.extensions.append(
          ArchiveExtension(entry: entry, stored: Array(bytes[offset..<offset + entry.storedSize])))
      }
    }
    self.archive = archive
    baseCount = header.baseCount
  }

  /// The class of each base, ascending.
  public var baseLabels: [Int] {
    counts.enumerated().flatMap { Array(repeating: $0.offset, count: $0.element) }
  }

  /// The number of images.
  public var imageCount: Int { baseCount * archive.imagesPerBase }

  /// The next base; nil when all have been read and nothing was wrong.
  ///
  /// Images of earlier bases are not to be trusted before that.
  public func nextBase() throws(ArchiveError) -> Base? {
    guard read < baseCount else { return nil }
    while readOfLabel == counts[label] { (label, readOfLabel) = (label + 1, 0) }
    readOfLabel += 1
    read += 1
    let isLast = read == baseCount
    switch stream {
    case .pixels(let stream):
      let pixels = try stream.next()[0]
      if isLast { try stream.finish() }
      return Base(label: label, pixels: pixels)
    case .coefficients(let stream):
      let coefficients = try stream.next()
      if isLast { try stream.finish() }
      return Base(label: label, coefficients: coefficients)
    }
  }
}

extension Header {
  /// The section of bases that are kept as pixels.
  var baseSection: TensorSection {
    var (bits, grouping) = (0, Grouping.tensors)
    if case .pixels(let ownBits, let ownGrouping) = baseKind { (bits, grouping) = (ownBits, ownGrouping) }
    return TensorSection(
      kind: .bases,
      slots: [
        TensorSlot(name: "base", shape: geometry.baseTensor, bits: bits, slices: baseShape.channels)
      ], grouping: grouping, isSparse: false)
  }

  /// The section of hallucinators.
  func section(of hallucinators: Hallucinators) -> TensorSection {
    let shapes = hallucinators.form.tensorShapes(baseChannels: baseShape.channels, image: self.shape)
    let slots = shapes.enumerated().map { index, shape in
      TensorSlot(
        name: Hallucinator.tensorNames[index], shape: shape, bits: hallucinators.bits[index],
        slices: hallucinators.form.sliceCounts[index])
    }
    return TensorSection(
      kind: .hallucinators, slots: slots, grouping: hallucinators.grouping,
      isSparse: hallucinators.form.kind == .residual)
  }

  fileprivate func hallucinators(
    _ hallucinators: Hallucinators, entry: SectionEntry, content: ContentReader
  ) throws(ArchiveError) -> [Hallucinator] {
    let stream = try TensorStream(
      section(of: hallucinators), entry: entry, rows: hallucinators.count, scalars: hallucinators.parameters,
      content: content)
    var result: [Hallucinator] = []
    for _ in 0..<hallucinators.count { result.append(Hallucinator(try stream.next())) }
    try stream.finish()
    return result
  }
}
