/// All that a reader learns of an archive before its sections.
struct Header: Hashable {
  /// How bases are kept.
  enum BaseKind: Hashable {
    case pixels(bits: Int, grouping: Grouping)
    case transform(blockSide: Int, hasColorTransform: Bool, hasHalfChroma: Bool)
  }

  /// The hallucinators but for their numbers.
  struct Hallucinators: Hashable {
    var count: Int
    var form: HallucinatorForm
    /// The depth of each of the six tensors; 0 where no hallucinator has it.
    var bits: [Int]
    var grouping: Grouping
    /// The scalars of all of them together.
    var parameters: Int
  }

  /// The soft labels but for their numbers.
  struct Soft: Hashable {
    var classesPerImage: Int
    var bits: Int
  }

  var shape: ImageShape
  var classCount: Int
  var baseCount: Int
  var optionalFeatures: [String]
  var baseKind: BaseKind
  var baseShape: ImageShape
  var formation: Int
  var upsampling: Upsampling?
  var hallucinators: Hallucinators?
  var softLabels: Soft?
  var studentLearningRate: Float?
  var normalization: Normalization
  var source: Source
  var digest: SHA256Digest
  var provenance: Provenance
  var sections: [SectionEntry]

  static let tensorsPerHallucinator = 6

  var geometry: Geometry { Geometry(shape: shape, baseShape: baseShape, formation: formation) }
  var hallucinatorCount: Int { hallucinators?.count ?? 0 }
  var imagesPerBase: Int { geometry.parts * max(1, hallucinatorCount) }
  var images: Int { baseCount * imagesPerBase }

  /// Where the stored bytes of each section start in the file, in order, then where the last one ends.
  func sectionOffsets(headerSize: Int) -> [Int] {
    sections.reduce(into: [Prelude.byteCount + headerSize]) { offsets, entry in
      offsets.append((offsets.last ?? 0) + entry.storedSize)
    }
  }

  func entry(_ kind: SectionKind) -> SectionEntry? {
    sections.first { $0.kind == kind }
  }

  /// The transform of the bases without its steps; nil where they are kept as pixels.
  var transform: BaseTransform? {
    guard case .transform(let side, let color, let half) = baseKind else { return nil }
    return BaseTransform(blockSide: side, hasColorTransform: color, hasHalfChroma: half, planes: [])
  }

  /// The scalars of all bases: samples of planes where they are kept as coefficients.
  var baseParameters: Int {
    baseCount * (transform?.sampleCount(shape: baseShape) ?? baseShape.count)
  }

  /// The numbers that are stored for one base.
  var codesPerBase: Int { transform?.coefficientCount(shape: baseShape) ?? baseShape.count }

  /// The shapes of the tensors of a hallucinator; none where there are no hallucinators.
  var hallucinatorShapes: [TensorShape] {
    hallucinators?.form.tensorShapes(baseChannels: baseShape.channels, image: shape) ?? []
  }
}

/// Which codes share a quantizer; the numbers are those of the file.
///
/// An archive has the coarsest that does for its tensors.
public enum Grouping: UInt8, Hashable, Sendable {
  /// All of a kind: all bases, or the same tensor of all hallucinators.
  case shared = 0
  /// Those of a tensor: of a base, or of one of a hallucinator's six.
  case tensors = 1
  /// Those of a slice of a tensor: of a channel, mostly.
  case slices = 2

  /// The coarsest grouping for tensors of some kinds, each list being of one kind.
  init(of tensors: [[QuantizedTensor]]) {
    let present = tensors.map { $0.filter { !$0.isMissing } }
    let single = present.allSatisfy { $0.allSatisfy { $0.quantizers.count == 1 } }
    let shared = present.allSatisfy { same in
      same.allSatisfy { $0.quantizer.isSame(as: same[0].quantizer) }
    }
    self = single ? (shared ? .shared : .tensors) : .slices
  }
}

// MARK: Writing

extension Header {
  var bytes: [UInt8] {
    var writer = ByteWriter()
    writer.integer(UInt8(truncatingIfNeeded: shape.channels))
    for count in [shape.height, shape.width, classCount, baseCount, hallucinatorCount] {
      writer.variableInteger(count)
    }
    writer.integer(0 as UInt8)
    writer.integer(UInt8(truncatingIfNeeded: optionalFeatures.count))
    for name in optionalFeatures { writer.string(name) }
    writeBases(to: &writer)
    if let hallucinators { write(hallucinators, to: &writer) }
    writer.integer(softLabels == nil ? 0 : 1 as UInt8)
    if let softLabels {
      writer.variableInteger(softLabels.classesPerImage)
      writer.integer(UInt8(truncatingIfNeeded: softLabels.bits))
    }
    writer.integer(studentLearningRate == nil ? 0 : 1 as UInt8)
    if let studentLearningRate { writer.float(studentLearningRate) }
    for value in normalization.mean + normalization.deviation { writer.float(value) }
    writer.variableInteger(source.images)
    writer.variableInteger(source.pixelBytes)
    writer.append(digest.bytes)
    let provenance = provenance.stored
    writer.integer(UInt8(truncatingIfNeeded: provenance.count))
    writer.append(provenance)
    writer.integer(UInt8(truncatingIfNeeded: sections.count))
    for entry in sections { entry.write(to: &writer) }
    return writer.bytes
  }

  private func writeBases(to writer: inout ByteWriter) {
    let isTransform = transform != nil
    writer.integer(isTransform ? 1 : 0 as UInt8)
    writer.integer(UInt8(truncatingIfNeeded: baseShape.channels))
    writer.variableInteger(baseShape.height)
    writer.variableInteger(baseShape.width)
    writer.integer(UInt8(truncatingIfNeeded: formation))
    writer.integer(upsampling?.rawValue ?? 0)
    switch baseKind {
    case .pixels(let bits, let grouping):
      writer.integer(UInt8(truncatingIfNeeded: bits))
      writer.integer(grouping.rawValue)
    case .transform(let side, let color, let half):
      writer.integer(UInt8(truncatingIfNeeded: side))
      writer.integer((color ? 1 : 0) | (half ? 2 : 0) as UInt8)
    }
  }

  private func write(_ hallucinators: Hallucinators, to writer: inout ByteWriter) {
    writer.integer(hallucinators.form.kind.rawValue)
    switch hallucinators.form.kind {
    case .published, .samePadded: writer.integer(UInt8(truncatingIfNeeded: hallucinators.form.features))
    case .residual:
      writer.integer(UInt8(truncatingIfNeeded: hallucinators.form.grain))
      writer.variableInteger(hallucinators.parameters)
    }
    for bits in hallucinators.bits { writer.integer(UInt8(truncatingIfNeeded: bits)) }
    writer.integer(hallucinators.grouping.rawValue)
  }
}
