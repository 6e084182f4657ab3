/// All that a reader learns of an archive before its sections.
struct Header: Hashable {
  var shape: ImageShape
  var classCount: Int
  var baseCount: Int
  var hallucinatorCount: Int
  var baseBits: Int
  /// The depth of each of the six tensors; all 0 where there are no hallucinators.
  var hallucinatorBits: [Int]
  var normalization: Normalization
  var source: Source
  var digest: SHA256Digest
  var provenance: Provenance
  var sections: [SectionEntry]

  static let tensorsPerHallucinator = 6

  /// The bytes of a header with `sections` lines and a provenance of `provenance` bytes.
  static func byteCount(channels: Int, sections: Int, provenance: Int) -> Int {
    5 + 12 + 1 + tensorsPerHallucinator + 8 * channels + 16 + SHA256Digest.byteCount + 1 + provenance + 1
      + sections * SectionEntry.byteCount
  }

  var images: Int { baseCount * max(1, hallucinatorCount) }

  /// Where the stored bytes of each section start in the file, in order, then where the last one ends.
  func sectionOffsets(headerSize: Int) -> [Int] {
    sections.reduce(into: [Prelude.byteCount + headerSize]) { offsets, entry in
      offsets.append((offsets.last ?? 0) + entry.storedSize)
    }
  }

  func entry(_ kind: SectionKind) -> SectionEntry? {
    sections.first { $0.kind == kind }
  }

  /// The bits of all codes of all bases.
  var baseCodeBits: Int { baseParameters * baseBits }
  var baseParameters: Int { baseCount * shape.count }
  var hallucinatorParameters: Int {
    hallucinatorCount == 0 ? 0 : hallucinatorCount * Hallucinator.tensorCounts(for: shape).reduce(0, +)
  }
  var hallucinatorCodeBits: Int {
    guard hallucinatorCount > 0 else { return 0 }
    return hallucinatorCount
      * zip(Hallucinator.tensorCounts(for: shape), hallucinatorBits).reduce(0) { $0 + $1.0 * $1.1 }
  }
}

// MARK: Writing

extension Header {
  var bytes: [UInt8] {
    var writer = ByteWriter()
    writer.integer(UInt8(truncatingIfNeeded: shape.channels))
    writer.integer(UInt16(truncatingIfNeeded: shape.height))
    writer.integer(UInt16(truncatingIfNeeded: shape.width))
    for count in [classCount, baseCount, hallucinatorCount] {
      writer.integer(UInt32(truncatingIfNeeded: count))
    }
    for bits in [baseBits] + hallucinatorBits { writer.integer(UInt8(truncatingIfNeeded: bits)) }
    for value in normalization.mean + normalization.deviation { writer.float(value) }
    writer.integer(UInt64(source.images))
    writer.integer(UInt64(source.pixelBytes))
    writer.append(digest.bytes)
    let provenance = provenance.stored
    writer.integer(UInt8(truncatingIfNeeded: provenance.count))
    writer.append(provenance)
    writer.integer(UInt8(truncatingIfNeeded: sections.count))
    for entry in sections { entry.write(to: &writer) }
    return writer.bytes
  }
}

