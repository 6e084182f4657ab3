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
  public func serialized() throws(ArchiveError) -> [UInt8] { try encoded().serialized() }

  /// The header without its sections and digest; nothing is checked.
  var header: Header {
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
      baseKind: baseCoding.kind, baseShape: baseShape, formation: formation, upsampling: storedUpsampling,
      hallucinators: own,
      softLabels: softLabels.map {
        Header.Soft(classesPerImage: $0.classesPerImage, bits: $0.values.quantizer.bits)
      }, studentLearningRate: studentLearningRate, normalization: normalization, source: source,
      digest: .zero, provenance: provenance, sections: [])
  }

  /// How bases are kept.
  var baseCoding: ArchiveLayout.BaseCoding {
    if let transform { return .coefficients(transform) }
    return .pixels(
      bits: bases.first?.pixels.quantizer.bits ?? 0, grouping: Grouping(of: [bases.map(\.pixels)]))
  }
}

extension ArchiveLayout.BaseCoding {
  /// What the header has of it.
  var kind: Header.BaseKind {
    switch self {
    case .pixels(let bits, let grouping): .pixels(bits: bits, grouping: grouping)
    case .coefficients(let transform):
      .transform(
        blockSide: transform.blockSide, hasColorTransform: transform.hasColorTransform,
        hasHalfChroma: transform.hasHalfChroma)
    }
  }
}
