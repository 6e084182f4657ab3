public import HabaFormat

/// A part of a data set that an archive was made without, to test on.
public struct HoldOut: Hashable, Codable, Sendable {
  /// How much of each class.
  public var share: Share
  /// What the choice hangs on, beside the images.
  public var seed: UInt64
  /// The digest of the whole data set, as `DataSet.Partition` finds it.
  public var source: String

  /// A share of a whole, in hundredths of a percent.
  public struct Share: Hashable, Codable, Sendable, CustomStringConvertible {
    /// 1…9999.
    public let hundredths: Int

    /// Reads a percentage with at most two digits behind the point (`20%`), or a number below one (`0.2`).
    public init?(_ text: String) {
      let isPercentage = text.hasSuffix("%")
      let digits = isPercentage ? 2 : 4
      let parts = (isPercentage ? text.dropLast() : Substring(text)).split(
        separator: ".", omittingEmptySubsequences: false)
      guard (1...2).contains(parts.count), parts.allSatisfy({ $0.utf8.allSatisfy { (0x30...0x39).contains($0) } }),
        let whole = Int(parts[0]), whole < 100
      else { return nil }
      let fraction = parts.count == 2 ? String(parts[1]) : "0"
      guard (1...digits).contains(fraction.utf8.count),
        let behind = Int(fraction + String(repeating: "0", count: digits - fraction.utf8.count))
      else { return nil }
      hundredths = whole * (isPercentage ? 100 : 10_000) + behind
      guard (1...9999).contains(hundredths) else { return nil }
    }

    /// As a percentage: `20%`, `12.5%`.
    public var description: String {
      let (whole, rest) = hundredths.quotientAndRemainder(dividingBy: 100)
      if rest == 0 { return "\(whole)%" }
      return rest % 10 == 0 ? "\(whole).\(rest / 10)%" : "\(whole).\(rest < 10 ? "0" : "")\(rest)%"
    }

    /// Of `count` images, to the nearest and at least one.
    func count(of count: Int) -> Int { max(1, (count * hundredths + 5000) / 10_000) }

    /// Reads the text of `description`.
    public init(from decoder: any Decoder) throws {
      let container = try decoder.singleValueContainer()
      guard let share = Share(try container.decode(String.self)) else {
        throw DecodingError.dataCorruptedError(in: container, debugDescription: "no share")
      }
      self = share
    }

    /// As `description`.
    public func encode(to encoder: any Encoder) throws {
      var container = encoder.singleValueContainer()
      try container.encode(description)
    }
  }

  /// Makes a record.
  public init(share: Share, seed: UInt64, source: String) {
    self.share = share
    self.seed = seed
    self.source = source
  }
}

/// What provenances tell of the data, beside the format's own fields.
extension Archive {
  private static let fitKey = "fit"
  private static let shareKey = "held-out"
  private static let sourceKey = "source"

  /// How images of another size were fitted to this archive's; nil where all were taken as they were.
  public var fit: Fit? { provenance.options[Self.fitKey].flatMap(Fit.init(rawValue:)) }

  /// What was held out of the data set that the archive was made of.
  public var holdOut: HoldOut? {
    guard let share = provenance.options[Self.shareKey].flatMap(HoldOut.Share.init),
      let source = provenance.options[Self.sourceKey]
    else { return nil }
    return HoldOut(share: share, seed: provenance.seed, source: source)
  }

  /// The provenance's options that tell of the data; a hold-out's seed is the provenance's own.
  public static func provenanceOptions(fit: Fit?, holdOut: HoldOut?) -> [String: String] {
    var options: [String: String] = [:]
    options[fitKey] = fit?.rawValue
    options[shareKey] = holdOut?.share.description
    options[sourceKey] = holdOut?.source
    return options
  }
}
