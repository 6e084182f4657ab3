/// Gradient matching with differentiable siamese augmentation (DSA, Zhao and Bilen, 2021): as DC, with real and synthetic images of a
/// class changed alike before they are compared.
///
/// The loss is that of `GradientDistance`, summed over classes.
public struct SiameseGradientMatching: GradientMatchingObjective {
  /// How commands call it.
  public static let name = "dsa"
  /// The student and its lessons.
  public var matcher: GradientMatcher

  /// Begins with a fresh student.
  public init(_ context: TrainingContext) {
    matcher = GradientMatcher(context, isSiamese: true, random: context.random(for: Self.self))
  }
}
