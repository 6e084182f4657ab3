internal import HabaFiles

/// An archive with its sections coded: all of its file but the digest of its images.
///
/// No image is expanded before the file is made, so its size is known for the price of coding alone.
package struct EncodedArchive: Sendable {
  /// A section, and what it was made of.
  struct Part: Sendable {
    var content: SectionContent
    var style: SectionStyle?
    var section: EncodedSection
  }

  private let archive: Archive
  /// Complete but for the digest.
  private let header: Header
  /// The sections that this version knows, in order.
  let parts: [Part]
  /// The bytes of the file, exactly.
  package let fileSize: Int

  /// Codes the sections of an archive, but for those that `earlier` has of the same content and style.
  init(_ archive: Archive, reusing earlier: [Part]) throws(ArchiveError) {
    try archive.check()
    self.archive = archive
    var header = archive.header
    var parts: [Part] = []
    for content in archive.contents(header: header) {
      let style = archive.style(of: content)
      let known = earlier.first { $0.style == style && $0.content.isSame(as: content) }
      let section = if let known { known.section } else { try content.encoded(as: style) }
      parts.append(Part(content: content, style: style, section: section))
    }
    header.sections = parts.map(\.section.entry) + archive.extensions.map(\.entry)
    let headerSize = header.bytes.count
    guard headerSize <= FormatCaps.headerBytes else {
      throw .invalid(
        field: "header", rule: "at most \(FormatCaps.headerBytes) bytes", found: "\(headerSize)", offset: nil)
    }
    fileSize = header.sections.reduce(Prelude.byteCount + headerSize) { $0 + $1.storedSize }
    // What a reader would refuse is not written.
    try header.checkSections(headerSize: headerSize, fileSize: fileSize)
    self.header = header
    self.parts = parts
  }

  /// The file; all images are expanded once for their digest.
  package func serialized() -> [UInt8] {
    var header = header
    header.digest = archive.pixelDigest()
    let head = header.bytes
    let prelude = Prelude(
      headerSize: head.count, fileSize: fileSize, headerChecksum: CRC32C.checksum(head))
    let stored = parts.map(\.section.stored) + archive.extensions.map(\.stored)
    return stored.reduce(into: prelude.bytes + head) { $0 += $1 }
  }
}

extension Archive {
  /// Checks the archive and codes its sections, as `serialized()` does, but makes no images.
  ///
  /// What `earlier` has of a section whose content is still the same is taken from there: who tries several bases codes
  /// hallucinators, names and metadata once.
  package func encoded(reusing earlier: EncodedArchive? = nil) throws(ArchiveError) -> EncodedArchive {
    try EncodedArchive(self, reusing: earlier?.parts ?? [])
  }
}
