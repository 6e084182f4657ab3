import HabaFormat
import HabaStudents
import HabaTensor
import TestKit
import Testing

@testable import HabaCodec

/// Objectives beside PyTorch's figures of the same equations.
struct PublishedObjectiveTests {
  private let network = ConvNet(shape: Samples.shape, classes: 4, width: 16)

  /// Those of Scripts/figures/convnet.py.
  private var parameters: NamedTensors {
    var random = RandomSource(seed: 0)
    let fresh = network.initialParameters(&random)
    return fresh.replacing(
      with: fresh.tensors.enumerated().map { index, tensor in
        let (scale, shift): (Float, Float) =
          switch index {
          case 9: (0.3, 0)
          case 10: (0.1, 0)
          default: [(0.4, 0), (0.2, 1), (0.2, 0)][index % 3]
          }
        return (chirp(tensor.shape, phase: Double(index)) * scale + shift).tracked() as Tensor
      })
  }

  private func images(_ count: Int, phase: Double) -> Tensor { chirp([count, 8, 8, 3], phase: phase) }

  private func near(_ found: Float, _ expected: Float, within share: Float = 2e-4) -> Bool {
    abs(found - expected) <= share * abs(expected)
  }

  @Test func `gradients of a class are compared output by output, without tensors of one dimension`() {
    let synthetic = images(3, phase: 12).tracked()
    let found = GradientDistance.value(
      real: images(5, phase: 11), synthetic: synthetic, label: 2, network: network, parameters: parameters)
    #expect(near(found.scalar, ObjectiveFigures.matching))
    let slope = gradient(of: found, withRespectTo: [synthetic])[0]
    #expect(near(Float(norm(slope)), ObjectiveFigures.matchingNorm))
    #expect(
      agree(projections(slope.values), ObjectiveFigures.matchingGradient, within: 2e-3 * norm(slope)))
  }

  private func plan(keptPixels: Int) -> LessonPlan {
    LessonPlan(
      network, on: [images(3, phase: 13), images(2, phase: 14)],
      [
        Lesson(view: 0, rows: [0, 1, 2], labels: [0, 1, 2]), Lesson(view: 1, rows: [1, 0], labels: [3, 1]),
        Lesson(view: 0, rows: [2], labels: [2]), Lesson(view: 1, rows: [0, 1], labels: [1, 3]),
      ], keptPixels: keptPixels)
  }

  private func outcome(keptPixels: Int) -> LessonPlan.Outcome {
    let start = parameters.detached()
    let goal = start.tensors.enumerated().map { $1 + chirp($1.shape, phase: Double(20 + $0)) * 0.02 }
    func distance(_ end: NamedTensors) -> Tensor {
      zip(end.tensors, goal).map { ($0 - $1).squared().sum() }.reduce(Tensor([0], shape: [])) { $0 + $1 }
    }
    let whole = distance(start).scalar
    return plan(keptPixels: keptPixels).outcome(from: start, rate: 0.05) { distance($0) * (1 / whole) }
  }

  @Test func `where lessons end, and what changes it, is as published`() {
    let found = outcome(keptPixels: 1 << 20)
    #expect(near(found.value, ObjectiveFigures.trajectory))
    #expect(near(found.rate, ObjectiveFigures.trajectoryRate, within: 1e-3))
    let expected = [
      (ObjectiveFigures.trajectoryNorm0, ObjectiveFigures.trajectoryGradient0),
      (ObjectiveFigures.trajectoryNorm1, ObjectiveFigures.trajectoryGradient1),
    ]
    for (slope, (length, sums)) in zip(found.images, expected) {
      #expect(near(Float(norm(slope)), length, within: 1e-3))
      #expect(agree(projections(slope.values), sums, within: 2e-3 * norm(slope)))
    }
  }

  /// None, the last one, the last three, all.
  @Test(arguments: [0, 128, 5 * 64, 8 * 64])
  func `lessons that are taken again give the same bits as those that are kept`(pixels: Int) {
    let (kept, again) = (outcome(keptPixels: 1 << 20), outcome(keptPixels: pixels))
    #expect(kept.value.bitPattern == again.value.bitPattern)
    #expect(kept.rate.bitPattern == again.rate.bitPattern)
    for (a, b) in zip(kept.images, again.images) {
      #expect(a.values.map(\.bitPattern) == b.values.map(\.bitPattern))
    }
  }
}