// MARK: Reading

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
    let height = try reader.integer(UInt16.self, in: FormatCaps.side, field: "height")
    let width = try reader.integer(UInt16.self, in: FormatCaps.side, field: "width")
    shape = ImageShape(channels: channels, height: height, width: width)
    classCount = try reader.integer(UInt32.self, in: FormatCaps.classes, field: "class count")
    baseCount = try reader.integer(UInt32.self, in: FormatCaps.bases, field: "base count")
    hallucinatorCount = try reader.integer(
      UInt32.self, in: FormatCaps.hallucinators, field: "hallucinator count")
    try Archive.checkSizes(
      shape: shape, bases: baseCount, hallucinators: hallucinatorCount, offset: start)
    baseBits = try reader.integer(UInt8.self, in: UniformQuantizer.bitRange, field: "depth of bases")
    let allowed = hallucinatorCount == 0 ? 0...0 : UniformQuantizer.bitRange
    hallucinatorBits = []
    for name in Hallucinator.tensorNames {
      hallucinatorBits.append(try reader.integer(UInt8.self, in: allowed, field: "depth of \(name)"))
    }
    normalization = Normalization(mean: [], deviation: [])
    let normalizationOffset = reader.offset
    for _ in 0..<channels { normalization.mean.append(try reader.float()) }
    for _ in 0..<channels { normalization.deviation.append(try reader.float()) }
    try normalization.check(channels: channels, offset: normalizationOffset)
    source = Source(
      images: try Header.count(from: &reader, field: "source images"),
      pixelBytes: try Header.count(from: &reader, field: "source pixel bytes"))
    let digestOffset = reader.offset
    guard let digest = SHA256Digest(Array(try reader.take(SHA256Digest.byteCount))) else {
      throw .truncated(
        part: "the header", offset: digestOffset, declared: SHA256Digest.byteCount, found: 0)
    }
    self.digest = digest
    provenance = try Provenance(from: &reader)
    sections = try Header.sections(from: &reader)
    try reader.finish()
    try checkSections(prelude: prelude)
  }

  /// A count that JSON readers get right too.
  private static func count(from reader: inout ByteReader, field: String) throws(ArchiveError) -> Int {
    try reader.integer(UInt64.self, in: 0...FormatCaps.expandedScalars, field: field)
  }

  private static func sections(from reader: inout ByteReader) throws(ArchiveError) -> [SectionEntry] {
    let count = try reader.integer(UInt8.self)
    var sections: [SectionEntry] = []
    for _ in 0..<count {
      let offset = reader.offset
      let entry = try SectionEntry(from: &reader)
      if let last = sections.last, last.kind.rawValue >= entry.kind.rawValue {
        throw .invalid(
          field: "section table", rule: "in ascending order of kinds", found: "kind \(entry.kind.rawValue)",
          offset: offset)
      }
      sections.append(entry)
    }
    return sections
  }

  /// Checks that the needed sections are there, of possible sizes, and fill the file exactly.
  private func checkSections(prelude: Prelude) throws(ArchiveError) {
    let offset = Prelude.byteCount + prelude.headerSize
    for kind in SectionKind.allCases {
      let entry = entry(kind)
      guard entry == nil || kind != .hallucinators || hallucinatorCount > 0 else {
        throw .invalid(
          field: "section table", rule: "without hallucinators where there are none",
          found: "such a section", offset: offset)
      }
      let optional = kind == .names || (kind == .hallucinators && hallucinatorCount == 0)
      guard let entry else {
        if optional { continue }
        throw .invalid(
          field: "section table", rule: "complete", found: "none of kind \(kind.rawValue)", offset: offset)
      }
      let allowed = contentSizes(of: kind, layout: entry.layout)
      guard allowed.contains(entry.contentSize) else {
        throw .invalid(
          field: "content size of \(kind.description)", rule: "\(allowed.lowerBound)…\(allowed.upperBound)",
          found: "\(entry.contentSize)", offset: offset)
      }
    }
    let end = sectionOffsets(headerSize: prelude.headerSize).last ?? 0
    guard end == prelude.fileSize else {
      throw .invalid(
        field: "section table", rule: "of \(prelude.fileSize - offset) stored bytes, the rest of the file",
        found: "\(end - offset)", offset: offset)
    }
  }

  private func contentSizes(of kind: SectionKind, layout: CodeLayout) -> ClosedRange<Int> {
    switch kind {
    case .names:
      return classCount * (1 + FormatCaps.nameBytes.lowerBound)...classCount
        * (1 + FormatCaps.nameBytes.upperBound)
    case .labels:
      return classCount...classCount * 5
    case .hallucinators:
      let size = Header.contentSize(
        tensors: Array(zip(Hallucinator.tensorCounts(for: shape), hallucinatorBits)),
        repeated: hallucinatorCount, layout: layout)
      return size...size
    case .bases:
      let size = Header.contentSize(tensors: [(shape.count, baseBits)], repeated: baseCount, layout: layout)
      return size...size
    }
  }

  /// The content size of a section of tensors, each with offset and step; Int.max where it doesn't fit.
  static func contentSize(tensors: [(count: Int, bits: Int)], repeated: Int, layout: CodeLayout) -> Int {
    let sizes = tensors.map {
      CodePacking.byteCount(count: $0.count, bits: $0.bits, layout: layout) ?? Int.max
    }
    guard let codes = sum(sizes), let each = sum([codes, 8 * tensors.count]) else { return Int.max }
    return product(each, repeated) ?? Int.max
  }
}
