/// Text from outside (class names, paths), made safe to show on a terminal and on one line.
enum Display {
  /// `text` with control characters, line separators and writing-direction marks as `\u{…}`.
  static func escaped(_ text: String) -> String {
    guard text.unicodeScalars.contains(where: isUnprintable) else { return text }
    var result = ""
    for scalar in text.unicodeScalars {
      if isUnprintable(scalar) {
        result += "\\u{" + String(scalar.value, radix: 16) + "}"
      } else {
        result.unicodeScalars.append(scalar)
      }
    }
    return result
  }

  /// Whether `scalar` would move the cursor, end the line or turn the direction of what follows.
  static func isUnprintable(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0..<0x20, 0x7F..<0xA0: true
    case 0x200B...0x200F, 0x2028...0x202E, 0x2060...0x2069, 0xFEFF: true
    default: false
    }
  }

  /// One or many: `1 image`, `12 images`.
  static func count(_ value: Int, _ noun: String, _ plural: String? = nil) -> String {
    "\(Decimals.grouped(value)) \(value == 1 ? noun : plural ?? noun + "s")"
  }

  /// What to call an input: its path, or `standard input` for `-`.
  static func input(_ path: String) -> String { path == "-" ? "standard input" : path }
}
