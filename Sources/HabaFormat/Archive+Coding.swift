internal import HabaFiles

extension Archive {
  /// Reads a whole file, every checksum checked; the digest of the expanded pixels is not recomputed.
  ///
  /// - Parameters:
  ///   - bytes: The file, to its last byte.
  ///   - limits: What reading may take.
  public init(parsing bytes: [UInt8], limits: Limits = .default) throws(ArchiveError) {
    let reader = try ArchiveReader(parsing: bytes, limits: limits, allBases: true)
    self = reader.archive
    while let base = try reader.nextBase() { bases.append(base) }
  }

  /// The archive as a file.
  ///
  /// The content is checked first and all images are expanded once for their digest. For one content and one
  /// version of zstd the bytes are always the same. Content that was read from a file keeps the codings that
  /// the file had; otherwise each section has the smallest.
  public func serialized() throws(ArchiveError) -> [UInt8] {
    try check()
    var header = self.header(digest: pixelDigest())
    var sections: [EncodedSection] = []
    if let classNames {
      sections.append(try plain(.names, ClassSections.content(ofNames: classNames)))
    }
    var counts = [Int](repeating: 0, count: classCount)
    for base in bases { counts[base.label] += 1 }
    sections.append(try plain(.labels, ClassSections.content(ofCounts: counts)))
    if !metadata.isEmpty { sections.append(try plain(.metadata, Metadata.content(of: metadata))) }
    if let softLabels {
      sections.append(
        try SoftLabelSection.encoded(softLabels, images: imageCount, as: codings[.softLabels]))
    }
    if let own = header.hallucinators {
      sections.append(
        try header.section(of: own).encoded(hallucinators.map(\.tensors), as: codings[.hallucinators]))
    }
    if let transform {
      let style = codings[.bases].flatMap { $0.layout == .packed ? nil : $0 }
      sections.append(
        try CoefficientSection.encoded(bases, transform: transform, shape: baseShape, as: style))
    } else {
      sections.append(try header.baseSection.encoded(bases.map { [$0.pixels] }, as: codings[.bases]))
    }
    header.sections = sections.map(\.entry) + extensions.map(\.entry)
    return try assembled(header, payload: sections.map(\.stored) + extensions.map(\.stored))
  }

  private func assembled(_ header: Header, payload: [[UInt8]]) throws(ArchiveError) -> [UInt8] {
    let head = header.bytes
    guard head.count <= FormatCaps.headerBytes else {
      throw .invalid(
        field: "header", rule: "at most \(FormatCaps.headerBytes) bytes", found: "\(head.count)", offset: nil)
    }
    let prelude = Prelude(
      headerSize: head.count, fileSize: payload.reduce(Prelude.byteCount + head.count) { $0 + $1.count },
      headerChecksum: CRC32C.checksum(head))
    // What a reader would refuse is not written.
    try header.checkSections(prelude: prelude)
    return payload.reduce(into: prelude.bytes + head) { $0.append(contentsOf: $1) }
  }

  /// A section without codes: raw or a zstd frame.
  private func plain(_ kind: SectionKind, _ content: [UInt8]) throws(ArchiveError) -> EncodedSection {
    if let style = codings[kind] { return try EncodedSection(kind, style: style, content: content) }
    var choice = SectionChoice(kind)
    try choice.offer(SectionStyle(coding: .raw), frames: true) { _ in content }
    return try choice.best()
  }

  /// The header without its sections; the content must have been checked.
  private func header(digest: SHA256Digest) -> Header {
    let baseKind: Header.BaseKind =
      if let transform {
        .transform(
          blockSide: transform.blockSide, hasColorTransform: transform.hasColorTransform,
          hasHalfChroma: transform.hasHalfChroma)
      } else {
        .pixels(
          bits: bases.first?.pixels.quantizer.bits ?? 0, grouping: Grouping(of: [bases.map(\.pixels)]))
      }
    var own: Header.Hallucinators?
    if let form = storedForm {
      let slots = Hallucinator.tensorNames.indices.map { slot in hallucinators.map { $0.tensors[slot] } }
      own = Header.Hallucinators(
        count: hallucinators.count, form: form, bits: hallucinatorBits,
        grouping: Grouping(of: slots),
        parameters: slots.reduce(0) { $0 + $1.reduce(0) { $0 + $1.codes.count } })
    }
    return Header(
      shape: shape, classCount: classCount, baseCount: bases.count, optionalFeatures: optionalFeatures,
      baseKind: baseKind, baseShape: baseShape, formation: formation, upsampling: storedUpsampling,
      hallucinators: own,
      softLabels: softLabels.map {
        Header.Soft(classesPerImage: $0.classesPerImage, bits: $0.values.quantizer.bits)
      }, studentLearningRate: studentLearningRate, normalization: normalization, source: source,
      digest: digest, provenance: provenance, sections: [])
  }
}
