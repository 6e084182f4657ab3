extension ArchiveLayout {
  /// The most bytes that an archive of this layout takes, if a writer is free to choose how its sections are coded.
  ///
  /// It is what the file takes if nothing can be compressed, and source and provenance are as long as they may be. For
  /// coefficients that is 3 bytes each, far more than most take: who plans with them has to code them. Int.max where
  /// `check()` throws, and for more than can be counted.
  public var maximumSize: Int {
    guard (try? check()) != nil else { return Int.max }
    var header = longestHeader
    // A writer that stores other than raw bytes stores fewer: by so many that its line in the table, where a second
    // size may stand, is made up for.
    header.sections =
      longestContents(header).filter { $0.size > 0 }.map { kind, size in
        SectionEntry(
          kind: kind, style: SectionStyle(coding: .raw), storedSize: size, contentSize: size, checksum: 0)
      } + extensions
    return sum([Prelude.byteCount, header.bytes.count] + header.sections.map(\.storedSize)) ?? Int.max
  }

  /// The header with every number that isn't settled at its longest; without sections.
  private var longestHeader: Header {
    let zeros = [Float](repeating: 0, count: shape.channels)
    var header = Header(
      shape: shape, classCount: classCount, baseCount: bases, optionalFeatures: optionalFeatures,
      baseKind: baseCoding.kind, baseShape: baseShape, formation: formation, upsampling: .bilinear,
      softLabels: softLabels.map { Header.Soft(classesPerImage: $0.classesPerImage, bits: $0.bits) },
      studentLearningRate: hasStudentLearningRate ? 0 : nil,
      normalization: Normalization(mean: zeros, deviation: zeros), source: .longest, digest: .zero,
      provenance: .longest, sections: [])
    if let hallucinators {
      var own = Header.Hallucinators(
        count: hallucinators.count, form: hallucinators.form, bits: hallucinators.bits,
        grouping: hallucinators.grouping, parameters: 0)
      let present = header.section(of: own).slots.filter { $0.bits > 0 }
      own.parameters = own.count * present.reduce(0) { $0 + $1.shape.count }
      header.hallucinators = own
    }
    return header
  }

  /// The sections with the most bytes that their contents take raw, in order; 0 for those that aren't there.
  private func longestContents(_ header: Header) -> [(kind: SectionKind, size: Int)] {
    let labels = VariableInteger.mostBytes(count: classCount, total: bases)
    let soft = header.softLabels.map {
      SoftLabelSection.packedSize(images: header.images, classCount: classCount, soft: $0)
    }
    let own = header.hallucinators.map { header.section(of: $0).packedSize(rows: $0.count) }
    let bases =
      switch baseCoding {
      case .pixels: header.baseSection.packedSize(rows: bases)
      case .coefficients(let transform):
        CoefficientSection.bytesSize(bases: bases, transform: transform, shape: baseShape)
      }
    return [
      (.names, namesSize), (.labels, labels), (.metadata, metadataSize), (.softLabels, soft ?? 0),
      (.hallucinators, own ?? 0), (.bases, bases),
    ]
  }
}
