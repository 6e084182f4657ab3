/// Why training can't go on.
public enum TrainingError: Error, Hashable, Sendable, CustomStringConvertible {
  /// An objective, or what a constraint adds to it, is no finite number.
  case notFinite(part: String, step: Int, found: Float)
  /// An objective, or what a constraint adds to it, is not one number.
  case notScalar(part: String, step: Int, shape: [Int])

  /// What is wrong, in one line.
  public var description: String {
    switch self {
    case .notFinite(let part, let step, let found):
      "\(part) gave \(found) at step \(step + 1): nothing can be learned from that"
    case .notScalar(let part, let step, let shape):
      "\(part) gave a tensor of shape \(shape) at step \(step + 1) instead of one number"
    }
  }
}
