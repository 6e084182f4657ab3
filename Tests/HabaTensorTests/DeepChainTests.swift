import Testing

@testable import HabaTensor

struct DeepChainTests {
  private static let length = 100_000

  /// One link of a chain: the same value, by way of an operation.
  static let links: [(name: String, link: @Sendable (Tensor, Tensor) -> Tensor)] = [
    ("affine", { x, _ in x + 0 }),
    ("sum", { x, start in x * 0.5 + start * 0.5 }),
    ("square", { x, _ in (x * x).squareRoot() }),
    ("relu", { x, _ in x.relu() }),
    ("reshaped", { x, _ in x.reshaped(x.shape) }),
    ("taking", { x, _ in x.taking([0]) }),
  ]

  @Test(arguments: links.indices)
  func `a chain of 100,000 operations is differentiated and freed without recursion`(link: Int) {
    let start = Tensor([2], shape: [1]).tracked()
    var x = start
    for _ in 0..<Self.length { x = Self.links[link].link(x, start) }
    #expect(abs(x.scalar - 2) < 1e-3)
    let slope = gradient(of: x, withRespectTo: [start])[0].scalar
    #expect(abs(slope - 1) < 1e-3)
  }

  @Test func `the gradient of a deep chain can be differentiated again`() {
    // Each link is x + c x² with a c so small that (1 + …)^n stays near 1.
    let length = 20_000
    let start = Tensor([1], shape: [1]).tracked()
    var x = start
    let c: Float = 0x1p-17
    for _ in 0..<length { x = x + x * x * c }
    let first = gradient(of: x, withRespectTo: [start], differentiable: true)[0]
    let second = gradient(of: first, withRespectTo: [start])[0]
    // The same recurrence of value, slope and curvature in binary64.
    var (value, slope, curvature) = (1.0, 1.0, 0.0)
    for _ in 0..<length {
      curvature = curvature * (1 + 2 * Double(c) * value) + 2 * Double(c) * slope * slope
      slope *= 1 + 2 * Double(c) * value
      value += Double(c) * value * value
    }
    #expect(abs(Double(first.scalar) / slope - 1) < 0.01)
    #expect(abs(Double(second.scalar) / curvature - 1) < 0.01)
  }

  @Test func `tensors that are still held outlive the chain they were made in`() {
    var kept: [Tensor] = []
    let start = Tensor([1], shape: [1]).tracked()
    do {
      var x = start
      for i in 0..<1000 {
        x = x + 1
        if i % 100 == 99 { kept.append(x) }
      }
    }
    #expect(kept.map { $0.scalar } == (1...10).map { Float($0 * 100 + 1) })
    #expect(gradient(of: kept[4], withRespectTo: [start])[0].scalar == 1)
    let middle = kept.remove(at: 4)
    kept = []
    #expect(gradient(of: middle, withRespectTo: [start])[0].scalar == 1)
  }
}
