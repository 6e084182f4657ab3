/// What changes as it works and can be set back to where it was: a network's parameters, an optimizer, an objective.
///
/// A state holds all that the next step hangs on, apart from seeds and numbers of steps.
public protocol Stateful {
  /// All of it, by name.
  var state: NamedTensors { get }
  /// Goes on from a state that one like this gave: of the same names and shapes, or nothing is taken.
  mutating func restore(_ state: NamedTensors) throws(StateError)
}

/// Why a state can't be taken.
public enum StateError: Error, Hashable, Sendable, CustomStringConvertible {
  /// It lacks a tensor.
  case missing(String)
  /// It has a tensor that nobody asked for.
  case unknown(String)
  /// A tensor has another shape.
  case shape(String, expected: [Int], found: [Int])

  /// What is wrong, in one line.
  public var description: String {
    switch self {
    case .missing(let name): "the state has no tensor \(name)"
    case .unknown(let name): "the state has a tensor \(name), which nothing here is called"
    case .shape(let name, let expected, let found): "the state's tensor \(name) has shape \(found), not \(expected)"
    }
  }
}

extension NamedTensors {
  /// The same tensors in the order of a pattern.
  ///
  /// Throws where names or shapes are not the pattern's.
  public func matching(_ pattern: NamedTensors) throws(StateError) -> NamedTensors {
    var found = NamedTensors()
    for (name, tensor) in pattern.entries {
      guard let own = self.tensor(named: name) else { throw .missing(name) }
      guard own.shape == tensor.shape else { throw .shape(name, expected: tensor.shape, found: own.shape) }
      found.append(own, as: name)
    }
    if let name = names.first(where: { pattern.tensor(named: $0) == nil }) { throw .unknown(name) }
    return found
  }
}
