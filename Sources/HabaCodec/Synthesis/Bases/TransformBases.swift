public import HabaFormat
public import HabaTensor

/// Bases as coefficients of the format's cosine transform, in steps of its quantizers.
///
/// Training sees what the format's own integer arithmetic makes of the rounded coefficients; gradients pass through rounding as if
/// there were none, and back through the transform as real arithmetic has it (`LinearTransform`).
public struct TransformBases: BaseCoding {
  /// How commands call it.
  public static let name = "transform"

  /// What can be set.
  public static let settings: [Setting] = [
    .number("step", "distance of neighbouring coefficients of bases in pixel levels", 1...1000, standard: 60),
    .count("half-chroma", "1: bases' colours have half the rows and columns", 0...1, standard: 1),
  ]

  /// Coefficients, of which most take no more than some bits.
  public static func layout(_ form: BaseForm) -> ArchiveLayout.BaseCoding { .coefficients(encoder(form).transform) }

  /// The largest blocks that are not more than half empty.
  private static func encoder(_ form: BaseForm) -> TransformEncoder {
    TransformEncoder(
      shape: form.shape, blockSide: min(form.shape.height, form.shape.width) > 8 ? 16 : 8,
      step: form.settings.rate("step") ?? 60, hasHalfChroma: form.settings.count("half-chroma") == 1)
  }

  private let encoder: TransformEncoder
  private let shape: ImageShape
  private let normalization: Normalization
  private let linear: LinearTransform
  /// Under `coefficients`: `[B, N]` in steps, the order of the archive.
  public var group: ParameterGroup

  /// Starts from images `[B, h, w, c]`: their coefficients as they are before they are rounded.
  public init(_ images: Tensor, _ form: BaseForm, normalization: Normalization) {
    encoder = Self.encoder(form)
    (shape, self.normalization) = (form.shape, normalization)
    linear = LinearTransform(encoder.transform, shape: form.shape, deviation: normalization.deviation)
    let count = encoder.transform.coefficientCount(shape: form.shape)
    let (bases, area, channels) = (images.shape[0], form.shape.height * form.shape.width, form.shape.channels)
    let (values, encoder) = (images.permuted([0, 3, 1, 2]).values, encoder)
    let steps = (0..<bases).flatMap { base in
      encoder.steps(
        of: (0..<channels * area).map { place in
          let channel = place / area
          return values[base * channels * area + place] * normalization.deviation[channel] + normalization.mean[channel]
        })
    }
    group = ParameterGroup(
      NamedTensors([("coefficients", Tensor(steps, shape: [bases, count]).tracked())]), rate: 0.05)
  }

  private var coefficients: Tensor { group.parameters["coefficients"] }

  /// Bases as a decoder makes them of the rounded coefficients: `[n, h, w, c]`.
  public func values(of bases: [Int]) -> Tensor {
    let own = coefficients.taking(bases)
    return linear.values(of: own).replacingValues(with: decoded(own.values, bases: bases.count))
  }

  private func decoded(_ steps: [Float], bases: Int) -> Tensor {
    let (count, area, channels) = (steps.count / max(1, bases), shape.height * shape.width, shape.channels)
    var levels = [[Int]](repeating: [], count: bases)
    levels.withUnsafeMutableBufferPointer { levels in
      nonisolated(unsafe) let levels = levels
      Threads.forEachRun(of: 8, in: bases) { run in
        for base in run {
          levels[base] = encoder.transform.samples(
            of: encoder.quantized(steps[base * count..<(base + 1) * count]), shape: shape)
        }
      }
    }
    var values: [Float] = []
    values.reserveCapacity(bases * area * channels)
    for base in levels {
      for place in 0..<area {
        for channel in 0..<channels {
          let distance = Float(base[channel * area + place]) - normalization.mean[channel]
          values.append(distance / normalization.deviation[channel])
        }
      }
    }
    return Tensor(values, shape: [bases, shape.height, shape.width, channels])
  }

  /// What the range coder will take, by a model of its own: see `CoefficientCost`.
  public func bits(of bases: [Int]) -> Tensor {
    CoefficientCost(coefficients.values, encoder.transform, shape: shape).bits(of: coefficients.taking(bases))
  }

  /// The rounded coefficients of each base, and the transform that says what a step is.
  public func archived() -> (samples: [Base.Samples], transform: BaseTransform?) {
    let (values, count) = (coefficients.values, coefficients.shape[1])
    return (
      (0..<coefficients.shape[0]).map { .coefficients(encoder.quantized(values[$0 * count..<($0 + 1) * count])) },
      encoder.transform
    )
  }
}
