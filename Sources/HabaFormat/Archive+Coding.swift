extension Archive {
  /// Reads a whole file, every checksum checked; the digest of the expanded pixels is not recomputed.
  ///
  /// - Parameters:
  ///   - bytes: The file, to its last byte.
  ///   - limits: What reading may take.
  public init(parsing bytes: [UInt8], limits: Limits = .default) throws(ArchiveError) {
    let prelude = try Prelude(parsing: bytes, fileSize: bytes.count)
    let header = try Header(parsing: bytes, prelude: prelude)
    try header.checkMemory(fileSize: bytes.count, limits: limits)
    var contents: [SectionKind: [UInt8]] = [:]
    for (entry, offset) in zip(header.sections, header.sectionOffsets(headerSize: prelude.headerSize)) {
      contents[entry.kind] = try entry.content(in: bytes, at: offset)
    }
    let names = try contents[.names].map { content throws(ArchiveError) in
      try ClassSections.names(from: content, classCount: header.classCount)
    }
    let counts = try ClassSections.counts(
      from: contents[.labels] ?? [], classCount: header.classCount, baseCount: header.baseCount)
    let labels = counts.enumerated().flatMap { Array(repeating: $0.offset, count: $0.element) }
    let pixels = try TensorSection.tensors(
      from: contents[.bases] ?? [], tensors: [(header.shape.count, header.baseBits)],
      repeated: header.baseCount, layout: header.entry(.bases)?.layout ?? .packed, kind: .bases)
    contents[.bases] = nil
    let hallucinators = try contents[.hallucinators].map { content throws(ArchiveError) in
      try header.hallucinators(from: content)
    }
    self.init(
      shape: header.shape, classNames: names, classCount: header.classCount,
      normalization: header.normalization,
      bases: zip(labels, pixels).map { Base(label: $0, pixels: $1) },
      hallucinators: hallucinators ?? [], source: header.source, provenance: header.provenance)
    storedPixelDigest = header.digest
  }

  /// The archive as a file.
  ///
  /// The content is checked first and all images are expanded once for their digest. For one content and one
  /// version of zstd the bytes are always the same.
  public func serialized() throws(ArchiveError) -> [UInt8] {
    try check()
    var sections: [EncodedSection] = []
    if let classNames {
      let content = ClassSections.content(ofNames: classNames)
      sections.append(try EncodedSection(.names, contents: [(.packed, content)]))
    }
    var counts = [Int](repeating: 0, count: classCount)
    for base in bases { counts[base.label] += 1 }
    let labels = ClassSections.content(ofCounts: counts)
    sections.append(try EncodedSection(.labels, contents: [(.packed, labels)]))
    if !hallucinators.isEmpty {
      sections.append(try TensorSection.encoded(hallucinators.flatMap(\.tensors), kind: .hallucinators))
    }
    sections.append(try TensorSection.encoded(bases.map(\.pixels), kind: .bases))

    let depths = hallucinators.first?.tensors.map(\.quantizer.bits)
    let header = Header(
      shape: shape, classCount: classCount, baseCount: bases.count, hallucinatorCount: hallucinators.count,
      baseBits: bases.first?.pixels.quantizer.bits ?? 0,
      hallucinatorBits: depths ?? Array(repeating: 0, count: Header.tensorsPerHallucinator),
      normalization: normalization, source: source, digest: pixelDigest(), provenance: provenance,
      sections: sections.map(\.entry)
    ).bytes
    let prelude = Prelude(
      headerSize: header.count,
      fileSize: sections.reduce(Prelude.byteCount + header.count) { $0 + $1.stored.count },
      headerChecksum: CRC32C.checksum(header))
    return sections.reduce(into: prelude.bytes + header) { $0.append(contentsOf: $1.stored) }
  }
}

extension Header {
  fileprivate func hallucinators(from content: [UInt8]) throws(ArchiveError) -> [Hallucinator] {
    let tensors = try TensorSection.tensors(
      from: content, tensors: Array(zip(Hallucinator.tensorCounts(for: shape), hallucinatorBits)),
      repeated: hallucinatorCount, layout: entry(.hallucinators)?.layout ?? .packed, kind: .hallucinators)
    return stride(from: 0, to: tensors.count, by: Header.tensorsPerHallucinator).map { start in
      Hallucinator(
        encodeKernel: tensors[start], encodeBias: tensors[start + 1], scale: tensors[start + 2],
        shift: tensors[start + 3], decodeKernel: tensors[start + 4], decodeBias: tensors[start + 5])
    }
  }

  /// Refuses a file whose content, two bytes a code beside the expanded sections, takes more than is allowed.
  func checkMemory(fileSize: Int, limits: Limits) throws(ArchiveError) {
    let codes = product(2, baseParameters + hallucinatorParameters)
    let needed = sum([fileSize, codes ?? Int.max] + sections.map(\.contentSize)) ?? Int.max
    guard needed <= limits.memory else {
      throw .limitExceeded(what: "memory", allowed: limits.memory, declared: needed)
    }
  }
}
