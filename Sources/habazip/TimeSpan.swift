internal import ArgumentParser

/// A length of time as it is written on the command line: `90s`, `10m`, `2h`, `1.5h`; a bare number is seconds.
struct TimeSpan: Hashable, Sendable {
  var seconds: Double

  /// Reads a time above 0 and up to 30 days.
  init(parsing text: String) throws(ValidationError) {
    let number = text.prefix { $0.isASCII && ($0.isNumber || $0 == ".") }
    let unit = text.dropFirst(number.count)
    guard let scale = Self.scales[String(unit)], let value = Double(String(number)), value.isFinite else {
      throw ValidationError("a time is a number with s, m or h, such as 90s, 10m or 2h")
    }
    let seconds = value * scale
    guard seconds > 0, seconds <= 30 * 86_400 else {
      throw ValidationError("a time is more than 0 and at most 720h")
    }
    self.seconds = seconds
  }

  private static let scales: [String: Double] = ["": 1, "s": 1, "m": 60, "h": 3600]

  /// A length of time for people: `7.3 s`, `4:05 min`, `2:30 h`.
  static func display(_ seconds: Double) -> String {
    guard seconds.isFinite, seconds >= 0, seconds < 1e9 else { return "?" }
    if seconds < 60 { return "\(Decimals.fixed(seconds, 1)) s" }
    let whole = Int(seconds.rounded())
    if whole < 3600 { return "\(whole / 60):\(twoDigits(whole % 60)) min" }
    return "\(whole / 3600):\(twoDigits(whole / 60 % 60)) h"
  }

  private static func twoDigits(_ value: Int) -> String { value < 10 ? "0\(value)" : "\(value)" }
}
