internal import HabaFormat
internal import HabaStudents
public import HabaTensor

/// What HaBa's constraints share (Liu and others, 2022): a feature extractor that is trained beside, on the synthetic
/// images, and the cosine of what it sees in a base's images by two hallucinators, which bases and hallucinators are
/// to make small.
///
/// It is an adversary: variants pull together in its features what bases and hallucinators push apart. As in the
/// authors' code it takes features before the last layer, of images augmented each by a draw of its own, and is never
/// begun anew. Unlike there, the cosine does not weigh a tenth of its own number, which was found beside trajectory
/// matching, but as much as makes its gradient by the bases a share of the objective's; it counts only once the extractor
/// has been warmed up; and a term that pulls each pair together beside the contrastive loss, of which the paper does
/// not speak, is left out.
public struct ContrastExtractor: Stateful {
  /// What can be set.
  static let settings: [Setting] = [
    .number(
      "contrast-share", "length of the gradient that keeps hallucinators apart, as a share of the objective's",
      0...1000, standard: 0.1),
    .count(
      "contrast-warm-up", "steps of the feature extractor before its cosine counts", 0...1_000_000, standard: warmUp),
    .count("contrast-batch", "bases whose images by two hallucinators are compared in a step", 1...100_000),
    .number("contrast-rate", "the feature extractor's learning rate", 0...100, standard: 0.001),
    .number("contrast-task", "weight of the feature extractor's classes", 0...1000, standard: 1),
  ]
  /// What can be set where there is a contrastive loss too.
  static let contrastiveSettings =
    settings + [
      .number("contrast-temperature", "by which contrasted cosines are divided", 0.01...100, standard: 0.07),
      .number("contrast-weight", "weight of the contrastive loss beside the classes", 0...1000, standard: 0.1),
    ]
  /// Steps after which, on CIFAR-10 with a base a class and five hallucinators, the extractor's cross-entropy had halved
  /// (2.3 to 1.1) and its contrastive loss, which rises at first, was level.
  private static let warmUp = 200
  /// Share of the extractor's last velocity that stays.
  private static let momentum: Float = 0.9
  /// Images in a step, where nobody says: two of each base.
  private static let images = 128
  /// Their pixels: no more than 128 images of 64x64.
  private static let pixels = 128 * 4096

  private let share: Float
  private let warmUp: Int
  private let bases: Int
  private let rate: Float
  private let taskWeight: Float
  /// Images that it sees in a step.
  private let imagesPerStep: Int
  private var student: Student
  /// The losses of its last step; empty before the first.
  private(set) var told: [(name: String, value: Float)] = []

  /// Begins with a fresh extractor, the same for all variants: they differ in their losses alone.
  init(_ context: TrainingContext) {
    let settings = context.settings
    share = settings.rate("contrast-share") ?? 0
    warmUp = settings.count("contrast-warm-up") ?? 0
    rate = settings.rate("contrast-rate") ?? 0
    taskWeight = settings.rate("contrast-task") ?? 0
    let perBase = 2 * context.imagesPerBase / max(1, context.hallucinatorCount)
    let most = min(Self.images, Self.pixels / (context.shape.height * context.shape.width))
    bases = settings.count("contrast-batch") ?? max(1, most / max(1, perBase))
    imagesPerStep = min(bases, context.basesPerClass * context.classCount) * perBase
    var random = RandomSource(seed: context.seed, part: "contrast")
    student = Student(
      context.network, optimizer: { MomentumDescent($0, momentum: Self.momentum) }, random: &random)
  }

  /// Why it has nothing to do for a plan.
  static func obstacle(_ plan: Plan) -> String? {
    plan.hallucinators < 2 ? "it compares a base's images by two hallucinators" : nil
  }

  /// The mean cosine of pairs, to be made small; nil while the extractor is warming up.
  func term(_ step: inout Step) -> ConstraintTerm? {
    guard step.number >= warmUp else { return nil }
    let pairs = ImagePairs(&step, bases: bases)
    let features = student.network.features(pairs.images, student.parameters.detached())
    return ConstraintTerm(features.pairCosine(), weight: .shareOfObjective(share))
  }

  /// One step of the extractor on a fresh draw from what the synthetic set has become.
  ///
  /// - Parameter contrast: of features `[2 * N, F]` and the classes of all of them, the contrastive loss and its weight.
  mutating func follow(
    _ step: inout Step, contrast: ((_ features: Tensor, _ labels: [Int]) -> (loss: Tensor, weight: Float))? = nil
  ) {
    let pairs = withoutRecording { ImagePairs(&step, bases: bases) }
    let (features, scores) = student.network.featuresAndScores(pairs.images, student.parameters)
    let task = scores.crossEntropy(labels: pairs.labels)
    var (sum, told) = (task * taskWeight, [("task", task.scalar)])
    if let (loss, weight) = contrast?(features, pairs.labels) {
      sum = sum + loss * weight
      told.append(("contrast", loss.scalar))
    }
    student.step(against: sum, rate: rate)
    self.told = told
  }

  /// Images trained through in one step.
  ///
  /// While it warms up it looks at images once, for itself; steps are timed against other work when they begin.
  var cost: Int { warmUp == 0 ? 2 * imagesPerStep : imagesPerStep }

  /// The extractor's.
  public var state: NamedTensors { student.state }

  /// Goes on with an extractor.
  public mutating func restore(_ state: NamedTensors) throws(StateError) { try student.restore(state) }
}
