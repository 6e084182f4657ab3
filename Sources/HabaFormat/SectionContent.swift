/// What a section holds, with all that its bytes depend on: what is the same and coded in the same style is the same
/// bytes.
enum SectionContent: Sendable {
  /// Names, labels or metadata, which have no codes.
  case plain(SectionKind, [UInt8])
  /// Tensors row by row, behind other bytes.
  case tensors(TensorSection, rows: [[QuantizedTensor]], head: [UInt8] = [])
  /// The coefficients of bases of a shape.
  case coefficients([[Int16]], BaseTransform, ImageShape)

  var kind: SectionKind {
    switch self {
    case .plain(let kind, _): kind
    case .tensors(let section, _, _): section.kind
    case .coefficients: .bases
    }
  }

  /// The section in the given style, or in the smallest of those that a writer tries.
  func encoded(as style: SectionStyle?) throws(ArchiveError) -> EncodedSection {
    switch self {
    case .plain(let kind, let bytes):
      if let style { return try EncodedSection(kind, style: style, content: bytes) }
      var choice = SectionChoice(kind)
      try choice.offer(SectionStyle(coding: .raw), frames: true) { _ in bytes }
      return try choice.best()
    case .tensors(let section, let rows, let head):
      return try section.encoded(rows, as: style, after: head)
    case .coefficients(let bases, let transform, let shape):
      return try CoefficientSection.encoded(bases, transform: transform, shape: shape, as: style)
    }
  }

  /// Whether both are the same to the last bit.
  func isSame(as other: SectionContent) -> Bool {
    switch (self, other) {
    case (.plain(let kind, let bytes), .plain(let otherKind, let otherBytes)):
      kind == otherKind && bytes == otherBytes
    case (.tensors(let section, let rows, let head), .tensors(let otherSection, let otherRows, let otherHead)):
      section == otherSection && head == otherHead
        && rows.elementsEqual(otherRows) { $0.elementsEqual($1) { $0.isSame(as: $1) } }
    case (.coefficients(let bases, let transform, let shape), .coefficients(let others, let by, let otherShape)):
      shape == otherShape && transform == by && bases == others
    default: false
    }
  }
}

extension Archive {
  /// The sections, in order; `header` is the archive's own.
  func contents(header: Header) -> [SectionContent] {
    var contents: [SectionContent] = []
    if let classNames { contents.append(.plain(.names, ClassSections.content(ofNames: classNames))) }
    var counts = [Int](repeating: 0, count: classCount)
    for base in bases { counts[base.label] += 1 }
    contents.append(.plain(.labels, ClassSections.content(ofCounts: counts)))
    if !metadata.isEmpty { contents.append(.plain(.metadata, Metadata.content(of: metadata))) }
    if let softLabels { contents.append(SoftLabelSection.content(of: softLabels, images: imageCount)) }
    if let own = header.hallucinators {
      contents.append(.tensors(header.section(of: own), rows: hallucinators.map(\.tensors)))
    }
    if let transform {
      contents.append(.coefficients(bases.map(\.coefficients), transform, baseShape))
    } else {
      contents.append(.tensors(header.baseSection, rows: bases.map { [$0.pixels] }))
    }
    return contents
  }

  /// The style that a section has to have, because the file had it that the archive was read from.
  func style(of content: SectionContent) -> SectionStyle? {
    let style = codings[content.kind]
    // Coefficients have no such layout: bases were pixels when they were read.
    if case .coefficients = content, style?.layout == .packed { return nil }
    return style
  }
}
