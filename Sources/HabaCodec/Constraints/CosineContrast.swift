/// The cosine of HaBa's constraints without the contrast: its extractor learns the classes of the synthetic images alone,
/// and nothing pulls together what bases and hallucinators push apart.
///
/// It is `instance` or `supervised` with a contrastive loss of weight 0, and tells what that loss is good for. An
/// extractor that learns nothing at all is had by `contrast-rate=0`. Neither is known to be the paper's own ablation.
public struct CosineContrast: ExtractorConstraint {
  /// How commands call it.
  public static let name = "cosine"
  /// The share it has, and how its extractor learns.
  public static let settings = ContrastExtractor.settings
  /// The feature extractor.
  public var extractor: ContrastExtractor

  /// Begins with a fresh extractor.
  public init(_ context: TrainingContext) {
    extractor = ContrastExtractor(context)
  }

  /// One step of the extractor.
  public mutating func follow(_ step: inout Step) {
    extractor.follow(&step)
  }
}
