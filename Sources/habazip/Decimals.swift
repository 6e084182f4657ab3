internal import Glibc

/// Numbers for people; JSON gets them raw.
enum Decimals {
  /// `value` with `places` digits behind the point.
  static func fixed(_ value: Double, _ places: Int) -> String {
    // The longest is that of the largest binary64: 309 digits.
    withUnsafeTemporaryAllocation(of: CChar.self, capacity: 512) { text in
      let length = withVaList([CInt(places), value]) { vsnprintf(text.baseAddress, text.count, "%.*f", $0) }
      guard (0..<Int32(text.count)).contains(length) else { return value.description }
      return String(decoding: text.prefix(Int(length)).map(UInt8.init(bitPattern:)), as: UTF8.self)
    }
  }

  /// A share of one as a percentage: `0.1234` is `12.34 %`.
  static func percent(_ value: Double, _ places: Int = 1) -> String { "\(fixed(value * 100, places)) %" }

  /// A binary32 in the shortest decimals that mean it, not those of its exact value.
  static func shortest(_ value: Float) -> JSONValue {
    .double(Double(value.description) ?? Double(value))
  }

  /// An integer with a comma at every thousand.
  static func grouped(_ value: Int) -> String {
    var digits = String(value.magnitude)
    var groups: [String] = []
    while digits.count > 3 {
      groups.insert(String(digits.suffix(3)), at: 0)
      digits.removeLast(3)
    }
    groups.insert(digits, at: 0)
    return (value < 0 ? "-" : "") + groups.joined(separator: ",")
  }
}
