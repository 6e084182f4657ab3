public import HabaTensor

/// Parameters that learn at one rate.
public struct ParameterGroup {
  /// What is learned, tracked.
  public var parameters: NamedTensors
  /// How far one step may move a value, in the values' own units.
  public let rate: Float

  /// Puts the two together.
  public init(_ parameters: NamedTensors, rate: Float) {
    self.parameters = parameters
    self.rate = rate
  }
}
