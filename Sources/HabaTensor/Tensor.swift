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
  private(set) var node: Node?
  /// Which of its node's results it is.
  let place: Int

  init(shape: [Int], buffer: Buffer, node: Node? = nil, place: Int = 0) {
    self.shape = shape
    self.buffer = buffer
    self.node = node
    self.place = place
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

  /// Gives up how it was made: only for a tensor that nobody else can see any more.
  fileprivate func takeNode() -> Node? {
    let own = node
    node = nil
    return own
  }
}

/// What differentiation needs to know of an operation.
///
/// Its results hold it, nothing else does.
final class Node {
  /// From the gradients of the results (nil: zero) to the gradient of each parent; nil where a parent gets none.
  typealias VJP = (_ gradients: [Tensor?]) -> [Tensor?]

  /// Grows with every node made: parents always have smaller numbers, so descending order is backward order.
  let order: Int
  private(set) var parents: [Tensor]
  private(set) var vjp: VJP?
  /// Number of results.
  let results: Int

  init(parents: [Tensor], results: Int = 1, vjp: VJP?) {
    self.parents = parents
    self.results = results
    self.vjp = vjp
    order = NodeCounter.next()
  }

  // A chain of many thousand nodes must not be freed by recursion: parents that die with this node are taken apart here.
  deinit {
    vjp = nil
    var pending = parents
    parents = []
    while var tensor = pending.popLast() {
      guard isKnownUniquelyReferenced(&tensor), var node = tensor.takeNode(), isKnownUniquelyReferenced(&node)
      else { continue }
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
