extension Header {
  /// Checks that the needed sections are there, of possible sizes, and fill the file exactly.
  func checkSections(headerSize: Int, fileSize: Int) throws(ArchiveError) {
    let offset = Prelude.byteCount + headerSize
    for kind in SectionKind.known {
      let entry = entry(kind)
      let isWanted = isWanted(kind)
      guard isWanted != nil || entry == nil else {
        throw .invalid(
          field: "section table", rule: "without \(kind.description), which the header has none of",
          found: "one", offset: offset)
      }
      guard let entry else {
        if isWanted != true { continue }
        throw .invalid(
          field: "section table", rule: "complete", found: "none of kind \(kind.rawValue)", offset: offset)
      }
      try check(entry, offset: offset)
    }
    let end = sectionOffsets(headerSize: headerSize).last ?? 0
    guard end == fileSize else {
      throw .invalid(
        field: "section table", rule: "of \(fileSize - offset) stored bytes, the rest of the file",
        found: "\(end - offset)", offset: offset)
    }
  }

  /// Whether there must be a section (true), may be one (false), or must be none (nil).
  private func isWanted(_ kind: SectionKind) -> Bool? {
    switch kind {
    case .labels, .bases: true
    case .hallucinators: hallucinators == nil ? nil : true
    case .softLabels: softLabels == nil ? nil : true
    default: false
    }
  }

  private func check(_ entry: SectionEntry, offset: Int) throws(ArchiveError) {
    let kind = entry.kind
    if kind == .bases, transform != nil {
      guard entry.layout != .packed, entry.style.predictor == .none else {
        throw .invalid(
          field: "layout of \(kind.description)", rule: "1 or 2 without a predictor for coefficients",
          found: "\(entry.layout.rawValue) and \(entry.style.predictor.rawValue)", offset: offset)
      }
    }
    if entry.layout == .ranged {
      // Else a frame that expands to a stream that expands again would be work without end.
      let most = product(FormatCaps.codesPerStoredByte, entry.storedSize) ?? Int.max
      guard let codes = codeCount(of: kind), codes <= most else {
        throw .invalid(
          field: "layout of \(kind.description)",
          rule: "not 2 for more than \(FormatCaps.codesPerStoredByte) codes for each stored byte",
          found: "\(entry.storedSize) bytes", offset: offset)
      }
    }
    let allowed = contentSizes(of: kind, layout: entry.layout)
    guard allowed.contains(entry.contentSize) else {
      throw .invalid(
        field: "content size of \(kind.description)", rule: "\(allowed.lowerBound)…\(allowed.upperBound)",
        found: "\(entry.contentSize)", offset: offset)
    }
  }

  /// The codes or coefficients of a section; nil where they are beyond counting.
  private func codeCount(of kind: SectionKind) -> Int? {
    switch kind {
    case .bases: product(baseCount, codesPerBase)
    case .hallucinators: hallucinators?.parameters
    case .softLabels: softLabels.flatMap { product(images, $0.classesPerImage) }
    default: 0
    }
  }

  private func contentSizes(of kind: SectionKind, layout: CodeLayout) -> ClosedRange<Int> {
    let any = 1...FormatCaps.sectionBytes
    switch kind {
    case .names:
      return classCount * (1 + FormatCaps.nameBytes.lowerBound)...classCount
        * (1 + FormatCaps.nameBytes.upperBound)
    case .labels:
      return classCount...classCount * 4
    case .metadata:
      return 1...FormatCaps.metadataBytes
    case .bases:
      guard case .pixels(let bits, let grouping) = baseKind, layout != .ranged else { return any }
      let size = Header.contentSize(
        tensors: [(baseShape.count, bits)], slices: [baseShape.channels], repeated: baseCount,
        grouping: grouping,
        layout: layout)
      return size...size
    case .hallucinators:
      guard let hallucinators, hallucinators.form.kind != .residual, layout != .ranged else { return any }
      let size = Header.contentSize(
        tensors: Array(zip(hallucinatorShapes.map(\.count), hallucinators.bits)),
        slices: hallucinators.form.sliceCounts, repeated: hallucinators.count,
        grouping: hallucinators.grouping, layout: layout)
      return size...size
    default: return any
    }
  }

