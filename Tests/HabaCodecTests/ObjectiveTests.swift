import HabaFormat
import HabaStudents
import HabaTensor
import TestKit
import Testing

@testable import HabaCodec

struct ObjectiveTests {
  private let shape = ImageShape(channels: 3, height: 8, width: 8)

  private func loss(real: [Tensor], synthetic: [Tensor], seed: UInt64 = 1) throws -> Tensor {
    var random = RandomSource(seed: seed)
    return DistributionMatching(
      TrainingContext(
        shape: shape, classCount: real.count, network: ConvNet(shape: shape, classes: real.count, width: 16),
        seed: seed,
        settings: try Settings(for: DistributionMatching.self))
    ).loss(real: real, synthetic: synthetic, &random)
  }

  private func images(_ count: Int, phase: Double) -> Tensor { chirp([count, 8, 8, 3], phase: phase) }

  @Test(arguments: 0..<12 as Range<UInt64>)
  func `the real images themselves are at distance 0, since both see one augmentation`(seed: UInt64) throws {
    let real = [images(4, phase: 0), images(3, phase: 1)]
    #expect(try loss(real: real, synthetic: real, seed: seed).scalar < 1e-6)
    #expect(try loss(real: real, synthetic: real.reversed(), seed: seed).scalar > 1e-4)
  }

  @Test func `only means count: images twice over are at distance 0 from once`() throws {
    let real = images(3, phase: 0)
    #expect(try loss(real: [real], synthetic: [.concatenated([real, real])]).scalar < 1e-6)
  }

  @Test func `the loss is the squared distance of mean features, summed over features and classes`() throws {
    let (real, synthetic) = (
      [images(4, phase: 0), images(3, phase: 1)], [images(2, phase: 2), images(5, phase: 3)]
    )
    var random = RandomSource(seed: 4)
    let network = ConvNet(shape: shape, classes: 2, width: 16)
    let parameters = network.initialParameters(&random)
    var expected = 0.0
    for (r, s) in zip(real, synthetic) {
      let augmentation = Augmentation(shape: shape, count: 1, &random)
      func mean(_ x: Tensor) -> [Double] {
        let features = network.features(augmentation.applied(to: x), parameters)
        let (rows, columns, values) = (features.shape[0], features.shape[1], features.values)
        return (0..<columns).map { c in
          (0..<rows).reduce(0) { $0 + Double(values[$1 * columns + c]) } / Double(rows)
        }
      }
      expected += zip(mean(r), mean(s)).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }
    }
    let found = Double(try loss(real: real, synthetic: synthetic, seed: 4).scalar)
    #expect(abs(found / expected - 1) < 1e-4)
  }

  @Test func `gradients reach synthetic images and no real ones`() throws {
    let (real, synthetic) = (images(4, phase: 0).tracked(), images(2, phase: 2).tracked())
    let found = gradient(of: try loss(real: [real], synthetic: [synthetic]), withRespectTo: [real, synthetic])
    #expect(found[0].values.allSatisfy { $0 == 0 })
    #expect(found[1].values.contains { $0 != 0 })
  }
}
