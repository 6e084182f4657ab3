internal import Synchronization

/// A dense, row-major array of binary32 values that remembers how it was made, so that it can be differentiated.
///
/// Values never change after a tensor is made. Images lie channels last, `[N, H, W, C]`: then every
/// kernel's innermost loop runs over neighbouring channels.
public final class Tensor {
  /// Length of each axis; empty for a scalar.
  public let shape: [Int]
  let buffer: Buffer
  /// How it was made; nil for a constant.
  let node: Node?

  init(shape: [Int], buffer: Buffer, node: Node? = nil) {
    self.shape = shape
    self.buffer = buffer
    self.node = node
  }

  /// A constant with the given values, in row-major order.
  ///
  /// - Precondition: there are as many values as the shape has places.
  public convenience init(_ values: some Collection<Float>, shape: [Int]) {
    precondition(values.count == shape.reduce(1, *), "\(values.count) values for shape \(shape)")
    let buffer = Buffer(count: values.count)
    _ = UnsafeMutableBufferPointer(start: buffer.pointer, count: values.count).initialize(from: values)
    self.init(shape: shape, buffer: buffer)
  }

  /// A constant with one value everywhere.
  public convenience init(repeating value: Float, shape: [Int]) {
    let buffer = Buffer(count: shape.reduce(1, *))
    buffer.pointer.initialize(repeating: value, count: buffer.count)
    self.init(shape: shape, buffer: buffer)
  }

  /// Places in all.
  public var count: Int { buffer.count }

  /// The values, row-major.
  public var values: [Float] { Array(UnsafeBufferPointer(start: buffer.pointer, count: count)) }

  /// The value of a tensor that holds one.
  public var scalar: Float { buffer.pointer[0] }

  /// Whether a gradient can reach this tensor.
  public var isTracked: Bool { node != nil }

  /// The same values as a fresh start of differentiation: gradients are taken with respect to such tensors.
  public func tracked() -> Tensor { Tensor(shape: shape, buffer: buffer, node: Node(parents: [], vjp: nil)) }

  /// The same values as a constant.
  public func detached() -> Tensor { isTracked ? Tensor(shape: shape, buffer: buffer) : self }

  var pointer: UnsafeMutablePointer<Float> { buffer.pointer }
}

/// What differentiation needs to know of an operation. Each tensor has its own; nothing else holds one.
final class Node {
  /// From the gradient of the result, and the result, to the gradient of each parent; nil where a parent gets none.
  typealias VJP = (_ gradient: Tensor, _ result: Tensor) -> [Tensor?]

  /// Grows with every node made: parents always have smaller numbers, so descending order is backward order.
  let order: Int
  private(set) var parents: [Tensor]
  private(set) var vjp: VJP?

  init(parents: [Tensor], vjp: VJP?) {
    self.parents = parents
    self.vjp = vjp
    order = NodeCounter.next()
  }

  // A chain of many thousand nodes must not be freed by recursion: parents that die with this node are taken apart here.
  deinit {
    vjp = nil
    var pending = parents
    parents = []
    while var tensor = pending.popLast() {
      guard isKnownUniquelyReferenced(&tensor), let node = tensor.node else { continue }
      node.vjp = nil
      pending.append(contentsOf: node.parents)
      node.parents = []
    }
  }
}

private enum NodeCounter {
  private static let counter = Atomic<Int>(0)
  static func next() -> Int { counter.add(1, ordering: .relaxed).newValue }
}
