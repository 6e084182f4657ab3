internal import HabaFormat
internal import HabaStudents
public import HabaTensor

/// Distribution matching (DM, Zhao and Bilen, 2023): each class's mean features agree, seen through a freshly drawn network.
///
/// The loss is the squared distance of the two means, summed over features and classes. Real and synthetic
/// images of a class share one draw of the augmentation.
public struct DistributionMatching: Objective {
  /// How commands call it.
  public static let name = "dm"
  /// As its authors publish them; for hallucinators, of which they know nothing, the same rate.
  public static let presets = [
    Preset(
      "published",
      [
        "width": 128, "momentum": 0.5, "base-rate": 1, "hallucinator-rate": 1, "real-images": 256, "classes": 1_000_000,
      ])
  ]
  private let context: TrainingContext

  /// Remembers nothing.
  public init(_ context: TrainingContext) { self.context = context }

  /// Some classes' real images against all their synthetic ones.
  public mutating func loss(_ step: inout Step) throws -> Tensor {
    let classes = step.someClasses()
    let synthetic = step.syntheticImages(ofClasses: classes)
    let real = try classes.map { try step.realImages(ofClass: $0) }
    return loss(real: real, synthetic: synthetic, &step.random)
  }

  /// The objective for images of some classes, each `[N, H, W, C]`.
  func loss(real: [Tensor], synthetic: [Tensor], _ random: inout RandomSource) -> Tensor {
    let network = context.network
    let parameters = network.initialParameters(&random).detached()
    var goals: [Tensor] = []
    var changed: [Tensor] = []
    for (real, synthetic) in zip(real, synthetic) {
      let augmentation = Augmentation(shape: context.shape, count: 1, &random)
      goals.append(
        withoutRecording { network.features(augmentation.applied(to: real), parameters).mean(axes: [0]) })
      changed.append(augmentation.applied(to: synthetic))
    }
    let features = network.features(.concatenated(changed), parameters)
    return (features.means(ofRuns: changed.map { $0.shape[0] }) - .concatenated(goals)).squared().sum()
  }
}

extension Tensor {
  /// The mean of each run of rows, the runs following each other: `[N, F]` to `[runs, F]`.
  fileprivate func means(ofRuns counts: [Int]) -> Tensor {
    let rows = shape[0]
    var weights = [Float](repeating: 0, count: counts.count * rows)
    var start = 0
    for (run, count) in counts.enumerated() {
      for row in start..<start + count { weights[run * rows + row] = 1 / Float(count) }
      start += count
    }
    return Tensor(weights, shape: [counts.count, rows]).multiplied(by: self)
  }
}
