import HabaFormat
import HabaTensor
import TestKit
import Testing

@testable import HabaStudents

/// The deeper networks against PyTorch in binary64: Scripts/figures/networks.py.
struct NetworkTests {
  struct Case: CustomTestStringConvertible {
    let network: any Network.Type
    let shape: ImageShape
    let expected: NetworkCase

    var testDescription: String { "\(network.name) on \(shape.height)x\(shape.width)" }
  }

  private static let colored = ImageShape(channels: 3, height: 32, width: 32)
  private static let grey = ImageShape(channels: 1, height: 28, width: 28)
  private static let small = ImageShape(channels: 3, height: 6, width: 9)

  static let cases: [Case] = [
    Case(network: AlexNet.self, shape: colored, expected: AlexNetFigures.colored),
    Case(network: AlexNet.self, shape: grey, expected: AlexNetFigures.grey),
    Case(network: AlexNet.self, shape: small, expected: AlexNetFigures.small),
    Case(network: VGG11.self, shape: colored, expected: VGG11Figures.colored),
    Case(network: VGG11.self, shape: grey, expected: VGG11Figures.grey),
    Case(network: VGG11.self, shape: small, expected: VGG11Figures.small),
    Case(network: ResNet18.self, shape: colored, expected: ResNet18Figures.colored),
    Case(network: ResNet18.self, shape: grey, expected: ResNet18Figures.grey),
    Case(network: ResNet18.self, shape: small, expected: ResNet18Figures.small),
  ]

  /// The script's parameters: kernels by the values that each output is computed from, scales about 1.
  private func parameters(_ network: any Network) -> NamedTensors {
    var random = RandomSource(seed: 0)
    let fresh = network.initialParameters(&random)
    return fresh.replacing(
      with: fresh.entries.enumerated().map { k, entry in
        let values = chirp(entry.tensor.shape, phase: Double(k))
        let fanIn = entry.tensor.shape.dropLast().reduce(1, *)
        let scale = entry.tensor.shape.count > 1 ? 2 / Float(fanIn).squareRoot() : 0.2
        return values.affine(scale: scale, shift: entry.name.hasSuffix("scale") ? 1 : 0).tracked()
      })
  }

  @Test(arguments: cases)
  func `scores, loss and gradients equal PyTorch's`(_ given: Case) {
    let (shape, expected) = (given.shape, given.expected)
    let network = given.network.init(shape: shape, classes: 4, width: 16)
    let parameters = parameters(network)
    let images = chirp([3, shape.height, shape.width, shape.channels], phase: Double(expected.phase)).tracked()
    let scores = network.scores(images, parameters)
    #expect(scores.shape == [3, 4])
    #expect(agree(scores.values.map(Double.init), expected.scores, within: 1e-4))
    let loss = scores.crossEntropy(labels: [0, 2, 1])
    #expect(abs(loss.scalar - expected.loss) < 1e-4)
    let found = gradient(of: loss, withRespectTo: parameters.tensors + [images])
    #expect(found.count == expected.norms.count)
    for (index, (tensor, (norm, row))) in zip(found, zip(expected.norms, expected.projections)).enumerated() {
      let name = index < parameters.count ? parameters.names[index] : "images"
      #expect(abs(TestKit.norm(tensor) - Double(norm)) < 1e-6 + 1e-3 * Double(norm), "\(name)")
      #expect(agree(projections(tensor.values), row, within: 1e-6 + 5e-3 * Double(norm)), "\(name)")
    }
  }

  @Test(
    arguments: [
      (AlexNet.self, AlexNetFigures.counts), (VGG11.self, VGG11Figures.counts), (ResNet18.self, ResNet18Figures.counts),
    ] as [(any Network.Type, [Int])])
  func `there are as many parameters as PyTorch counts at the published width`(
    _ network: any Network.Type, _ counts: [Int]
  ) {
    for (shape, count) in zip([Self.colored, Self.grey], counts) {
      var random = RandomSource(seed: 0)
      let made = network.init(shape: shape, classes: 10, width: network.standardWidth).initialParameters(&random)
      #expect(made.tensors.reduce(0) { $0 + $1.count } == count)
      #expect(made.tensors.allSatisfy { $0.isTracked })
    }
  }

  @Test(arguments: [AlexNet.self, VGG11.self, ResNet18.self] as [any Network.Type])
  func `parameters start within PyTorch's bounds, norms as the identity`(_ network: any Network.Type) {
    var random = RandomSource(seed: 1)
    let made = network.init(shape: Self.colored, classes: 10, width: 16).initialParameters(&random)
    // A bias is drawn within the bounds of the kernel or weight before it.
    var bound: Float = 0
    for (name, tensor) in made.entries {
      switch name.split(separator: ".").last {
      case "scale": #expect(tensor.values.allSatisfy { $0 == 1 })
      case "shift": #expect(tensor.values.allSatisfy { $0 == 0 })
      default:
        if tensor.shape.count > 1 { bound = 1 / Float(tensor.count / (tensor.shape.last ?? 1)).squareRoot() }
        let largest = tensor.values.reduce(0) { max($0, abs($1)) }
        #expect(largest <= bound && largest > 0.6 * bound, "\(name)")
      }
    }
  }

  @Test func `width is the first layer's channels, and the others keep their ratios`() {
    func channels(_ network: any Network.Type, width: Int) -> [Int] {
      var random = RandomSource(seed: 1)
      let made = network.init(shape: Self.grey, classes: 2, width: width).initialParameters(&random)
      return made.entries.filter { $0.name.hasSuffix("kernel") }.compactMap { $0.tensor.shape.last }
    }
    #expect(channels(AlexNet.self, width: 8) == [8, 12, 16, 12, 12])
    #expect(channels(AlexNet.self, width: 1) == [1, 1, 2, 1, 1])
    #expect(channels(VGG11.self, width: 8) == [8, 16, 32, 32, 64, 64, 64, 64])
    #expect(Set(channels(ResNet18.self, width: 8)) == [8, 16, 32, 64])
    #expect(channels(ConvNet4.self, width: 8) == [8, 8, 8, 8])
    #expect(channels(ConvNet5.self, width: 8) == [8, 8, 8, 8, 8])
  }
}
