/// How far a long piece of work has come: an encoding, or an evaluation.
public struct RunProgress: Sendable {
  /// What is being done, in a few words: "reading", "trying 2 starts", "choosing a start", "training", "trial 1 of 3".
  public var phase: String
  /// Training steps done.
  public var step: Int
  /// Share of the work done, 0…1.
  public var fraction: Double
  /// The objective at the last step.
  public var loss: Float?
  /// What constraints said beside it, unweighted, by name.
  public var terms: [(name: String, value: Float)]
  /// Seconds since the start.
  public var seconds: Double

  /// A report of every figure.
  public init(
    phase: String, step: Int, fraction: Double, loss: Float?, terms: [(name: String, value: Float)] = [],
    seconds: Double
  ) {
    self.phase = phase
    self.step = step
    self.fraction = fraction
    self.loss = loss
    self.terms = terms
    self.seconds = seconds
  }
}

/// Thrown when the caller asked for an early end.
public struct Interrupted: Error, Sendable {
  /// Says that work was stopped on request.
  public init() {}
}
