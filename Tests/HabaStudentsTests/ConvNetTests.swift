import HabaFormat
import HabaTensor
import TestKit
import Testing

@testable import HabaStudents

/// ConvNet-3 against PyTorch in binary64: Scripts/figures/convnet.py.
struct ConvNetTests {
  static let cases: [(ImageShape, ConvNetCase)] = [
    (ImageShape(channels: 3, height: 8, width: 8), ConvNetFigures.square),
    (ImageShape(channels: 1, height: 12, width: 9), ConvNetFigures.oblong),
  ]

  /// The script's network and images.
  private struct Given {
    let network: ConvNet
    let parameters: NamedTensors
    let images: Tensor
    var targets: [Tensor] { parameters.tensors + [images] }

    init(_ shape: ImageShape) {
      network = ConvNet(shape: shape, classes: 4, width: 16)
      var random = RandomSource(seed: 0)
      let fresh = network.initialParameters(&random)
      let drawn = fresh.tensors.enumerated().map { k, parameter in
        let values = chirp(parameter.shape, phase: Double(k))
        let (scale, shift): (Float, Float) =
          k == 9 ? (0.3, 0) : k == 10 ? (0.1, 0) : [(0.4, 0), (0.2, 1), (0.2, 0)][k % 3]
        return values.affine(scale: scale, shift: shift).tracked()
      }
      parameters = fresh.replacing(with: drawn)
      images = chirp([3, shape.height, shape.width, shape.channels], phase: 11).tracked()
    }

    var loss: Tensor { network.scores(images, parameters).crossEntropy(labels: [0, 2, 1]) }
  }

  @Test(arguments: cases)
  func `scores and loss equal PyTorch's`(_ shape: ImageShape, _ expected: ConvNetCase) {
    let given = Given(shape)
    let scores = given.network.scores(given.images, given.parameters)
    #expect(scores.shape == [3, 4])
    #expect(agree(scores.values.map(Double.init), expected.scores, within: 1e-4))
    #expect(abs(given.loss.scalar - expected.loss) < 1e-5)
  }

  @Test(arguments: cases)
  func `the loss's gradients equal PyTorch's`(_ shape: ImageShape, _ expected: ConvNetCase) {
    let given = Given(shape)
    let found = gradient(of: given.loss, withRespectTo: given.targets)
    check(found, norms: expected.firstNorms, projections: expected.first, tolerance: 1e-4)
  }

  @Test(arguments: cases)
  func `the gradient of the gradient's squared norm equals PyTorch's`(
    _ shape: ImageShape, _ expected: ConvNetCase
  ) {
    let given = Given(shape)
    let first = gradient(of: given.loss, withRespectTo: given.targets, differentiable: true)
    check(first, norms: expected.firstNorms, projections: expected.first, tolerance: 1e-4)
    let square = first.dropLast().reduce(Tensor(repeating: 0, shape: [])) { $0 + $1.squared().sum() }
    #expect(abs(square.scalar / expected.squaredNorm - 1) < 1e-4)
    let second = gradient(of: square, withRespectTo: given.targets)
    check(second, norms: expected.secondNorms, projections: expected.second, tolerance: 1e-3)
  }

  private func check(_ found: [Tensor], norms: [Float], projections expected: [[Float]], tolerance: Double) {
    #expect(found.count == norms.count)
    for (tensor, (norm, row)) in zip(found, zip(norms, expected)) {
      #expect(abs(TestKit.norm(tensor) / Double(norm) - 1) < tolerance)
      #expect(agree(projections(tensor.values), row, within: tolerance * 10 * Double(norm)))
    }
  }

  @Test func `an image too small to halve is not pooled`() {
    var random = RandomSource(seed: 1)
    for (height, width, features) in [
      (1, 1, 16), (2, 2, 16), (3, 9, 16 * 4), (16, 3, 16 * 8), (32, 32, 16 * 16),
    ] {
      let shape = ImageShape(channels: 2, height: height, width: width)
      let network = ConvNet(shape: shape, classes: 3, width: 16)
      let parameters = network.initialParameters(&random)
      let images = chirp([2, height, width, 2])
      #expect(network.features(images, parameters).shape == [2, features])
      #expect(network.scores(images, parameters).values.allSatisfy { $0.isFinite })
    }
  }

  @Test func `parameters start within PyTorch's bounds, norms as the identity`() {
    let network = ConvNet(shape: ImageShape(channels: 3, height: 16, width: 16), classes: 10, width: 16)
    var random = RandomSource(seed: 1)
    let parameters = network.initialParameters(&random)
    // 1 / sqrt(fan in): 27, 144, 144 taps; 2 x 2 x 16 features for the linear layer and its bias.
    let fans: [(String, Float)] = [
      ("block1.kernel", 27), ("block2.kernel", 144), ("block3.kernel", 144), ("linear.weight", 64), ("linear.bias", 64),
    ]
    for (name, fanIn) in fans {
      let largest = parameters[name].values.reduce(0) { max($0, abs($1)) }
      let bound = 1 / fanIn.squareRoot()
      #expect(largest <= bound && largest > 0.7 * bound)
    }
    for block in 1...3 {
      #expect(parameters["block\(block).scale"].values == [Float](repeating: 1, count: 16))
      #expect(parameters["block\(block).shift"].values == [Float](repeating: 0, count: 16))
    }
    #expect(parameters.count == 11)
    #expect(parameters.tensors.allSatisfy { $0.isTracked })
  }
}
