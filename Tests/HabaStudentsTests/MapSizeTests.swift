import HabaFormat
import HabaTensor
import TestKit
import Testing

@testable import HabaStudents

/// A map is halved only where both sides keep a pixel, and two where an instance norm still follows.
struct MapSizeTests {
  private func map(_ height: Int, _ width: Int) -> MapSize {
    MapSize(ImageShape(channels: 1, height: height, width: width))
  }

  @Test(arguments: [(4, true, true), (3, true, false), (2, true, false), (2, false, true), (1, false, false)])
  func `two pixels a side stay before a norm, one behind the last`(side: Int, beforeNorm: Bool, isHalved: Bool) {
    for (height, width) in [(side, side), (side, 40), (40, side)] {
      var map = map(height, width)
      #expect(map.halve(beforeNorm: beforeNorm) == isHalved)
      #expect(map.area == (isHalved ? (height / 2) * (width / 2) : height * width))
    }
  }

  @Test func `a stride rounds up, and leaves a side of one pixel`() {
    var seven = map(7, 5)
    #expect(seven.halve(beforeNorm: true, roundingUp: true) && seven == map(4, 3))
    #expect(seven.halve(beforeNorm: true, roundingUp: true) && seven == map(2, 2))
    #expect(!seven.halve(beforeNorm: true, roundingUp: true) && seven == map(2, 2))
    var line = map(1, 9)
    #expect(!line.halve(beforeNorm: false, roundingUp: true) && line == map(1, 9))
  }

  /// Features of each network at 16 channels, by hand from the rule.
  @Test(arguments: [
    (32, [16 * 16, 16 * 4, 16, 24 * 16]), (28, [16 * 9, 16, 16, 24 * 9]), (8, [16, 16, 16, 24]), (6, [16, 16, 16, 24]),
    (4, [16, 16, 16, 24]),
  ])
  func `features keep the places that the rule leaves`(side: Int, counts: [Int]) {
    let kinds: [any Network.Type] = [ConvNet.self, ConvNet4.self, ConvNet5.self, AlexNet.self]
    for (kind, count) in zip(kinds, counts) { #expect(features(kind, side: side).shape == [3, count], "\(kind.name)") }
    for kind in [VGG11.self, ResNet18.self] as [any Network.Type] {
      #expect(features(kind, side: side).shape == [3, 128], "\(kind.name)")
    }
  }

  private func features(_ kind: any Network.Type, side: Int) -> Tensor {
    let network = kind.init(shape: ImageShape(channels: 2, height: side, width: side), classes: 2, width: 16)
    var random = RandomSource(seed: 3)
    return network.features(chirp([3, side, side, 2]), network.initialParameters(&random))
  }

  @Test(arguments: [28, 32, 8, 6, 4, 2])
  func `every network tells images of any size apart, and each of its parameters learns`(side: Int) {
    for kind in networks.elements {
      let network = kind.init(shape: ImageShape(channels: 1, height: side, width: side), classes: 3, width: 16)
      var random = RandomSource(seed: 3)
      let parameters = network.initialParameters(&random)
      let scores = network.scores(chirp([3, side, side, 1]), parameters)
      #expect(Set(scores.values).count == 9, "\(kind.name)")
      let gradients = gradient(of: scores.crossEntropy(labels: [0, 1, 2]), withRespectTo: parameters.tensors)
      for (name, gradient) in zip(parameters.names, gradients)
      where !(kind == VGG11.self && name.hasPrefix("conv") && name.hasSuffix("bias")) {
        #expect(gradient.values.contains { $0 != 0 }, "\(kind.name): \(name)")
      }
    }
  }

  @Test(arguments: [(32, "convnet3"), (63, "convnet3"), (64, "convnet4"), (127, "convnet4"), (128, "convnet5")])
  func `the smaller side chooses the ConvNet`(side: Int, name: String) {
    for (height, width) in [(side, side), (side, 300), (300, side)] {
      #expect(ConvNet.forImages(of: ImageShape(channels: 3, height: height, width: width)).name == name)
    }
  }
}
