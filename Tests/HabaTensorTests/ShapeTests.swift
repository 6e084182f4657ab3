import Testing

@testable import HabaTensor

struct ShapeTests {
  @Test func `permuting moves every element to its place`() {
    let x = Tensor((0..<24).map { Float($0) }, shape: [2, 3, 4])
    let y = x.permuted([2, 0, 1])
    #expect(y.shape == [4, 2, 3])
    var expected: [Float] = []
    for c in 0..<4 {
      for a in 0..<2 {
        for b in 0..<3 { expected.append(Float(a * 12 + b * 4 + c)) }
      }
    }
    #expect(y.values == expected)
    #expect(y.permuted([1, 2, 0]).values == x.values)
  }

  @Test func `taking repeats and reorders blocks`() {
    let x = Tensor([0, 1, 10, 11, 20, 21], shape: [3, 2])
    #expect(x.taking([2, 0, 2]).values == [20, 21, 0, 1, 20, 21])
    #expect(x.taking([]).shape == [0, 2])
    #expect(x.scattered(to: [1, 1, 0], of: 4).values == [20, 21, 10, 12, 0, 0, 0, 0])
  }

  @Test func `concatenating lays blocks one after another`() {
    let x = Tensor.concatenated([Tensor([1, 2], shape: [1, 2]), Tensor([3, 4, 5, 6], shape: [2, 2])])
    #expect(x.shape == [3, 2])
    #expect(x.values == [1, 2, 3, 4, 5, 6])
  }

  @Test func `sums and means run over the axes asked for`() {
    let x = Tensor((1...12).map { Float($0) }, shape: [2, 3, 2])
    #expect(x.sum(axes: [0]).values == [8, 10, 12, 14, 16, 18])
    #expect(x.sum(axes: [1]).shape == [2, 1, 2])
    #expect(x.sum(axes: [1]).values == [9, 12, 27, 30])
    #expect(x.mean(axes: [0, 2]).values == [4.5, 6.5, 8.5])
    #expect(x.sum().values == [78])
    #expect(x.mean().shape == [])
    #expect(x.sum(to: [3, 1]).values == [18, 26, 34])
  }

  /// Each pair of a linear operation and its adjoint, with the shapes of their arguments.
  static let pairs: [(name: String, from: [Int], to: [Int], there: Linear, back: Linear)] = [
    (
      "expanded, sum", [2, 1, 3], [4, 2, 5, 3], { $0.expanded(to: [4, 2, 5, 3]) }, { $0.sum(to: [2, 1, 3]) }
    ),
    ("expanded from a scalar", [], [2, 3], { $0.expanded(to: [2, 3]) }, { $0.sum(to: []) }),
    ("permuted", [2, 3, 4], [4, 2, 3], { $0.permuted([2, 0, 1]) }, { $0.permuted([1, 2, 0]) }),
    (
      "taking, scattered", [4, 3], [5, 3], { $0.taking([1, 3, 1, 0, 1]) },
      { $0.scattered(to: [1, 3, 1, 0, 1], of: 4) }
    ),
    (
      "averagePooled, spread", [2, 5, 7, 3], [2, 2, 3, 3], { $0.averagePooled(2) },
      { $0.spread(2, height: 5, width: 7) }
    ),
    (
      "averagePooled, spread by 3", [1, 7, 6, 2], [1, 2, 2, 2], { $0.averagePooled(3) },
      { $0.spread(3, height: 7, width: 6) }
    ),
    (
      "gated", [6], [6], { $0.gated(by: Tensor([1, 0, -1, 2, 0, 3], shape: [6])) },
      { $0.gated(by: Tensor([1, 0, -1, 2, 0, 3], shape: [6])) }
    ),
  ]
  typealias Linear = @Sendable (Tensor) -> Tensor

  @Test(arguments: pairs.indices)
  func `an adjoint satisfies (A x, y) = (x, A' y)`(pair: Int) {
    let (_, from, to, there, back) = Self.pairs[pair]
    let (x, y) = (chirp(from), chirp(to, phase: 1))
    let (ax, by) = (there(x), back(y))
    #expect(ax.shape == to)
    #expect(by.shape == from)
    let left = dot(ax, y)
    #expect(abs(left - dot(x, by)) < 1e-5 * max(1, abs(left)))
    // The way back that differentiation takes is the same.
    let tracked = x.tracked()
    let found = gradient(of: (there(tracked) * y).sum(), withRespectTo: [tracked])[0]
    #expect(relativeError(found, by) < 1e-5)
  }

  @Test func `average pooling leaves out an odd last row and column`() {
    let x = Tensor((0..<15).map { Float($0) }, shape: [1, 3, 5, 1])
    // Rows 0 and 1, columns 0…3: (0 + 1 + 5 + 6) / 4 and (2 + 3 + 7 + 8) / 4.
    #expect(x.averagePooled(2).values == [3, 5])
  }
}
