/// What a section holds; the numbers are those of the file, and the order is theirs.
enum SectionKind: UInt8, CaseIterable {
  case names = 1
  case labels = 2
  case hallucinators = 3
  case bases = 4

  /// What error messages call it.
  var description: String {
    switch self {
    case .names: "the section of class names"
    case .labels: "the section of labels"
    case .hallucinators: "the section of hallucinators"
    case .bases: "the section of bases"
    }
  }
}

/// How the stored bytes of a section become its content.
enum SectionCoding: UInt8 {
  /// They are the content.
  case raw = 0
  /// They are one zstd frame.
  case zstd = 1
}

/// How the codes of a tensor lie in the content of a section.
enum CodeLayout: UInt8 {
  /// Bit by bit, lowest first, each tensor filled up to a whole byte with zeros.
  case packed = 0
  /// A byte a code, or two (little-endian) where codes have more than 8 bits.
  case bytes = 1
}

/// One line of the section table.
struct SectionEntry: Hashable {
  var kind: SectionKind
  var coding: SectionCoding
  var layout: CodeLayout
  /// Bytes in the file.
  var storedSize: Int
  /// Bytes after expanding.
  var contentSize: Int
  /// CRC-32C of the bytes in the file.
  var checksum: UInt32

  /// Bytes of one line in the file.
  static let byteCount = 15

  func write(to writer: inout ByteWriter) {
    writer.integer(kind.rawValue)
    writer.integer(coding.rawValue)
    writer.integer(layout.rawValue)
    writer.integer(UInt32(truncatingIfNeeded: storedSize))
    writer.integer(UInt32(truncatingIfNeeded: contentSize))
    writer.integer(checksum)
  }

  init(
    kind: SectionKind, coding: SectionCoding, layout: CodeLayout, storedSize: Int, contentSize: Int,
    checksum: UInt32
  ) {
    self.kind = kind
    self.coding = coding
    self.layout = layout
    self.storedSize = storedSize
    self.contentSize = contentSize
    self.checksum = checksum
  }

  init(from reader: inout ByteReader) throws(ArchiveError) {
    let kindOffset = reader.offset
    let kind = try reader.integer(UInt8.self)
    let codingOffset = reader.offset
    let coding = try reader.integer(UInt8.self)
    let layoutOffset = reader.offset
    let layout = try reader.integer(UInt8.self)
    guard let knownKind = SectionKind(rawValue: kind) else {
      throw .unsupportedFeature(name: "section kind \(kind)", offset: kindOffset)
    }
    guard let knownCoding = SectionCoding(rawValue: coding) else {
      throw .unsupportedFeature(name: "section coding \(coding)", offset: codingOffset)
    }
    guard let knownLayout = CodeLayout(rawValue: layout) else {
      throw .unsupportedFeature(name: "code layout \(layout)", offset: layoutOffset)
    }
    if knownKind == .names || knownKind == .labels, knownLayout != .packed {
      throw .invalid(
        field: "layout of \(knownKind.description)", rule: "0", found: "\(layout)", offset: layoutOffset)
    }
    let stored = try reader.integer(
      UInt32.self, in: 1...FormatCaps.sectionBytes, field: "stored size of \(knownKind.description)")
    let contentOffset = reader.offset
    let content = try reader.integer(
      UInt32.self, in: 1...FormatCaps.sectionBytes, field: "content size of \(knownKind.description)")
    if knownCoding == .raw, stored != content {
      throw .invalid(
        field: "content size of \(knownKind.description)", rule: "its stored size, \(stored)",
        found: "\(content)", offset: contentOffset)
    }
    self.init(
      kind: knownKind, coding: knownCoding, layout: knownLayout, storedSize: stored, contentSize: content,
      checksum: try reader.integer())
  }

  /// The content of the section whose stored bytes start at `offset` of `file`, its checksum checked.
  ///
  /// `bytes[0]` must be the file's first byte; the bytes may end anywhere.
  func content(in bytes: [UInt8], at offset: Int) throws(ArchiveError) -> [UInt8] {
    guard offset <= bytes.count, storedSize <= bytes.count - offset else {
      throw .truncated(
        part: kind.description, offset: offset, declared: storedSize, found: max(0, bytes.count - offset))
    }
    let range = offset..<offset + storedSize
    let found = CRC32C.checksum(bytes[range])
    guard found == checksum else {
      throw .checksumMismatch(part: kind.description, offset: offset, declared: checksum, found: found)
    }
    switch coding {
    case .raw:
      return Array(bytes[range])
    case .zstd:
      do {
        return try Zstd.expanded(bytes, range: range, size: contentSize)
      } catch {
        throw .compression(part: kind.description, offset: offset, reason: error.reason)
      }
    }
  }
}

/// A section ready to be written: its line in the table and its bytes.
struct EncodedSection {
  var entry: SectionEntry
  var stored: [UInt8]

  /// The smallest of the codings of contents that say the same; of equally small ones the first.
  init(_ kind: SectionKind, contents: [(layout: CodeLayout, bytes: [UInt8])]) throws(ArchiveError) {
    var best: (coding: SectionCoding, layout: CodeLayout, stored: [UInt8], size: Int)?
    for (layout, content) in contents {
      for (coding, stored) in [(SectionCoding.raw, content), (.zstd, Zstd.compressed(content))] {
        guard let stored, stored.count < best?.stored.count ?? Int.max else { continue }
        best = (coding, layout, stored, content.count)
      }
    }
    guard let best, best.size <= FormatCaps.sectionBytes else {
      throw .limitExceeded(
        what: kind.description, allowed: FormatCaps.sectionBytes,
        declared: contents.map(\.bytes.count).min() ?? 0)
    }
    stored = best.stored
    entry = SectionEntry(
      kind: kind, coding: best.coding, layout: best.layout, storedSize: best.stored.count,
      contentSize: best.size, checksum: CRC32C.checksum(best.stored))
  }
}
