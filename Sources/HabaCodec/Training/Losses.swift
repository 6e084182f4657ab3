/// What a step's losses were, before it.
public struct Losses: Sendable {
  /// The objective, without what constraints add.
  public let objective: Float
  /// The constraints that counted, unweighted, by name.
  public let constraints: [(name: String, value: Float)]
}
