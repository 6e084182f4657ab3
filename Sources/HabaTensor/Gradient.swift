/// Whether operations remember how their results were made.
enum Recording {
  @TaskLocal static var isOn = true
}

/// Runs `body` without remembering how its results were made: for work that is not to be differentiated.
public func withoutRecording<Result>(_ body: () throws -> Result) rethrows -> Result {
  try Recording.$isOn.withValue(false, operation: body)
}

/// The gradients of a scalar with respect to each target, in the targets' order and shapes.
///
/// A pure function: nothing is stored on any tensor. A target that the scalar does not depend on gets zeros.
///
/// - Parameters:
///   - scalar: a tensor of one place.
///   - targets: tensors made by `tracked()`, or results of operations on such.
///   - differentiable: whether the gradients shall themselves remember how they were made, so that functions of
///     them can be differentiated again.
public func gradient(of scalar: Tensor, withRespectTo targets: [Tensor], differentiable: Bool = false) -> [Tensor] {
  precondition(scalar.count == 1, "the gradient of a tensor of shape \(scalar.shape): only a scalar has one")
  return Recording.$isOn.withValue(differentiable) {
    gradients(seed: Tensor(repeating: 1, shape: scalar.shape), of: scalar, targets)
  }
}

/// The vector-Jacobian product of `result`: gradients of sum(result * seed).
func gradients(seed: Tensor, of result: Tensor, _ targets: [Tensor]) -> [Tensor] {
  gradients(seeds: [seed], of: [result], targets)
}

/// The gradients of the sum of sum(result * seed) over several results.
func gradients(seeds: [Tensor], of results: [Tensor], _ targets: [Tensor]) -> [Tensor] {
  let nodes = targets.compactMap { $0.node }
  let wanted = Set(nodes.map(ObjectIdentifier.init))
  var sums: [ObjectIdentifier: [Tensor?]] = [:]
  func add(_ part: Tensor, to tensor: Tensor) {
    guard let node = tensor.node else { return }
    precondition(part.shape == tensor.shape, "gradient \(part.shape) for a tensor of shape \(tensor.shape)")
    var own = sums[ObjectIdentifier(node)] ?? Array(repeating: nil, count: node.results)
    own[tensor.place] = own[tensor.place].map { $0 + part } ?? part
    sums[ObjectIdentifier(node)] = own
  }
  for (result, seed) in zip(results, seeds) { add(seed, to: result) }
  for node in path(from: results, to: wanted, since: nodes.map(\.order).min() ?? .max).reversed() {
    guard let vjp = node.vjp, let own = sums[ObjectIdentifier(node)] else { continue }
    if !wanted.contains(ObjectIdentifier(node)) { sums[ObjectIdentifier(node)] = nil }
    for (parent, part) in zip(node.parents, vjp(own)) {
      if let part { add(part, to: parent) }
    }
  }
  return targets.map { target in
    target.node.flatMap { sums[ObjectIdentifier($0)]?[target.place] } ?? Tensor(repeating: 0, shape: target.shape)
  }
}

/// The nodes that lie between results and wanted nodes, in the order in which they were made; what was made before `oldest`
/// can't lie there.
private func path(from results: [Tensor], to wanted: Set<ObjectIdentifier>, since oldest: Int) -> [Node] {
  var seen: Set<ObjectIdentifier> = []
  var found: [Node] = []
  var pending = results.compactMap { $0.node }
  while let node = pending.popLast() {
    guard node.order >= oldest, seen.insert(ObjectIdentifier(node)).inserted else { continue }
    found.append(node)
    pending.append(contentsOf: node.parents.compactMap { $0.node })
  }
  found.sort { $0.order < $1.order }
  var needed: Set<ObjectIdentifier> = wanted
  return found.filter { node in
    let leads = node.parents.contains { $0.node.map { needed.contains(ObjectIdentifier($0)) } ?? false }
    if leads { needed.insert(ObjectIdentifier(node)) }
    return leads || wanted.contains(ObjectIdentifier(node))
  }
}

extension Tensor {
  /// A result of an operation on `parents`, with its way back where any parent has one.
  ///
  /// - Parameter vjp: from the result's gradient, and the result's values as a constant, to the parents' gradients.
  static func result(
    _ shape: [Int], _ buffer: Buffer, of parents: [Tensor],
    vjp: @escaping (_ gradient: Tensor) -> [Tensor?]
  ) -> Tensor {
    results([(shape, buffer)], of: parents) { gradients in
      gradients[0].map(vjp) ?? parents.map { _ in nil }
    }[0]
  }

  /// The results of an operation that has several.
  static func results(
    _ parts: [(shape: [Int], buffer: Buffer)], of parents: [Tensor], vjp: @escaping Node.VJP
  ) -> [Tensor] {
    let tracked = Recording.isOn && parents.contains { $0.isTracked }
    let node = tracked ? Node(parents: parents, results: parts.count, vjp: vjp) : nil
    return parts.indices.map { Tensor(shape: parts[$0].shape, buffer: parts[$0].buffer, node: node, place: $0) }
  }
}
