/// What a step's losses were, before it.
public struct Losses: Sendable {
  /// The objective, without what constraints add.
  public let objective: Float
  /// The constraints that counted, unweighted, by name.
  public let constraints: [(name: String, value: Float)]
  /// What the parts tell of themselves, under their names and a dot: `instance.task`.
  public var told: [(name: String, value: Float)] = []
}
