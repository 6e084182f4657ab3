internal import HabaFiles

extension Header {
  /// Reads the header after `prelude` from the first bytes of a file.
  init(parsing bytes: [UInt8], prelude: Prelude) throws(ArchiveError) {
    let start = Prelude.byteCount
    guard bytes.count - start >= prelude.headerSize else {
      throw .truncated(
        part: "the header", offset: start, declared: prelude.headerSize, found: max(0, bytes.count - start))
    }
    let range = start..<start + prelude.headerSize
    let found = CRC32C.checksum(bytes[range])
    guard found == prelude.headerChecksum else {
      throw .checksumMismatch(
        part: "the header", offset: start, declared: prelude.headerChecksum, found: found)
    }
    var reader = ByteReader(bytes, range: range, offset: start, part: "the header")
    let channels = try reader.integer(UInt8.self, in: FormatCaps.channels, field: "channel count")
    let height = try reader.variableInteger(in: FormatCaps.side, field: "height")
    let width = try reader.variableInteger(in: FormatCaps.side, field: "width")
    shape = ImageShape(channels: channels, height: height, width: width)
    classCount = try reader.variableInteger(in: FormatCaps.classes, field: "class count")
    baseCount = try reader.variableInteger(in: FormatCaps.bases, field: "base count")
    let hallucinatorCount = try reader.variableInteger(
      in: FormatCaps.hallucinators, field: "hallucinator count")
    optionalFeatures = try Header.features(from: &reader)

    let isTransform = try Header.isTransform(from: &reader)
    baseShape = ImageShape(
      channels: try reader.integer(UInt8.self, in: FormatCaps.channels, field: "channels of bases"),
      height: try reader.variableInteger(in: FormatCaps.side, field: "height of bases"),
      width: try reader.variableInteger(in: FormatCaps.side, field: "width of bases"))
    formation = try reader.integer(UInt8.self, in: FormatCaps.formation, field: "formation")
    let geometry = Geometry(shape: shape, baseShape: baseShape, formation: formation)
    try Archive.checkSizes(
      geometry, bases: baseCount, hallucinators: hallucinatorCount, offset: start)
    upsampling = try Header.upsampling(from: &reader, geometry: geometry)
    baseKind =
      isTransform
      ? try Header.transform(from: &reader, channels: baseShape.channels)
      : .pixels(
        bits: try reader.integer(UInt8.self, in: UniformQuantizer.bitRange, field: "depth of bases"),
        grouping: try Header.grouping(from: &reader))
    hallucinators = nil
    if hallucinatorCount > 0 {
      hallucinators = try Header.hallucinators(
        from: &reader, count: hallucinatorCount, shape: shape, baseChannels: baseShape.channels)
    }
    softLabels = try Header.softLabels(
      from: &reader, classCount: classCount, images: baseCount * geometry.parts * max(1, hallucinatorCount))
    studentLearningRate = try Header.learningRate(from: &reader)

    normalization = Normalization(mean: [], deviation: [])
    let normalizationOffset = reader.offset
    for _ in 0..<channels { normalization.mean.append(try reader.float()) }
    for _ in 0..<channels { normalization.deviation.append(try reader.float()) }
    try normalization.check(channels: channels, offset: normalizationOffset)
    // Counts that JSON readers get right too.
    let counts = 0...FormatCaps.expandedScalars
    source = Source(
      images: try reader.variableInteger(in: counts, field: "source images"),
      pixelBytes: try reader.variableInteger(in: counts, field: "source pixel bytes"))
    let digestOffset = reader.offset
    guard let digest = SHA256Digest(Array(try reader.take(SHA256Digest.byteCount))) else {
      throw .truncated(
        part: "the header", offset: digestOffset, declared: SHA256Digest.byteCount, found: 0)
    }
    self.digest = digest
    provenance = try Provenance(from: &reader)
    sections = try Header.sections(from: &reader)
    try reader.finish()
    try checkSections(headerSize: prelude.headerSize, fileSize: prelude.fileSize)
  }

