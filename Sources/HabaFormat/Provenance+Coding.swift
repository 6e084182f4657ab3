extension Provenance {
  /// The names of the fields that every provenance has; no option may take one.
  static let fixedNames: Set<String> = ["encoder", "seed", "objective", "steps"]

  /// One that takes the most bytes.
  static let longest = {
    var longest = Provenance(encoder: "", seed: 0, objective: "", steps: 0)
    let room = FormatCaps.provenanceBytes - longest.stored.count
    longest.encoder = String(repeating: "x", count: room)
    return longest
  }()

  /// Adds an option where the archive can hold it.
  package mutating func addIfThereIsRoom(_ name: String, _ value: String) {
    var more = self
    more.options[name] = value
    do {
      try more.check(offset: nil)
    } catch {
      return
    }
    self = more
  }

  /// The provenance as the file has it, its own length byte excepted; the content must have been checked.
  var stored: [UInt8] {
    var writer = ByteWriter()
    writer.integer(seed)
    writer.integer(UInt32(truncatingIfNeeded: steps))
    writer.string(encoder)
    writer.string(objective)
    for (name, value) in options.sorted(by: { $0.key < $1.key }) {
      writer.string(name)
      writer.string(value)
    }
    return writer.bytes
  }

  init(from reader: inout ByteReader) throws(ArchiveError) {
    let start = reader.offset
    let size = try reader.integer(UInt8.self, in: 0...FormatCaps.provenanceBytes, field: "provenance size")
    let stored = Array(try reader.take(size))
    var inner = ByteReader(stored, range: 0..<size, offset: start + 1, part: "the provenance")
    let seed = try inner.integer(UInt64.self)
    let steps = try inner.integer(UInt32.self)
    let encoder = try inner.string(field: "encoder")
    let objective = try inner.string(field: "objective")
    var options: [String: String] = [:]
    var last = ""
    while inner.remaining > 0 {
      let offset = inner.offset
      let name = try inner.string(field: "option name")
      let value = try inner.string(field: "option value")
      guard last < name else {
        throw .invalid(
          field: "provenance", rule: "of options in ascending order of names", found: "another order",
          offset: offset)
      }
      options[name] = value
      last = name
    }
    self.init(encoder: encoder, seed: seed, objective: objective, steps: Int(steps), options: options)
    try check(offset: start)
  }

  /// Checks what the format demands; `offset` is where it was read, if it was.
  func check(offset: Int?) throws(ArchiveError) {
    guard (0...Int(UInt32.max)).contains(steps) else {
      throw .invalid(field: "provenance steps", rule: "0…4294967295", found: "\(steps)", offset: offset)
    }
    let sorted = options.sorted { $0.key < $1.key }
    let texts = [("encoder", encoder), ("objective", objective)] + sorted.map { ($0.key, $0.value) }
    for (field, text) in texts {
      guard text.utf8.allSatisfy({ (0x20...0x7e).contains($0) && $0 != 0x2f && $0 != 0x5c }) else {
        throw .invalid(
          field: "provenance \(escaped(field))", rule: "printable ASCII without slashes and backslashes",
          found: "\"\(escaped(text))\"", offset: offset)
      }
    }
    for name in options.keys {
      guard Archive.isPlain(name), !Provenance.fixedNames.contains(name) else {
        throw .invalid(
          field: "provenance option name", rule: "new, of a-z, 0-9, - and _", found: "\"\(escaped(name))\"",
          offset: offset)
      }
    }
    let strings = texts.map(\.1) + options.keys
    let size = 8 + 4 + strings.reduce(0) { $0 + 1 + $1.utf8.count }
    guard size <= FormatCaps.provenanceBytes else {
      throw .invalid(
        field: "provenance", rule: "at most \(FormatCaps.provenanceBytes) bytes as stored",
        found: "\(size)", offset: offset)
    }
  }
}

/// Text from a file made safe to show: one line, control characters written out, not endless.
func escaped(_ text: String) -> String {
  let shown = text.unicodeScalars.prefix(80).map { scalar in
    scalar.value < 0x20 || (0x7f...0x9f).contains(scalar.value)
      ? "\\u{\(String(scalar.value, radix: 16))}" : String(scalar)
  }
  return shown.joined()
}
