/// What the maker says of an archive: names and texts.
enum Metadata {
  static func content(of metadata: [String: String]) -> [UInt8] {
    var writer = ByteWriter()
    for (name, text) in metadata.sorted(by: { $0.key < $1.key }) {
      writer.string(name)
      writer.variableInteger(text.utf8.count)
      writer.append(text.utf8)
    }
    return writer.bytes
  }

  static func parsed(_ content: [UInt8]) throws(ArchiveError) -> [String: String] {
    var reader = ByteReader(
      content, range: 0..<content.count, offset: 0,
      part: "the content of \(SectionKind.metadata.description)")
    var metadata: [String: String] = [:]
    var last = ""
    while reader.remaining > 0 {
      let offset = reader.offset
      let name = try reader.string(field: "name of metadata")
      guard last < name else {
        throw .invalid(
          field: "name of metadata", rule: "after the one before", found: "\"\(escaped(name))\"",
          offset: offset)
      }
      let size = try reader.variableInteger(in: 0...Int.max, field: "size of metadata")
      guard let text = String(validating: try reader.take(size), as: UTF8.self) else {
        throw .invalid(
          field: "metadata \(escaped(name))", rule: "UTF-8", found: "other bytes", offset: offset)
      }
      metadata[name] = text
      last = name
    }
    try check(metadata, offset: 0)
    return metadata
  }

  static func check(_ metadata: [String: String], offset: Int?) throws(ArchiveError) {
    for (name, text) in metadata {
      guard Archive.isPlain(name), name.utf8.count <= 255 else {
        throw .invalid(
          field: "name of metadata", rule: "1 to 255 of a-z, 0-9, - and _", found: "\"\(escaped(name))\"",
          offset: offset)
      }
      let isControl = { (byte: UInt8) in (byte < 0x20 && byte != 0x0a) || byte == 0x7f }
      guard !text.isEmpty, !text.utf8.contains(where: isControl) else {
        throw .invalid(
          field: "metadata \(escaped(name))", rule: "a text without control characters but line feeds",
          found: text.isEmpty ? "none" : "a control character", offset: offset)
      }
    }
    let size = content(of: metadata).count
    guard size <= FormatCaps.metadataBytes else {
      throw .invalid(
        field: "metadata", rule: "at most \(FormatCaps.metadataBytes) bytes as stored", found: "\(size)",
        offset: offset)
    }
  }
}

extension Archive {
  /// Refuses metadata that no archive can have.
  public static func check(metadata: [String: String]) throws(ArchiveError) {
    try Metadata.check(metadata, offset: nil)
  }
}
