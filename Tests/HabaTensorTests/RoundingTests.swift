import Testing

@testable import HabaTensor

struct RoundingTests {
  @Test func `values are clamped and rounded to the nearest level, halves to even`() {
    // Levels -1, -0.5, 0, 0.5, 1.
    let x = Tensor([-1.3, -1, -0.76, -0.75, -0.74, -0.25, 0.24, 0.25, 0.26, 0.75, 0.9, 7], shape: [12, 1])
    #expect(
      x.roundedToLevels(low: [-1], high: [1], levels: 5).values
        == [-1, -1, -1, -1, -0.5, 0, 0, 0, 0.5, 1, 1, 1])
  }

  @Test func `each channel has its own levels`() {
    let x = Tensor([0.6, 0.6, -9, 9], shape: [2, 2])
    #expect(x.roundedToLevels(low: [0, -4], high: [1, 4], levels: 2).values == [1, 4, 0, 4])
  }

  @Test func `the gradient passes but where a step against it would push further out`() {
    let x = Tensor([-2, -2, -1, -1, 0.3, 0.3, 1, 1, 2, 2], shape: [10, 1]).tracked()
    let g = Tensor([1, -1, 1, -1, 1, -1, 1, -1, 1, -1], shape: [10, 1])
    let y = x.roundedToLevels(low: [-1], high: [1], levels: 256)
    let found = gradient(of: (y * g).sum(), withRespectTo: [x])[0]
    #expect(found.values == [0, -1, 1, -1, 1, -1, 1, -1, 1, 0])
  }

  @Test func `the passed gradient can be differentiated again`() {
    let x = Tensor([-2, 0.5, 2], shape: [3, 1]).tracked()
    let y = x.roundedToLevels(low: [-1], high: [1], levels: 3)
    // The levels are -1, 0 and 1; 0.5 is halfway, and goes to level number 2. y² has the gradient 2y: back inside.
    let first = gradient(of: y.squared().sum(), withRespectTo: [x], differentiable: true)[0]
    #expect(first.values == [-2, 2, 2])
    let second = gradient(of: (first * Tensor([-1, 1, 1], shape: [3, 1])).sum(), withRespectTo: [x])[0]
    #expect(second.values == [-2, 2, 2])
  }

  @Test func `replaced values pass the gradient on unchanged`() {
    let x = chirp([4]).tracked()
    let y = x.replacingValues(with: Tensor([1, 2, 3, 4], shape: [4]))
    #expect(y.values == [1, 2, 3, 4])
    #expect(gradient(of: y.squared().sum(), withRespectTo: [x])[0].values == [2, 4, 6, 8])
  }
}
