/// The content of the sections on classes: their names, and how many bases each has.
enum ClassSections {
  static func content(ofNames names: [String]) -> [UInt8] {
    var writer = ByteWriter()
    for name in names { writer.string(name) }
    return writer.bytes
  }

  /// The bytes of the content, without making it.
  static func size(ofNames names: [String]) -> Int { names.reduce(0) { $0 + 1 + $1.utf8.count } }

  static func names(from content: [UInt8], classCount: Int) throws(ArchiveError) -> [String] {
    var reader = ByteReader(
      content, range: 0..<content.count, offset: 0,
      part: "the content of \(SectionKind.names.description)")
    var names: [String] = []
    for index in 0..<classCount { names.append(try reader.string(field: "name of class \(index)")) }
    try reader.finish()
    try Archive.checkNames(names, classCount: classCount, offset: 0)
    return names
  }

  static func content(ofCounts counts: [Int]) -> [UInt8] {
    var writer = ByteWriter()
    for count in counts { writer.variableInteger(count) }
    return writer.bytes
  }

  static func counts(
    from content: [UInt8], classCount: Int, baseCount: Int
  ) throws(ArchiveError) -> [Int] {
    var reader = ByteReader(
      content, range: 0..<content.count, offset: 0,
      part: "the content of \(SectionKind.labels.description)")
    var counts: [Int] = []
    for index in 0..<classCount {
      counts.append(try reader.variableInteger(field: "base count of class \(index)"))
    }
    try reader.finish()
    guard sum(counts) == baseCount else {
      throw .invalid(
        field: "base counts of the classes", rule: "\(baseCount) together",
        found: sum(counts).map(String.init) ?? "more", offset: 0)
    }
    return counts
  }
}