  /// The optional features; a required one is refused by its name.
  private static func features(from reader: inout ByteReader) throws(ArchiveError) -> [String] {
    var lists: [[String]] = []
    for _ in 0..<2 {
      let count = try reader.integer(UInt8.self, in: FormatCaps.features, field: "feature count")
      let offset = reader.offset
      var names: [String] = []
      for _ in 0..<count { names.append(try reader.string(field: "feature name")) }
      try Archive.checkFeatures(names, offset: offset)
      if lists.isEmpty, let name = names.first {
        throw .unsupportedFeature(name: "the feature \"\(escaped(name))\"", offset: offset)
      }
      lists.append(names)
    }
    return lists[1]
  }

  private static func isTransform(from reader: inout ByteReader) throws(ArchiveError) -> Bool {
    let offset = reader.offset
    let kind = try reader.integer(UInt8.self)
    guard kind < 2 else { throw .unsupportedFeature(name: "base kind \(kind)", offset: offset) }
    return kind == 1
  }

  private static func upsampling(
    from reader: inout ByteReader, geometry: Geometry
  ) throws(ArchiveError) -> Upsampling? {
    let offset = reader.offset
    let number = try reader.integer(UInt8.self)
    let found = Upsampling(rawValue: number)
    guard number == 0 || found != nil else {
      throw .unsupportedFeature(name: "upsampling \(number)", offset: offset)
    }
    guard (found != nil) == geometry.isResized else {
      throw .invalid(
        field: "upsampling", rule: geometry.isResized ? "1 or 2" : "0, as parts are as large as images",
        found: "\(number)", offset: offset)
    }
    return found
  }

  private static func transform(
    from reader: inout ByteReader, channels: Int
  ) throws(ArchiveError) -> BaseKind {
    let offset = reader.offset
    let side = try reader.integer(UInt8.self)
    let flags = try reader.integer(UInt8.self)
    guard side == 8 || side == 16 else {
      throw .unsupportedFeature(name: "a block side of \(side)", offset: offset)
    }
    guard flags < 4 else {
      throw .unsupportedFeature(name: "transform flags \(flags)", offset: offset + 1)
    }
    let color = flags & 1 != 0
    let half = flags & 2 != 0
    guard !color || channels == 3, !half || color else {
      throw .invalid(
        field: "transform flags", rule: "0, or 1 or 3 for bases of three channels", found: "\(flags)",
        offset: offset + 1)
    }
    return .transform(blockSide: Int(side), hasColorTransform: color, hasHalfChroma: half)
  }

  private static func grouping(from reader: inout ByteReader) throws(ArchiveError) -> Grouping {
    let offset = reader.offset
    let number = try reader.integer(UInt8.self)
    guard let grouping = Grouping(rawValue: number) else {
      throw .unsupportedFeature(name: "grouping \(number)", offset: offset)
    }
    return grouping
  }

