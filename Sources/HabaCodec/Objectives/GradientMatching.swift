/// Gradient matching (DC, Zhao, Mopuri and Bilen, 2021): synthetic images of a class move a student as real ones do, at every stage of
/// its learning from the synthetic images.
///
/// The loss is that of `GradientDistance`, summed over classes.
public struct GradientMatching: GradientMatchingObjective {
  /// How commands call it.
  public static let name = "dc"
  /// The student and its lessons.
  public var matcher: GradientMatcher

  /// Begins with a fresh student.
  public init(_ context: TrainingContext) {
    matcher = GradientMatcher(context, isSiamese: false, random: context.random(for: Self.self))
  }
}
