internal import HabaStudents
internal import HabaTensor

/// HaBa's adversarial contrast as its paper has it: an image is to be nearer to the same base's image by another
/// hallucinator than to other bases' images by that hallucinator, of the same class or not.
///
/// Features are at length 1, as in the authors' code; the paper's equation does not say so.
public struct InstanceContrast: ExtractorConstraint {
  /// How commands call it.
  public static let name = "instance"
  /// The share it has, and how its extractor learns.
  public static let settings = ContrastExtractor.contrastiveSettings
  /// The feature extractor.
  public var extractor: ContrastExtractor
  private let temperature: Float
  private let weight: Float
  private let hallucinators: Int

  /// Begins with a fresh extractor.
  public init(_ context: TrainingContext) {
    extractor = ContrastExtractor(context)
    temperature = context.settings.rate("contrast-temperature") ?? 1
    weight = context.settings.rate("contrast-weight") ?? 0
    hallucinators = context.hallucinatorCount
  }

  /// One step of the extractor.
  public mutating func follow(_ step: inout Step) {
    let (temperature, weight, hallucinators) = (temperature, weight, hallucinators)
    extractor.follow(&step) { features, _ in
      (Self.loss(features, temperature: temperature, hallucinators: hallucinators), weight)
    }
  }

  /// The contrastive loss of features `[2 * N, F]` of N pairs.
  ///
  /// The paper sums over all ordered pairs of hallucinators and divides by the square of their number; the two that were
  /// drawn stand for them all, so that the mean over draws is just that.
  static func loss(_ features: Tensor, temperature: Float, hallucinators: Int) -> Tensor {
    let (one, other) = features.normalizedRows().halves
    let similarity = one.multiplied(by: other, otherTransposed: true) * (1 / temperature)
    let own = Array(0..<similarity.shape[0])
    let sum = similarity.crossEntropy(labels: own) + similarity.permuted([1, 0]).crossEntropy(labels: own)
    return sum * (0.5 * Float(hallucinators - 1) / Float(hallucinators))
  }
}
