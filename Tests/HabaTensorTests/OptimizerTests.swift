import Testing

@testable import HabaTensor

/// Against PyTorch's own steps on f(x) = sum of x⁴ / 4 - x.
struct OptimizerTests {
  private func slope(_ x: Tensor) -> Tensor {
    gradient(of: (x.squared().squared() * 0.25 - x).sum(), withRespectTo: [x])[0]
  }

  /// Tensors called by their place.
  private func named(_ tensors: [Tensor]) -> NamedTensors {
    NamedTensors(tensors.enumerated().map { (String($0), $1) })
  }

  private func check(_ expected: [[Float]], _ step: (Tensor, Tensor) -> Tensor) {
    var x = chirp([5], phase: 0.5).tracked()
    for row in expected {
      x = step(x, slope(x))
      #expect(relativeError(x.values, row.map(Double.init)) < 1e-5)
      #expect(x.isTracked)
    }
  }

  @Test func `gradient descent with momentum and decay takes PyTorch's steps`() {
    var optimizer = MomentumDescent(named([chirp([5])]), momentum: 0.9, decay: 0.01)
    check(OptimizerFigures.momentum) { optimizer.step(named([$0]), gradients: [$1], rate: 0.1)["0"] }
  }

  @Test func `plain gradient descent takes PyTorch's steps`() {
    var optimizer = MomentumDescent(named([chirp([5])]), momentum: 0)
    check(OptimizerFigures.plain) { optimizer.step(named([$0]), gradients: [$1], rate: 0.1)["0"] }
  }

  @Test func `Adam takes PyTorch's steps`() {
    var optimizer = Adam(named([chirp([5])]))
    check(OptimizerFigures.adam) { optimizer.step(named([$0]), gradients: [$1], rates: [0.05])["0"] }
  }

  @Test func `Adam moves each parameter at its own rate`() {
    let x = [chirp([3]).tracked(), chirp([3]).tracked()]
    var optimizer = Adam(named(x))
    let next = optimizer.step(named(x), gradients: x.map(slope), rates: [0.01, 0.02]).tensors
    // The first step of Adam is the rate, whatever the gradient's size.
    for (k, rate) in [Float(0.01), 0.02].enumerated() {
      for (before, after) in zip(x[k].values, next[k].values) {
        #expect(abs(abs(before - after) - rate) < 1e-5)
      }
    }
  }

  @Test func `a step leaves the parameters before it as they were, and a copied optimizer goes its own way`() {
    let x = chirp([5], phase: 0.5).tracked()
    let before = x.values
    var optimizer = MomentumDescent(named([x]), momentum: 0.9)
    let first = optimizer.step(named([x]), gradients: [slope(x)], rate: 0.1)
    #expect(x.values == before)
    var copy = optimizer
    let one = optimizer.step(first, gradients: first.tensors.map(slope), rate: 0.1)["0"].values
    _ = optimizer.step(first, gradients: first.tensors.map(slope), rate: 0.1)
    #expect(copy.step(first, gradients: first.tensors.map(slope), rate: 0.1)["0"].values == one)
  }
}
