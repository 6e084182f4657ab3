/// A number that training can be told, and what it is where nobody says.
public struct Setting: Hashable, Sendable {
  /// The name by which commands and presets give it.
  public let name: String
  /// What it is, in a few words.
  public let about: String
  /// What it may be.
  public let range: ClosedRange<Double>
  /// Whether it counts something.
  public let isWhole: Bool
  /// What it is by itself; nil: told by a rule of whoever asks for it.
  public let standard: Double?

  /// A number as people write it: 4096, not 4096.0.
  static func text(_ value: Double) -> String {
    value == value.rounded() && abs(value) < 1e15 ? "\(Int64(value))" : "\(value)"
  }

  /// A number of something.
  public static func count(
    _ name: String, _ about: String, _ range: ClosedRange<Int>, standard: Int? = nil
  ) -> Setting {
    Setting(
      name: name, about: about, range: Double(range.lowerBound)...Double(range.upperBound), isWhole: true,
      standard: standard.map { Double($0) })
  }

  /// A rate or a share.
  public static func number(
    _ name: String, _ about: String, _ range: ClosedRange<Double>, standard: Double? = nil
  ) -> Setting {
    Setting(name: name, about: about, range: range, isWhole: false, standard: standard)
  }
}

/// Settings that go together, under a name.
public struct Preset: Hashable, Sendable {
  /// The name by which commands ask for it.
  public let name: String
  /// What is set, by name; all else is as it is by itself.
  public let numbers: [String: Double]

  /// Puts the two together.
  public init(_ name: String, _ numbers: [String: Double]) {
    self.name = name
    self.numbers = numbers
  }
}
