/// Why training can't go on.
public enum TrainingError: Error, Hashable, Sendable, CustomStringConvertible {
  /// An objective, or what a constraint adds to it, is no finite number.
  case notFinite(part: String, step: Int, found: Float)
  /// An objective, or what a constraint adds to it, is not one number.
  case notScalar(part: String, step: Int, shape: [Int])
  /// An objective needs experts, and there are none.
  case noExperts(objective: String)
  /// Experts were trained for fewer epochs than are to be read.
  case expertsTooShort(objective: String, epochs: Int, needed: Int)
  /// Half of the time had passed before the experts were trained.
  case expertsTakeTooLong(limit: Double)

  /// What is wrong, in one line.
  public var description: String {
    switch self {
    case .notFinite(let part, let step, let found):
      "\(part) gave \(found) at step \(step + 1): nothing can be learned from that"
    case .notScalar(let part, let step, let shape):
      "\(part) gave a tensor of shape \(shape) at step \(step + 1) instead of one number"
    case .noExperts(let objective): "objective \(objective) needs experts, and there are none"
    case .expertsTakeTooLong(let limit):
      "half of \(Int(limit.rounded())) seconds passed before all experts were trained: ask for fewer with --set experts=1, or "
        + "train them beforehand with habazip experts"
    case .expertsTooShort(let objective, let epochs, let needed):
      "objective \(objective) reads \(needed) epochs of its experts, and they were trained for \(epochs)"
    }
  }
}