  /// The bytes that tensors take, `repeated` times over; Int.max where the number doesn't fit.
  static func contentSize(
    tensors: [(count: Int, bits: Int)], slices: [Int], repeated: Int, grouping: Grouping, layout: CodeLayout
  ) -> Int {
    let sizes = tensors.map {
      CodePacking.byteCount(count: $0.count, bits: $0.bits, layout: layout) ?? Int.max
    }
    let groups =
      switch grouping {
      case .shared: tensors.count
      case .tensors: product(tensors.count, repeated)
      case .slices: product(slices.reduce(0, +), repeated)
      }
    let codes = sum(sizes).flatMap { product($0, repeated) }
    return sum([codes ?? Int.max, groups.flatMap { product(8, $0) } ?? Int.max]) ?? Int.max
  }

  /// The memory that reading takes; more than `limits` allow is refused.
  ///
  /// Counted are the file, the sections that are read whole, two bytes a code with what holds them, and as much again
  /// for what is being decoded; of the bases only as many as are held at a time; then what making an image takes.
  func memory(fileSize: Int, limits: Limits, allBases: Bool) throws(ArchiveError) -> Int {
    let whole = [SectionKind.names, .labels, .metadata].map { entry($0)?.contentSize ?? 0 }
    // Two bytes a class, and a code twice.
    let soft = softLabels.map { product(6, images, $0.classesPerImage) ?? Int.max } ?? 0
    let slices = hallucinators?.form.sliceCounts.reduce(0, +) ?? 0
    let tensors = product(
      hallucinatorCount,
      Header.tensorsPerHallucinator * FormatCaps.tensorOverhead + slices * FormatCaps.quantizerBytes)
    let hallucinatorCodes = product(4, hallucinators?.parameters ?? 0)
    let held = allBases ? baseCount : min(baseCount, basesPerChunk)
    let quantizers = FormatCaps.quantizerBytes * baseShape.channels
    let bases = product(held, 2 * codesPerBase + quantizers + FormatCaps.tensorOverhead)
    let decoding = product(4, codesPerBase)
    // Offsets and steps of all bases are read before the first base.
    let offsets = product(8 * baseShape.channels, transform == nil ? baseCount : 0)
    // What no one knows is kept for whoever writes the archive again.
    let unknown = self.sections.reduce(0) { $1.kind.isKnown ? $0 : $0 + $1.storedSize }
    let parts = [tensors, hallucinatorCodes, bases, decoding, offsets, imageMemory, unknown].map { $0 ?? Int.max }
    let needed = sum([fileSize, soft] + whole + parts) ?? Int.max
    guard needed <= limits.memory else {
      throw .limitExceeded(what: "memory", allowed: limits.memory, declared: needed)
    }
    let work = imageWork ?? Int.max
    let most = product(limits.memory, Limits.expansion) ?? Int.max
    guard work <= most else {
      throw .limitExceeded(what: "images", allowed: most, declared: work)
    }
    return needed
  }

  /// What making all images takes, in bytes of pixels; nil where it doesn't fit.
  ///
  /// Features beyond those of three channels count as more pixels, and the smallest image as 256.
  private var imageWork: Int? {
    let features = hallucinators?.form.features ?? 0
    let planes = max(shape.channels, features * (baseShape.channels + shape.channels) / 6)
    return product(planes, shape.height, shape.width).flatMap { product(images, max(256, $0)) }
  }

  /// What all networks take in binary32, and one base on its way to an image; nil where it doesn't fit.
  private var imageMemory: Int? {
    var networks: Int? = 0
    var features = 0
    if let hallucinators {
      features = hallucinators.form.features
      // Kernels of the residual form are whole where only their bias is there.
      let whole = hallucinators.form.kind == .residual ? 2 * shape.channels * (9 * shape.channels + 1) : 0
      networks = product(hallucinators.count, whole).flatMap { sum([$0, hallucinators.parameters]) }
    }
    let planes = 4 * shape.channels + features
    guard let networks, let image = product(planes, shape.height * shape.width) else { return nil }
    // Samples of a transform pass through 64 bits, a plane and its enlarged copy at a time.
    let samples = product(transform == nil ? 1 : 8, max(codesPerBase, baseShape.count))
    return sum([networks, image, samples ?? Int.max]).flatMap { product(4, $0) }
  }

  /// How many bases are read at once.
  var basesPerChunk: Int {
    transform == nil ? 1 : max(1, FormatCaps.chunkCoefficients / max(1, codesPerBase))
  }
}
