internal import HabaStudents
public import HabaTensor

/// Gradient matching (DC, Zhao, Mopuri and Bilen, 2021): synthetic images of a class move a student as real ones do, at every stage of
/// its learning from the synthetic images.
///
/// The loss is that of `GradientDistance`, summed over classes.
public struct GradientMatching: Objective {
  /// How commands call it.
  public static let name = "dc"
  /// Loops, and how the student learns.
  public static let settings = GradientMatcher.settings
  /// Published rates and counts.
  public static let presets = [GradientMatcher.published]
  private var matcher: GradientMatcher

  /// Begins with a fresh student.
  public init(_ context: TrainingContext) {
    matcher = GradientMatcher(context, isSiamese: false, random: context.random(for: Self.self))
  }

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
