/// The rows of a table of comma-separated values, as RFC 4180 has them; lines may end in LF alone.
struct CSVRows: IteratorProtocol {
  /// A row's fields, nil where a quote is not closed as it must be, and its first line, from 1.
  struct Row {
    var fields: [String]?
    var line: Int
  }

  private let bytes: [UInt8]
  private var at = 0
  private var line = 1

  init(_ text: String) { bytes = Array(text.utf8) }

  mutating func next() -> Row? {
    guard at < bytes.count else { return nil }
    var row = Row(fields: [], line: line)
    while true {
      guard let field = field() else { return Row(fields: nil, line: row.line) }
      row.fields?.append(field)
      guard at < bytes.count else { return row }
      let ending = bytes[at]
      at += 1
      if ending == UInt8(ascii: ",") { continue }
      if ending == 0x0D, at < bytes.count, bytes[at] == 0x0A { at += 1 }
      line += 1
      return row
    }
  }

  /// The field from here up to a comma, the end of its line, or the end of all.
  private mutating func field() -> String? {
    guard at < bytes.count, bytes[at] == UInt8(ascii: "\"") else {
      let end = bytes[at...].firstIndex { Self.ends($0) } ?? bytes.count
      defer { at = end }
      return String(decoding: bytes[at..<end], as: UTF8.self)
    }
    var value: [UInt8] = []
    at += 1
    while at < bytes.count {
      let byte = bytes[at]
      at += 1
      if byte == 0x0A { line += 1 }
      if byte != UInt8(ascii: "\"") {
        value.append(byte)
      } else if at < bytes.count, bytes[at] == byte {
        value.append(byte)
        at += 1
      } else {
        return at == bytes.count || Self.ends(bytes[at]) ? String(decoding: value, as: UTF8.self) : nil
      }
    }
    return nil
  }

  private static func ends(_ byte: UInt8) -> Bool {
    byte == UInt8(ascii: ",") || byte == 0x0A || byte == 0x0D
  }

  /// A field as it is written: quoted where it must be.
  static func quoted(_ field: String) -> String {
    let needsQuotes = field.utf8.contains { ends($0) || $0 == UInt8(ascii: "\"") }
    guard needsQuotes else { return field }
    var result = "\""
    for scalar in field.unicodeScalars {
      if scalar == "\"" { result += "\"" }
      result.unicodeScalars.append(scalar)
    }
    return result + "\""
  }
}
