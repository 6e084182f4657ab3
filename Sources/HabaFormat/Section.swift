internal import HabaFiles

/// What a section holds; the numbers are those of the file, and the order is theirs.
///
/// Kinds from 128 on are optional: a reader that doesn't know one passes it over.
struct SectionKind: RawRepresentable, Hashable, Comparable {
  let rawValue: UInt8

  static let names = SectionKind(rawValue: 1)
  static let labels = SectionKind(rawValue: 2)
  static let metadata = SectionKind(rawValue: 3)
  static let softLabels = SectionKind(rawValue: 4)
  static let hallucinators = SectionKind(rawValue: 5)
  static let bases = SectionKind(rawValue: 6)

  /// Those that this version knows, in order.
  static let known = [names, labels, metadata, softLabels, hallucinators, bases]
  /// Those that `Inspection` reads.
  static let inspected: Set<SectionKind> = [names, labels, metadata]

  private static let firstOptional: UInt8 = 128

  var isOptional: Bool { rawValue >= SectionKind.firstOptional }
  var isKnown: Bool { SectionKind.known.contains(self) }
  /// Whether it holds codes, which have a layout.
  var holdsCodes: Bool { self == .softLabels || self == .hallucinators || self == .bases }

  /// What error messages call it.
  var description: String { "the section of " + name }

  /// What it holds.
  var name: String {
    switch self {
    case .names: "class names"
    case .labels: "labels"
    case .metadata: "metadata"
    case .softLabels: "soft labels"
    case .hallucinators: "hallucinators"
    case .bases: "bases"
    default: "kind \(rawValue)"
    }
  }

  static func < (one: SectionKind, other: SectionKind) -> Bool { one.rawValue < other.rawValue }
}

/// How the stored bytes of a section become its content.
enum SectionCoding: UInt8, CaseIterable {
  /// They are the content.
  case raw = 0
  /// They are one zstd frame.
  case zstd = 1
}

/// How codes lie in the content of a section.
enum CodeLayout: UInt8, CaseIterable {
  /// Bit by bit, lowest first, each tensor filled up to a whole byte with zeros.
  case packed = 0
  /// A byte a code, or two (little-endian) where codes have more than 8 bits; of coefficients, a varint each.
  case bytes = 1
  /// Range-coded in contexts.
  case ranged = 2
}

/// How a section is coded: all that is left open by its content.
struct SectionStyle: Hashable, Sendable {
  var coding: SectionCoding
  var layout: CodeLayout = .packed
  var predictor: Predictor = .none
}

/// One line of the section table.
struct SectionEntry: Hashable, Sendable {
  var kind: SectionKind
  var style: SectionStyle
  /// Bytes in the file.
  var storedSize: Int
  /// Bytes after expanding.
  var contentSize: Int
  /// CRC-32C of the bytes in the file.
  var checksum: UInt32

  var coding: SectionCoding { style.coding }
  var layout: CodeLayout { style.layout }

  func write(to writer: inout ByteWriter) {
    writer.integer(kind.rawValue)
    writer.integer(style.coding.rawValue)
    writer.integer(style.layout.rawValue | style.predictor.rawValue << 4)
    writer.variableInteger(storedSize)
    if style.coding == .zstd { writer.variableInteger(contentSize) }
    writer.integer(checksum)
  }

  init(kind: SectionKind, style: SectionStyle, storedSize: Int, contentSize: Int, checksum: UInt32) {
    self.kind = kind
    self.style = style
    self.storedSize = storedSize
    self.contentSize = contentSize
    self.checksum = checksum
  }

  init(from reader: inout ByteReader) throws(ArchiveError) {
    let kindOffset = reader.offset
    kind = SectionKind(rawValue: try reader.integer(UInt8.self))
    let codingOffset = reader.offset
    let coding = try reader.integer(UInt8.self)
    let layoutOffset = reader.offset
    let layout = try reader.integer(UInt8.self)
    guard kind.isKnown || kind.isOptional else {
      throw .unsupportedFeature(name: "section kind \(kind.rawValue)", offset: kindOffset)
    }
    guard let knownCoding = SectionCoding(rawValue: coding) else {
      throw .unsupportedFeature(name: "section coding \(coding)", offset: codingOffset)
    }
    if !kind.holdsCodes, layout != 0 {
      throw .invalid(
        field: "layout of \(kind.description)", rule: "0", found: "\(layout)", offset: layoutOffset)
    }
    guard let knownLayout = CodeLayout(rawValue: layout & 15) else {
      throw .unsupportedFeature(name: "code layout \(layout & 15)", offset: layoutOffset)
    }
    guard let predictor = Predictor(rawValue: layout >> 4) else {
      throw .unsupportedFeature(name: "predictor \(layout >> 4)", offset: layoutOffset)
    }
    style = SectionStyle(coding: knownCoding, layout: knownLayout, predictor: predictor)
    storedSize = try reader.variableInteger(
      in: 1...FormatCaps.sectionBytes, field: "stored size of \(kind.description)")
    contentSize = storedSize
    if knownCoding == .zstd {
      contentSize = try reader.variableInteger(
        in: 1...FormatCaps.sectionBytes, field: "content size of \(kind.description)")
    }
    checksum = try reader.integer()
  }

  /// Where the section's stored bytes lie that start at `offset` of `file`, their checksum checked.
  func checkedRange(in file: [UInt8], at offset: Int) throws(ArchiveError) -> Range<Int> {
    guard offset <= file.count, storedSize <= file.count - offset else {
      throw .truncated(
        part: kind.description, offset: offset, declared: storedSize, found: max(0, file.count - offset))
    }
    let range = offset..<offset + storedSize
    let found = CRC32C.checksum(file[range])
    guard found == checksum else {
      throw .checksumMismatch(part: kind.description, offset: offset, declared: checksum, found: found)
    }
    return range
  }

  /// The whole content of the section whose stored bytes start at `offset` of `file`.
  func content(in file: [UInt8], at offset: Int) throws(ArchiveError) -> [UInt8] {
    let reader = try ContentReader(self, in: file, at: offset)
    let content = try reader.take(contentSize)
    try reader.finish()
    return content
  }
}
