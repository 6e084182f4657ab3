/// Names for files and folders made of names that come from outside.
enum SafeNames {
  /// The most bytes of a safe name; file systems take 255.
  private static let mostBytes = 120
  /// Names that Windows gives to devices, with any ending.
  private static let devices: Set<String> = {
    let numbered = (0...9).flatMap { ["com\($0)", "lpt\($0)"] }
    return Set(["con", "prn", "aux", "nul"] + numbered)
  }()

  /// A safe name for each name, all different on every file system, also where case is not told apart.
  ///
  /// A name that is safe stays as it is. What is not is written as `%` and two hexadecimal digits a byte, `%` itself
  /// too; what would be the same as an earlier or a `taken` name gets `%~` and a number.
  static func make(_ names: [String], taken: [String] = []) -> [String] {
    var used = Set(taken.map(key))
    // Where counting went on for names that are alike, so that many of them take no time.
    var next: [String: Int] = [:]
    return names.map { name in
      let safe = escape(name)
      var result = safe
      var number = next[key(safe)] ?? 2
      while !used.insert(key(result)).inserted {
        result = "\(safe)%~\(number)"
        number += 1
      }
      next[key(safe)] = number
      return result
    }
  }

  /// What two names share on a file system that tells neither case nor composition apart.
  ///
  /// String's own equality is that of the canonical composition.
  private static func key(_ name: String) -> String { name.lowercased() }

  private static func escape(_ name: String) -> String {
    let scalars = Array(name.unicodeScalars)
    var result = ""
    for (index, scalar) in scalars.enumerated() {
      let isEdge = index == 0 || index == scalars.count - 1
      let piece = isSafe(scalar, isFirst: index == 0, isEdge: isEdge) ? String(scalar) : percent(scalar)
      if result.utf8.count + piece.utf8.count > mostBytes {
        result += "%~"
        break
      }
      result += piece
    }
    if result.isEmpty { return "%" }
    let stem = result.prefix { $0 != "." }.lowercased()
    if devices.contains(stem), let first = result.unicodeScalars.first {
      return percent(first) + result.dropFirst()
    }
    return result
  }

  private static func percent(_ scalar: Unicode.Scalar) -> String {
    String(scalar).utf8.map { byte in
      let digits = String(byte, radix: 16, uppercase: true)
      return "%" + (digits.count < 2 ? "0" : "") + digits
    }.joined()
  }

  private static func isSafe(_ scalar: Unicode.Scalar, isFirst: Bool, isEdge: Bool) -> Bool {
    switch scalar {
    case "/", "\\", ":", "*", "?", "\"", "<", ">", "|", "%": return false
    // Hidden files and options at the front; Windows drops dots and spaces at the end.
    case ".", " ": return !isEdge
    case "-", "~": return !isFirst
    default: break
    }
    switch scalar.properties.generalCategory {
    case .control, .format, .surrogate, .privateUse, .unassigned, .lineSeparator, .paragraphSeparator:
      return false
    case .spaceSeparator: return scalar == " "
    default: return true
    }
  }
}
