internal import HabaFiles

/// A section ready to be written: its line in the table and its bytes.
struct EncodedSection {
  var entry: SectionEntry
  var stored: [UInt8]

  /// Codes `content`, which is in the style's layout.
  init(_ kind: SectionKind, style: SectionStyle, content: [UInt8]) throws(ArchiveError) {
    var style = style
    stored = content
    if style.coding == .zstd {
      if let frame = Zstd.compressed(content) { stored = frame } else { style.coding = .raw }
    }
    guard max(stored.count, content.count) <= FormatCaps.sectionBytes else {
      throw .limitExceeded(
        what: kind.description, allowed: FormatCaps.sectionBytes, declared: content.count)
    }
    entry = SectionEntry(
      kind: kind, style: style, storedSize: stored.count, contentSize: content.count,
      checksum: CRC32C.checksum(stored))
  }
}

/// Keeps the smallest of the codings of a section that were offered; of equally small ones the first.
struct SectionChoice {
  private let kind: SectionKind
  private var found: EncodedSection?

  init(_ kind: SectionKind) { self.kind = kind }

  /// Offers a raw style, and where `frames` is set the same in a zstd frame.
  mutating func offer(
    _ style: SectionStyle, frames: Bool,
    content: (SectionStyle) throws(ArchiveError) -> [UInt8]
  ) throws(ArchiveError) {
    let content = try content(style)
    var styles = [style]
    if frames {
      styles.append(SectionStyle(coding: .zstd, layout: style.layout, predictor: style.predictor))
    }
    for style in styles {
      let section = try EncodedSection(kind, style: style, content: content)
      // A line in the table is longer where it gives two sizes.
      if cost(section) < found.map(cost) ?? Int.max { found = section }
    }
  }

  private func cost(_ section: EncodedSection) -> Int {
    section.stored.count
      + (section.entry.coding == .zstd ? VariableInteger.byteCount(section.entry.contentSize) : 0)
  }

  func best() throws(ArchiveError) -> EncodedSection {
    guard let found else {
      throw .invalid(field: kind.description, rule: "coded in some way", found: "none", offset: nil)
    }
    return found
  }
}
