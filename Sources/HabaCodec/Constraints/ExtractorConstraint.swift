public import HabaTensor

/// A constraint whose `ContrastExtractor` does all but what variants differ in: how the extractor learns.
public protocol ExtractorConstraint: Constraint {
  /// The feature extractor, trained beside.
  var extractor: ContrastExtractor { get set }
}

extension ExtractorConstraint {
  /// It needs two hallucinators.
  public static func obstacle(_ plan: Plan) -> String? { ContrastExtractor.obstacle(plan) }

  /// The mean cosine of a base's images by two hallucinators, once the extractor is warmed up.
  public mutating func term(_ step: inout Step) -> ConstraintTerm? { extractor.term(&step) }

  /// The extractor's losses.
  public var told: [(name: String, value: Float)] { extractor.told }

  /// The extractor's images.
  public func cost(_ sizes: StepSizes) -> Int { extractor.cost }

  /// The extractor.
  public var state: NamedTensors { extractor.state }

  /// Goes on with an extractor.
  public mutating func restore(_ state: NamedTensors) throws(StateError) { try extractor.restore(state) }
}
