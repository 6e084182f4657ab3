import HabaFormat
import HabaStudents
import HabaTensor
import TestKit
import Testing

@testable import HabaCodec

struct TransformBasesTests {
  static let shapes = [
    ImageShape(channels: 3, height: 32, width: 32), ImageShape(channels: 1, height: 28, width: 28),
    ImageShape(channels: 3, height: 7, width: 19), ImageShape(channels: 1, height: 1, width: 3),
  ]

  private func normalization(_ shape: ImageShape) -> Normalization {
    Normalization(
      mean: Array([120, 110, 100].prefix(shape.channels)), deviation: Array([60, 55, 70].prefix(shape.channels)))
  }

  private func form(_ shape: ImageShape, step: Double, halfChroma: Bool = true) throws -> BaseForm {
    BaseForm(
      shape: shape, bits: 4,
      settings: try Settings(
        for: DistributionMatching.self, bases: TransformBases.self,
        numbers: ["step": step, "half-chroma": halfChroma ? 1 : 0]))
  }

  /// Smooth images `[n, h, w, c]` with some detail, in normalised units.
  private func images(_ count: Int, _ shape: ImageShape) -> Tensor {
    let fine = chirp([count, shape.height, shape.width, shape.channels])
    let coarse = chirp([count, (shape.height + 3) / 4, (shape.width + 3) / 4, shape.channels], phase: 1)
    return coarse.bilinearlyResized(height: shape.height, width: shape.width) + fine * 0.2
  }

  @Test(arguments: shapes, [false, true])
  func `real arithmetic goes the same way as the format's`(_ shape: ImageShape, halfChroma: Bool) throws {
    let (form, normalization) = (try form(shape, step: 2, halfChroma: halfChroma), normalization(shape))
    let bases = TransformBases(images(3, shape), form, normalization: normalization)
    guard case .coefficients(let transform) = TransformBases.layout(form) else {
      throw PlanError.noColors(baseChannels: 0)
    }
    let samples = bases.archived().samples
    #expect(TransformBases.layout(form) == .coefficients(transform))
    let codes = samples.flatMap { sample -> [Float] in
      if case .coefficients(let values) = sample { values.map { Float($0) } } else { [] }
    }
    let linear = LinearTransform(transform, shape: shape, deviation: normalization.deviation)
      .values(of: Tensor(codes, shape: [3, transform.coefficientCount(shape: shape)]))
    let exact = bases.values(of: [0, 1, 2])
    #expect(exact.shape == linear.shape)
    // The offset is each channel's; shrinkage and roundings are less than two levels together.
    for channel in 0..<shape.channels {
      let level = 128 - normalization.mean[channel]
      for place in stride(from: channel, to: exact.count, by: shape.channels) {
        let away = (exact.values[place] - linear.values[place]) * normalization.deviation[channel] - level
        #expect(abs(away) < 2.5)
      }
    }
  }

  @Test func `what gradients pass through is the transform's adjoint`() throws {
    let shape = ImageShape(channels: 3, height: 7, width: 19)
    let bases = TransformBases(images(2, shape), try form(shape, step: 20), normalization: normalization(shape))
    let weights = chirp([2, 7, 19, 3], phase: 3)
    let own = bases.group.parameters.tensors[0]
    let slope = gradient(of: (bases.values(of: [0, 1]) * weights).sum(), withRespectTo: [own])[0]
    let transform = try #require(bases.archived().transform)
    let linear = LinearTransform(transform, shape: shape, deviation: normalization(shape).deviation)
    // Linear: a difference of any size is the gradient's.
    let direction = chirp(own.shape, phase: 5)
    let change = (linear.values(of: own + direction) - linear.values(of: own)) * weights
    let (expected, found) = (change.sum().scalar, (slope * direction).sum().scalar)
    #expect(abs(expected - found) < 1e-3 * abs(expected))
  }

  @Test(arguments: [4.0, 20, 60, 120])
  func `the estimate of bits is within a tenth of what the file takes`(step: Double) throws {
    let shape = ImageShape(channels: 3, height: 32, width: 32)
    let bases = TransformBases(images(60, shape), try form(shape, step: step), normalization: normalization(shape))
    func size(_ count: Int) throws -> Int {
      let (samples, transform) = bases.archived()
      return try Archive(
        shape: shape, classNames: nil, classCount: 1, normalization: normalization(shape),
        bases: samples.prefix(count).map { Base(label: 0, samples: $0) }, hallucinators: [],
        source: Source(images: 1, pixelBytes: shape.count),
        provenance: Provenance(encoder: "test", seed: 0, objective: "dm", steps: 0), transform: transform
      ).serialized().count
    }
    let file = try size(60) - size(1)
    let told = Double(bases.bits(of: Array(1..<60)).scalar) / 8
    #expect(abs(told / Double(file) - 1) < 0.1)
  }
}
