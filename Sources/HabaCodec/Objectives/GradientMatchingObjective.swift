public import HabaTensor

/// An objective that is all in its `GradientMatcher`.
public protocol GradientMatchingObjective: Objective {
  /// A student, and how its gradients are compared.
  var matcher: GradientMatcher { get set }
}

extension GradientMatchingObjective {
  /// Loops, and how the student learns.
  public static var settings: [Setting] { GradientMatcher.settings }

  /// Published rates and counts.
  public static var presets: [Preset] { [GradientMatcher.published] }

  /// Some classes' real images against all their synthetic ones.
  public mutating func loss(_ step: inout Step) throws -> Tensor { try matcher.loss(&step) }

  /// The student learns from the synthetic images.
  public mutating func follow(_ step: inout Step) { matcher.follow(&step) }

  /// Gradients of gradients, and the student's lessons.
  public func cost(_ sizes: StepSizes) -> Int { matcher.cost(sizes) }

  /// The student.
  public var state: NamedTensors { matcher.state }

  /// Goes on with a student.
  public mutating func restore(_ state: NamedTensors) throws(StateError) { try matcher.restore(state) }
}
