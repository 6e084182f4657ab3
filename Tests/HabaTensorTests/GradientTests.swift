import Testing

@testable import HabaTensor

struct GradientTests {
  @Test(arguments: gradientCases)
  func `a gradient equals finite differences`(of it: GradientCase) {
    let inputs = it.inputs
    let found = it.gradients(inputs).flatMap { $0 }
    let expected = GradientCase.differences(of: it.value, at: inputs).flatMap { $0 }
    #expect(relativeError(found, expected) < 2e-3)
  }

  @Test(arguments: gradientCases)
  func `a gradient's gradient equals finite differences of the gradient`(of it: GradientCase) {
    let inputs = it.inputs
    let found = it.secondGradients(inputs).flatMap { $0 }
    let expected = GradientCase.differences(of: it.slope, at: inputs).flatMap { $0 }
    #expect(expected.contains { $0 != 0 })
    #expect(relativeError(found, expected) < 4e-3)
  }

  @Test func `a gradient of third order is right`() {
    let x = Tensor([0.5, -1.5], shape: [2]).tracked()
    let first = gradient(of: x.squared().squared().sum(), withRespectTo: [x], differentiable: true)[0]
    let second = gradient(of: first.sum(), withRespectTo: [x], differentiable: true)[0]
    let third = gradient(of: second.sum(), withRespectTo: [x])[0]
    #expect(third.values == [12, -36])
  }

  @Test func `a target that the scalar does not depend on gets zeros of its shape`() {
    let x = chirp([3]).tracked()
    let other = chirp([2, 2]).tracked()
    let constant = chirp([4])
    let found = gradient(of: x.sum(), withRespectTo: [other, x, constant])
    #expect(found.map { $0.shape } == [[2, 2], [3], [4]])
    #expect(found[0].values == [0, 0, 0, 0])
    #expect(found[1].values == [1, 1, 1])
    #expect(found[2].values == [0, 0, 0, 0])
  }

  @Test func `gradients by a tensor and by what it was made of are total derivatives`() {
    let x = Tensor([3], shape: [1]).tracked()
    let y = x.squared()
    let found = gradient(of: (y * x).sum(), withRespectTo: [x, y, x])
    #expect(found.map { $0.scalar } == [27, 3, 27])
  }

  @Test func `the gradient of a tensor by itself is one`() {
    let x = Tensor([3], shape: [1]).tracked()
    #expect(gradient(of: x, withRespectTo: [x])[0].values == [1])
  }

  @Test func `nothing is remembered without recording`() {
    let x = chirp([3]).tracked()
    let y = withoutRecording { x.exp() }
    #expect(!y.isTracked)
    #expect(gradient(of: y.sum(), withRespectTo: [x])[0].values == [0, 0, 0])
  }

  @Test func `a plain gradient is a constant and a differentiable one is not`() {
    let x = chirp([3]).tracked()
    let y = x.exp().sum()
    #expect(!gradient(of: y, withRespectTo: [x])[0].isTracked)
    #expect(gradient(of: y, withRespectTo: [x], differentiable: true)[0].isTracked)
  }

  @Test func `a detached tensor passes no gradient on`() {
    let x = Tensor([2], shape: [1]).tracked()
    #expect(gradient(of: x * x.detached(), withRespectTo: [x])[0].scalar == 2)
  }

  @Test func `nothing is stored on tensors, so that gradients can be asked for again`() {
    let x = chirp([3]).tracked()
    let y = x.exp().sum()
    let first = gradient(of: y, withRespectTo: [x])[0].values
    #expect(gradient(of: y, withRespectTo: [x])[0].values == first)
  }
}
