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
  let wanted = Set(targets.compactMap { $0.node.map(ObjectIdentifier.init) })
  var sums: [ObjectIdentifier: Tensor] = [:]
  if let node = result.node { sums[ObjectIdentifier(node)] = seed }
  for tensor in path(from: result, to: wanted).reversed() {
    guard let node = tensor.node, let vjp = node.vjp, let sum = sums[ObjectIdentifier(node)] else { continue }
    if !wanted.contains(ObjectIdentifier(node)) { sums[ObjectIdentifier(node)] = nil }
    for (parent, part) in zip(node.parents, vjp(sum, tensor)) {
      guard let part, let key = parent.node.map(ObjectIdentifier.init) else { continue }
      precondition(part.shape == parent.shape, "gradient \(part.shape) for a parent of shape \(parent.shape)")
      sums[key] = sums[key].map { $0 + part } ?? part
    }
  }
  return targets.map { target in
    target.node.flatMap { sums[ObjectIdentifier($0)] } ?? Tensor(repeating: 0, shape: target.shape)
  }
}

/// The tensors that lie between `result` and a wanted node, in the order in which they were made.
private func path(from result: Tensor, to wanted: Set<ObjectIdentifier>) -> [Tensor] {
  var seen: Set<ObjectIdentifier> = []
  var found: [(order: Int, tensor: Tensor)] = []
  var pending = [result]
  while let tensor = pending.popLast() {
    guard let node = tensor.node, seen.insert(ObjectIdentifier(node)).inserted else { continue }
    found.append((node.order, tensor))
    pending.append(contentsOf: node.parents)
  }
  found.sort { $0.order < $1.order }
  var needed: Set<ObjectIdentifier> = wanted
  var kept: [Tensor] = []
  for (_, tensor) in found {
    guard let node = tensor.node else { continue }
    let leads = node.parents.contains { $0.node.map { needed.contains(ObjectIdentifier($0)) } ?? false }
    if leads { needed.insert(ObjectIdentifier(node)) }
    if leads || wanted.contains(ObjectIdentifier(node)) { kept.append(tensor) }
  }
  return kept
}

extension Tensor {
  /// A result of an operation on `parents`, with its way back where any parent has one.
  static func result(
    _ shape: [Int], _ buffer: Buffer, of parents: [Tensor], vjp: @escaping Node.VJP
  ) -> Tensor {
    let tracked = Recording.isOn && parents.contains { $0.isTracked }
    return Tensor(shape: shape, buffer: buffer, node: tracked ? Node(parents: parents, vjp: vjp) : nil)
  }
}
