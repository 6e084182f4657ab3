/// Tensors under names, in the order in which they were put in.
///
/// Names are paths with dots, such as `block1.kernel`: what belongs together has a beginning in common. All that learns
/// or remembers gives its numbers so, and files keep them so.
public struct NamedTensors {
  /// The names, in order; none twice.
  public private(set) var names: [String] = []
  /// The tensors, in the names' order.
  public private(set) var tensors: [Tensor] = []
  private var places: [String: Int] = [:]

  /// Starts empty.
  public init() {}

  /// Takes tensors in order.
  ///
  /// - Precondition: No name comes twice.
  public init(_ entries: some Sequence<(name: String, tensor: Tensor)>) {
    for (name, tensor) in entries { append(tensor, as: name) }
  }

  /// How many there are.
  public var count: Int { names.count }

  /// Whether there are none.
  public var isEmpty: Bool { names.isEmpty }

  /// Names and tensors, in order.
  public var entries: [(name: String, tensor: Tensor)] { Array(zip(names, tensors)) }

  /// The tensor of a name that was put in.
  ///
  /// - Precondition: There is one; `tensor(named:)` asks.
  public subscript(name: String) -> Tensor {
    guard let place = places[name] else { preconditionFailure("no tensor is called \(name)") }
    return tensors[place]
  }

  /// The tensor of a name, if there is one.
  public func tensor(named name: String) -> Tensor? { places[name].map { tensors[$0] } }

  /// Puts a tensor in, after all others.
  ///
  /// - Precondition: The name is new.
  public mutating func append(_ tensor: Tensor, as name: String) {
    let last = places.updateValue(names.count, forKey: name)
    precondition(last == nil, "two tensors are called \(name)")
    names.append(name)
    tensors.append(tensor)
  }

  /// Puts others in, each under `prefix` and a dot before its name.
  public mutating func append(_ others: NamedTensors, under prefix: String) {
    for (name, tensor) in others.entries { append(tensor, as: "\(prefix).\(name)") }
  }

  /// Those under `prefix` and a dot, without it.
  public func under(_ prefix: String) -> NamedTensors {
    // By bytes: a character of a name may begin with the dot.
    let start = Array("\(prefix).".utf8)
    return NamedTensors(
      entries.lazy.filter { $0.name.utf8.starts(with: start) }.map { name, tensor in
        (String(name[name.utf8.index(name.startIndex, offsetBy: start.count)...]), tensor)
      })
  }

  /// The same names with other tensors, given in order.
  ///
  /// - Precondition: There are as many.
  public func replacing(with tensors: [Tensor]) -> NamedTensors {
    precondition(tensors.count == names.count, "\(tensors.count) tensors for \(names.count) names")
    var changed = self
    changed.tensors = tensors
    return changed
  }

  /// The same names with each tensor changed.
  public func mapTensors(_ change: (Tensor) throws -> Tensor) rethrows -> NamedTensors {
    replacing(with: try tensors.map(change))
  }

  /// All as constants.
  public func detached() -> NamedTensors { mapTensors { $0.detached() } }

  /// All as fresh starts of differentiation.
  public func tracked() -> NamedTensors { mapTensors { $0.tracked() } }
}
