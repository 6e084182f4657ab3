internal import HabaStudents
public import HabaTensor

/// The cosine of HaBa's constraints without the contrast: its extractor learns the classes of the synthetic images alone,
/// and nothing pulls together what bases and hallucinators push apart.
///
/// It is `instance` or `supervised` with a contrastive loss of weight 0, and tells what that loss is good for. An
/// extractor that learns nothing at all is had by `contrast-rate=0`. Neither is known to be the paper's own ablation.
public struct CosineContrast: Constraint {
  /// How commands call it.
  public static let name = "cosine"
  /// The share it has, and how its extractor learns.
  public static let settings = ContrastExtractor.settings
  private var extractor: ContrastExtractor

  /// Begins with a fresh extractor.
  public init(_ context: TrainingContext) {
    extractor = ContrastExtractor(context)
  }

  /// It needs two hallucinators.
  public static func obstacle(_ plan: Plan) -> String? { ContrastExtractor.obstacle(plan) }

  /// The mean cosine of a base's images by two hallucinators, once the extractor is warmed up.
  public mutating func term(_ step: inout Step) -> ConstraintTerm? { extractor.term(&step) }

  /// One step of the extractor.
  public mutating func follow(_ step: inout Step) {
    extractor.follow(&step)
  }

  /// The extractor's losses.
  public var told: [(name: String, value: Float)] { extractor.told }

  /// The extractor's images.
  public func cost(_ sizes: StepSizes) -> Int { extractor.cost }

  /// The extractor.
  public var state: NamedTensors { extractor.state }

  /// Goes on with an extractor.
  public mutating func restore(_ state: NamedTensors) throws(StateError) { try extractor.restore(state) }
}
