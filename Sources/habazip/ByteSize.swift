internal import ArgumentParser

/// A number of bytes as it is written on the command line: `12KB` is 12,000, `12KiB` 12,288, `123000` itself.
struct ByteSize: Hashable, Sendable {
  var bytes: Int

  /// Reads a size; a fraction of a byte is dropped, since sizes are upper limits.
  init(parsing text: String) throws(ValidationError) {
    let number = text.prefix { $0.isASCII && ($0.isNumber || $0 == ".") }
    let unit = text.dropFirst(number.count)
    guard let scale = Self.scales[unit.lowercased()] else {
      throw ValidationError("a size is a number of bytes, or a number with KB, MB, GB, KiB, MiB or GiB")
    }
    guard let bytes = Self.product(of: number, and: scale) else {
      throw ValidationError("a size is a number such as 123000, 12KB (12,000) or 1.5MiB")
    }
    self.bytes = bytes
  }

  // A bare K or M is left out on purpose: tools disagree on whether it is a power of ten or of two.
  private static let scales: [String: Int] = [
    "": 1, "b": 1, "kb": 1000, "mb": 1_000_000, "gb": 1_000_000_000,
    "kib": 1 << 10, "mib": 1 << 20, "gib": 1 << 30,
  ]

  /// `number` (digits with at most one point) times `scale`, rounded down; nil where that is no number or too large.
  private static func product(of number: Substring, and scale: Int) -> Int? {
    let parts = number.split(separator: ".", omittingEmptySubsequences: false)
    guard let whole = parts.first, let units = Int(whole), parts.count <= 2 else { return nil }
    let (product, overflow) = units.multipliedReportingOverflow(by: scale)
    guard !overflow else { return nil }
    guard parts.count == 2 else { return product }
    // Nine digits keep the product below 2^63 for every scale above.
    guard let digits = parts.last, (1...9).contains(digits.count), let numerator = Int(digits) else {
      return nil
    }
    var denominator = 1
    for _ in 0..<digits.count { denominator *= 10 }
    let (sum, tooLarge) = product.addingReportingOverflow(numerator * scale / denominator)
    return tooLarge ? nil : sum
  }
}