  private static func hallucinators(
    from reader: inout ByteReader, count: Int, shape: ImageShape, baseChannels: Int
  ) throws(ArchiveError) -> Hallucinators {
    let offset = reader.offset
    let number = try reader.integer(UInt8.self)
    guard let kind = HallucinatorForm.Kind(rawValue: number) else {
      let name = number == FormatCaps.reservedMix ? "\"mix\"" : "\(number)"
      throw .unsupportedFeature(name: "hallucinator kind \(name)", offset: offset)
    }
    var form = HallucinatorForm(kind: kind, features: shape.channels)
    var declared = 0
    if kind == .residual {
      form.grain = try reader.integer(UInt8.self, in: FormatCaps.grain, field: "grain")
      declared = try reader.variableInteger(
        in: 0...FormatCaps.expandedScalars, field: "hallucinators' scalars")
    } else {
      form.features = try reader.integer(UInt8.self, in: FormatCaps.channels, field: "feature count")
    }
    try form.check(for: shape, offset: offset)
    let depths = UniformQuantizer.bitRange
    var bits: [Int] = []
    for name in Hallucinator.tensorNames {
      let depthOffset = reader.offset
      let depth = Int(try reader.integer(UInt8.self))
      guard depths.contains(depth) || (depth == 0 && kind == .residual) else {
        throw .invalid(
          field: "depth of \(name)", rule: "\(depths.lowerBound)…\(depths.upperBound)", found: "\(depth)",
          offset: depthOffset)
      }
      bits.append(depth)
    }
    guard form.grain == 1 || bits[Hallucinator.mapSlots].contains(where: { $0 > 0 }) else {
      throw .invalid(
        field: "grain", rule: "1 where no hallucinator has a scale or a shift", found: "\(form.grain)", offset: offset)
    }
    let all = try form.checkedScalars(count: count, baseChannels: baseChannels, image: shape, offset: offset)
    return Hallucinators(
      count: count, form: form, bits: bits, grouping: try grouping(from: &reader),
      parameters: kind == .residual ? declared : all)
  }

  private static func softLabels(
    from reader: inout ByteReader, classCount: Int, images: Int
  ) throws(ArchiveError) -> Soft? {
    let offset = reader.offset
    let kind = try reader.integer(UInt8.self)
    guard kind < 2 else { throw .unsupportedFeature(name: "label kind \(kind)", offset: offset) }
    guard kind == 1 else { return nil }
    let classesPerImage = try reader.variableInteger(in: 1...classCount, field: "labelled classes of an image")
    try Soft.check(images: images, classesPerImage: classesPerImage, offset: offset)
    return Soft(
      classesPerImage: classesPerImage,
      bits: try reader.integer(UInt8.self, in: UniformQuantizer.bitRange, field: "depth of soft labels"))
  }

  private static func learningRate(from reader: inout ByteReader) throws(ArchiveError) -> Float? {
    let isThere = try reader.integer(UInt8.self, in: 0...1, field: "mark of a learning rate")
    guard isThere == 1 else { return nil }
    let offset = reader.offset
    let rate = try reader.float()
    try Archive.checkLearningRate(rate, offset: offset)
    return rate
  }

  private static func sections(from reader: inout ByteReader) throws(ArchiveError) -> [SectionEntry] {
    let count = try reader.integer(UInt8.self)
    var sections: [SectionEntry] = []
    for _ in 0..<count {
      let offset = reader.offset
      let entry = try SectionEntry(from: &reader)
      if let last = sections.last, last.kind >= entry.kind {
        throw .invalid(
          field: "section table", rule: "in ascending order of kinds", found: "kind \(entry.kind.rawValue)",
          offset: offset)
      }
      sections.append(entry)
    }
    return sections
  }
}

// MARK: Rules that layouts are held to as well

extension HallucinatorForm {
  /// The scalars of `count` hallucinators that have all tensors, if they are not too many; the form must have been
  /// checked.
  func checkedScalars(
    count: Int, baseChannels: Int, image shape: ImageShape, offset: Int?
  ) throws(ArchiveError) -> Int {
    let scalars = tensorShapes(baseChannels: baseChannels, image: shape).map(\.count)
    guard let all = sum(scalars).flatMap({ product($0, count) }), all <= FormatCaps.expandedScalars else {
      throw .invalid(
        field: "hallucinator count", rule: "at most \(FormatCaps.expandedScalars) scalars in all",
        found: "more", offset: offset)
    }
    return all
  }
}

extension Header.Soft {
  /// Checks the number of all soft labels.
  static func check(images: Int, classesPerImage: Int, offset: Int?) throws(ArchiveError) {
    guard let numbers = product(images, classesPerImage), numbers <= FormatCaps.expandedScalars else {
      throw .invalid(
        field: "labelled classes of an image", rule: "at most \(FormatCaps.expandedScalars) soft labels in all",
        found: "\(classesPerImage) for each of \(images) images", offset: offset)
    }
  }
}
