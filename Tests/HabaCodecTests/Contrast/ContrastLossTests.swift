import HabaFormat
import HabaStudents
import HabaTensor
import TestKit
import Testing

@testable import HabaCodec

/// The losses against PyTorch in binary64, written there as the papers write them: Scripts/figures/contrast.py.
struct ContrastLossTests {
  private static let labels = [0, 1, 1, 2]
  private static let temperature: Float = 0.07

  private static func instance(_ features: Tensor, hallucinators: Int = 2) -> Tensor {
    InstanceContrast.loss(features, temperature: temperature, hallucinators: hallucinators)
  }

  private static func supervised(_ features: Tensor) -> Tensor {
    SupervisedContrast.loss(features, labels: labels + labels, temperature: temperature)
  }

  private func check(_ loss: Tensor, of given: Tensor, _ expected: ContrastCase, within tolerance: Double = 1e-4) {
    #expect(abs(Double(loss.scalar) - Double(expected.loss)) < tolerance * max(1, abs(Double(expected.loss))))
    let found = gradient(of: loss, withRespectTo: [given])[0]
    #expect(abs(norm(found) / Double(expected.norm) - 1) < tolerance)
    #expect(agree(projections(found.values), expected.gradient, within: 10 * tolerance * Double(expected.norm)))
  }

  /// The script's features of four bases, all of one hallucinator after another.
  private func views(of hallucinators: Int) -> Tensor { chirp([hallucinators * 4, 6], phase: 1).tracked() }

  @Test func `losses of features and their gradients equal PyTorch's`() {
    let given = views(of: 2)
    check(Self.instance(given), of: given, ContrastFigures.instance2)
    check(Self.supervised(given), of: given, ContrastFigures.supervised2)
    check(given.pairCosine(), of: given, ContrastFigures.cosine2)
  }

  @Test func `the mean over all pairs of three hallucinators is the paper's sum over all of them`() {
    let given = views(of: 3)
    func mean(_ loss: (Tensor) -> Tensor) -> Tensor {
      let pairs = [(0, 1), (0, 2), (2, 1)].map { j, k in
        loss(given.taking(Array(4 * j..<4 * j + 4) + Array(4 * k..<4 * k + 4)))
      }
      return (pairs[0] + pairs[1] + pairs[2]) * (1 / 3)
    }
    check(mean { Self.instance($0, hallucinators: 3) }, of: given, ContrastFigures.instance3)
    check(mean { $0.pairCosine() }, of: given, ContrastFigures.cosine3)
  }

  @Test func `losses of images through a network and their gradients equal PyTorch's`() {
    // The network of Scripts/figures/convnet.py.
    let network = ConvNet(shape: ImageShape(channels: 3, height: 8, width: 8), classes: 4, width: 16)
    var random = RandomSource(seed: 0)
    let fresh = network.initialParameters(&random)
    let parameters = fresh.replacing(
      with: fresh.tensors.enumerated().map { k, parameter in
        let (scale, shift): (Float, Float) =
          k == 9 ? (0.3, 0) : k == 10 ? (0.1, 0) : [(0.4, 0), (0.2, 1), (0.2, 0)][k % 3]
        return chirp(parameter.shape, phase: Double(k)).affine(scale: scale, shift: shift)
      })
    let images = chirp([8, 8, 8, 3], phase: 11).tracked()
    let features = network.features(images, parameters)
    check(Self.instance(features), of: images, ContrastFigures.instanceOfImages, within: 1e-3)
    check(Self.supervised(features), of: images, ContrastFigures.supervisedOfImages, within: 1e-3)
    check(features.pairCosine(), of: images, ContrastFigures.cosineOfImages, within: 1e-3)
  }

  @Test func `features that are all zero have a loss and no infinite gradient`() {
    let given = Tensor(repeating: 0, shape: [8, 6]).tracked()
    for loss in [Self.instance(given), Self.supervised(given), given.pairCosine()] {
      #expect(loss.scalar.isFinite)
      #expect(gradient(of: loss, withRespectTo: [given])[0].values.allSatisfy { $0.isFinite })
    }
  }
}
