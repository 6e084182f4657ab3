internal import HabaStudents
internal import HabaTensor

/// HaBa's adversarial contrast as its authors' code has it: an image is to be nearer to the images of its class, by both
/// hallucinators, than to those of others (supervised contrastive loss, Khosla and others, 2020, equation 2; both views
/// are anchors).
public struct SupervisedContrast: ExtractorConstraint {
  /// How commands call it.
  public static let name = "supervised"
  /// The share it has, and how its extractor learns.
  public static let settings = ContrastExtractor.contrastiveSettings
  /// The feature extractor.
  public var extractor: ContrastExtractor
  private let temperature: Float
  private let weight: Float

  /// Begins with a fresh extractor.
  public init(_ context: TrainingContext) {
    extractor = ContrastExtractor(context)
    temperature = context.settings.rate("contrast-temperature") ?? 1
    weight = context.settings.rate("contrast-weight") ?? 0
  }

  /// One step of the extractor.
  public mutating func follow(_ step: inout Step) {
    let (temperature, weight) = (temperature, weight)
    extractor.follow(&step) { features, labels in
      (Self.loss(features, labels: labels, temperature: temperature), weight)
    }
  }

  /// The contrastive loss of features `[M, F]`, of each of which there are two of its class at least.
  static func loss(_ features: Tensor, labels: [Int], temperature: Float) -> Tensor {
    let rows = features.normalizedRows()
    let count = labels.count
    var (itself, positive) = ([Float](repeating: 0, count: count * count), [Float](repeating: 0, count: count * count))
    for i in 0..<count {
      // Far below all cosines: nothing is compared with itself.
      itself[i * count + i] = -1e9
      let others = (0..<count).filter { $0 != i && labels[$0] == labels[i] }
      for j in others { positive[i * count + j] = 1 / Float(others.count) }
    }
    let similarity = rows.multiplied(by: rows, otherTransposed: true) * (1 / temperature)
    return (similarity + Tensor(itself, shape: [count, count]))
      .crossEntropy(targets: Tensor(positive, shape: [count, count]))
  }
}
