/// How a run is to train: by which optimizer, at which rates, how much of what.
///
/// An objective's presets are starting points; any number can be set beside them.
public struct Settings: Hashable, Sendable {
  /// What every objective can be told.
  public static let common: [Setting] = [
    .number("base-rate", "how far one step may move a base's values", 1e-6...1e6),
    .number("hallucinator-rate", "how far one step may move a hallucinator's values", 1e-6...1e6),
    .number("momentum", "with it, SGD with so much momentum takes the place of Adam", 0...0.9999),
    .count("width", "channels of the networks through which images are compared", 1...4096),
    .count("real-images", "real images of a class in a step", 1...100_000),
    .count("classes", "classes in a step", 1...1_000_000),
  ]

  private let known: [Setting]
  private var numbers: [String: Double]

  /// All that can be told for an objective, constraints beside it and a base coding, the common ones first.
  public static func known(
    for objective: any Objective.Type, beside constraints: [any Constraint.Type] = [],
    bases: any BaseCoding.Type = PixelBases.self
  ) -> [Setting] {
    constraints.reduce(common + objective.settings + bases.settings) { known, constraint in
      // Constraints of one family have settings in common.
      known + constraint.settings.filter { new in !known.contains { $0.name == new.name } }
    }
  }

  /// The names of an objective's presets; the first says that nothing is preset.
  public static func presets(of objective: any Objective.Type) -> [String] {
    ["default"] + objective.presets.map(\.name)
  }

  /// A preset, and numbers that take the place of its own.
  public init(
    for objective: any Objective.Type, beside constraints: [any Constraint.Type] = [],
    bases: any BaseCoding.Type = PixelBases.self, preset: String = "default", numbers: [String: Double] = [:]
  ) throws(SettingError) {
    known = Self.known(for: objective, beside: constraints, bases: bases)
    let chosen = objective.presets.first { $0.name == preset }
    guard chosen != nil || preset == "default" else {
      throw .noPreset(preset, objective: objective.name, known: Self.presets(of: objective))
    }
    self.numbers = (chosen?.numbers ?? [:]).merging(numbers) { $1 }
    for (name, value) in self.numbers.sorted(by: { $0.key < $1.key }) {
      guard let setting = known.first(where: { $0.name == name }) else {
        throw .unknown(name, objective: objective.name, known: known.map(\.name))
      }
      guard setting.range.contains(value), !setting.isWhole || value == value.rounded() else {
        throw .outOfRange(setting, found: value)
      }
    }
  }

  /// A number by name; nil where nobody said, and nothing is known beforehand.
  ///
  /// - Precondition: The objective, a constraint beside it or the base coding knows the name.
  public func number(_ name: String) -> Double? {
    guard let setting = known.first(where: { $0.name == name }) else {
      preconditionFailure("no setting is called \(name)")
    }
    return numbers[name] ?? setting.standard
  }

  /// A count by name, as `number`.
  public func count(_ name: String) -> Int? { number(name).map { Int($0) } }

  /// A rate by name, as `number`.
  public func rate(_ name: String) -> Float? { number(name).map { Float($0) } }
}

/// Why settings can't be had.
public enum SettingError: Error, Hashable, Sendable, CustomStringConvertible {
  /// An objective has no preset of that name.
  case noPreset(String, objective: String, known: [String])
  /// An objective can't be told that.
  case unknown(String, objective: String, known: [String])
  /// It can't be that.
  case outOfRange(Setting, found: Double)
  /// Experts are given to an objective that reads none.
  case needsNoExperts(objective: String)

  /// What is wrong, in one line.
  public var description: String {
    switch self {
    case .noPreset(let name, let objective, let known):
      "objective \(objective) has no preset '\(name)', only \(known.joined(separator: ", "))"
    case .unknown(let name, let objective, let known):
      "objective \(objective) has no setting '\(name)', only \(known.joined(separator: ", "))"
    case .outOfRange(let setting, let found):
      "setting \(setting.name) (\(setting.about)) is \(setting.isWhole ? "a whole number" : "a number") of "
        + "\(Setting.text(setting.range.lowerBound)) to \(Setting.text(setting.range.upperBound)), not \(Setting.text(found))"
    case .needsNoExperts(let objective): "objective \(objective) reads no experts: give it none"
    }
  }
}
