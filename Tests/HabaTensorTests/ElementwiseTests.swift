import Glibc
import Testing

@testable import HabaTensor

struct ElementwiseTests {
  /// Any two shapes that broadcast, with the common one.
  static let shapes: [([Int], [Int], [Int])] = [
    ([2, 3], [2, 3], [2, 3]), ([2, 3], [3], [2, 3]), ([2, 3], [2, 1], [2, 3]), ([1, 3], [2, 1], [2, 3]),
    ([2, 1, 4], [3, 1], [2, 3, 4]), ([], [2, 2], [2, 2]), ([1], [1, 1], [1, 1]),
    ([3, 1, 2, 1], [1, 4, 1, 5], [3, 4, 2, 5]),
  ]

  /// The element of a tensor at a place of a larger shape that it is broadcast to.
  private func element(_ t: Tensor, at place: Int, of shape: [Int]) -> Float {
    let own = Array(repeating: 1, count: shape.count - t.shape.count) + t.shape
    var (rest, index, stride) = (place, 0, 1)
    for axis in shape.indices.reversed() {
      if own[axis] > 1 { index += rest % shape[axis] * stride }
      stride *= own[axis]
      rest /= shape[axis]
    }
    return t.values[index]
  }

  @Test(arguments: shapes)
  func `the four operations broadcast`(_ left: [Int], _ right: [Int], _ common: [Int]) {
    let (a, b) = (chirp(left), chirp(right, phase: 1) + 2)
    let results = [a + b, a - b, a * b, a / b]
    let operations: [(Float, Float) -> Float] = [(+), (-), (*), (/)]
    for (result, operation) in zip(results, operations) {
      #expect(result.shape == common)
      let expected = (0..<common.reduce(1, *)).map {
        operation(element(a, at: $0, of: common), element(b, at: $0, of: common))
      }
      #expect(result.values == expected)
    }
  }

  @Test(arguments: [0, 1, 15, 16, 17, 32767, 32768, 32769, 100_003])
  func `every element of any number is computed`(count: Int) {
    let (a, b) = (chirp([count]), chirp([count], phase: 1) + 2)
    #expect((a * b).values == zip(a.values, b.values).map { $0 * $1 })
    #expect(a.exp().values == a.values.map { expf($0) })
    #expect(a.relu().values == a.values.map { max($0, 0) })
    #expect(a.affine(scale: 2, shift: 1).values == a.values.map { $0 * 2 + 1 })
  }

  @Test func `relu of zero is zero with gradient zero`() {
    let x = Tensor([0, -0.0, -1, 1], shape: [4]).tracked()
    #expect(x.relu().values == [0, 0, 0, 1])
    #expect(gradient(of: x.relu().sum(), withRespectTo: [x])[0].values == [0, 0, 0, 1])
  }

  @Test func `the softmax of huge scores stays finite`() {
    let scores = Tensor([1000, 0, -1000, -1000, -1000, -1001], shape: [2, 3])
    let found = scores.logSoftmax()
    // By hand: log(1 + 1 + 1/e) = 0.861995.
    let second: [Double] = [-0.861995, -0.861995, -1.861995]
    #expect(relativeError(Array(found.values[0..<3]), [0, -1000, -2000]) < 1e-6)
    #expect(relativeError(Array(found.values[3..<6]), second) < 1e-5)
  }

  @Test func `cross-entropy equals its definition`() {
    let scores: [[Double]] = [[0.5, -1, 2], [0, 0.25, -0.5]]
    let labels = [2, 0]
    let expected =
      zip(scores, labels).reduce(0.0) { sum, pair in
        sum + log(pair.0.reduce(0) { $0 + exp($1) }) - pair.0[pair.1]
      } / 2
    let tensor = Tensor(scores.flatMap { $0.map { Float($0) } }, shape: [2, 3])
    #expect(abs(Double(tensor.crossEntropy(labels: labels).scalar) - expected) < 1e-6)
    let soft = tensor.crossEntropy(targets: Tensor([0, 0, 1, 1, 0, 0], shape: [2, 3]))
    #expect(soft.scalar == tensor.crossEntropy(labels: labels).scalar)
  }

  @Test func `the first of several largest columns is named`() {
    let scores = Tensor([1, 3, 3, -2, -2, -5, 0, 0, 0.5], shape: [3, 3])
    #expect(scores.largestColumns() == [1, 0, 2])
  }

  @Test func `one-hot rows have a one at their label`() {
    #expect(Tensor.oneHot([2, 0], classes: 3).values == [0, 0, 1, 1, 0, 0])
  }

  @Test func `a sum over an image of 224x224 in colour keeps its digits`() {
    let count = 3 * 224 * 224
    let sum = Double(Tensor(repeating: 0.1, shape: [count]).sum().scalar)
    #expect(abs(sum / (Double(count) * Double(Float(0.1))) - 1) < 1e-3)
  }
}
