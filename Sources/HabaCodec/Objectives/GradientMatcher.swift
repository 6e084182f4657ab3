internal import HabaFormat
internal import HabaStudents
public import HabaTensor

/// What DC and DSA have in common: a student that learns from the synthetic images, and whose gradients are compared class by
/// class before each of its lessons.
public struct GradientMatcher: Stateful {
  /// What can be set.
  static let settings: [Setting] = [
    .count("outer-loops", "steps after which the student is a fresh one", 1...100_000),
    .count("inner-epochs", "the student's passes over the synthetic images after a step", 0...100_000),
    .number("student-rate", "the student's learning rate", 0...100, standard: 0.01),
    .count("student-batch", "synthetic images in one of the student's steps", 1...100_000, standard: 256),
  ]
  /// As the authors of both publish them; for hallucinators, of which they know nothing, the same rate.
  static let published = Preset(
    "published",
    [
      "width": 128, "momentum": 0.5, "base-rate": 0.1, "hallucinator-rate": 0.1, "real-images": 256,
      "classes": 1_000_000,
    ])

  private let context: TrainingContext
  /// Whether images are augmented: by one draw for a class when compared, by one for each image in lessons.
  private let isSiamese: Bool
  private let outerLoops: Int
  private let innerEpochs: Int
  private var student: Student

  init(_ context: TrainingContext, isSiamese: Bool, random: RandomSource) {
    self.context = context
    self.isSiamese = isSiamese
    let (settings, published) = (context.settings, Self.publishedLoops(imagesPerClass: context.imagesPerClass))
    outerLoops = settings.count("outer-loops") ?? published.outer
    innerEpochs = settings.count("inner-epochs") ?? published.inner
    var random = random
    student = Self.student(context, &random)
  }

  private static func student(_ context: TrainingContext, _ random: inout RandomSource) -> Student {
    Student(context.network, optimizer: { MomentumDescent($0, momentum: 0) }, random: &random)
  }

  /// How many loops the authors give for 1, 10, 20, 30, 40 and 50 images a class, in steps with a student and passes after each.
  ///
  /// For other numbers, of which they say nothing: a step for each image, and passes between those of the two neighbours; from
  /// 50 on as at 50.
  static func publishedLoops(imagesPerClass count: Int) -> (outer: Int, inner: Int) {
    let known = [(1, 1), (10, 50), (20, 25), (30, 20), (40, 15), (50, 10)]
    guard let above = known.firstIndex(where: { $0.0 >= count }) else { return (50, 10) }
    guard above > 0 else { return known[0] }
    let (low, high) = (known[above - 1], known[above])
    let share = Double(count - low.0) / Double(high.0 - low.0)
    return (count, Int((Double(low.1) + share * Double(high.1 - low.1)).rounded()))
  }

  /// The distances of all classes of a step, summed.
  mutating func loss(_ step: inout Step) throws -> Tensor {
    if step.number % outerLoops == 0 { student = Self.student(context, &step.random) }
    let classes = step.someClasses()
    var (sum, ways): (Float, [(Tensor, gradient: Tensor)]) = (0, [])
    for (label, synthetic) in zip(classes, step.syntheticImages(ofClasses: classes)) {
      let real = try step.realImages(ofClass: label)
      let augmentation = isSiamese ? Augmentation(shape: context.shape, count: 1, &step.random) : nil
      let images = synthetic.detached().tracked()
      let distance = GradientDistance.value(
        real: augmentation?.applied(to: real) ?? real, synthetic: augmentation?.applied(to: images) ?? images,
        label: label, network: student.network, parameters: student.parameters)
      sum += distance.scalar
      ways.append((synthetic, gradient(of: distance, withRespectTo: [images])[0]))
    }
    return .standIn(value: sum, ways)
  }

  /// The student's lessons on what the synthetic images have become, unless its last step is done.
  mutating func follow(_ step: inout Step) {
    guard innerEpochs > 0, (step.number + 1) % outerLoops != 0 else { return }
    let all = withoutRecording { step.synthetic.allImages() }
    let labels = all.origins.map { step.synthetic.labels[$0.base] }
    let batch = context.settings.count("student-batch") ?? labels.count
    for _ in 0..<innerEpochs {
      let order = step.random.permutation(labels.count)
      for start in stride(from: 0, to: order.count, by: batch) {
        let chosen = Array(order[start..<min(order.count, start + batch)])
        var images = all.images.taking(chosen)
        if isSiamese {
          images = Augmentation(shape: context.shape, count: chosen.count, &step.random).applied(to: images)
        }
        student.step(
          on: Batch(images: images, targets: .labels(chosen.map { labels[$0] })),
          rate: context.settings.rate("student-rate") ?? 0)
      }
    }
  }

  /// A gradient's gradient takes some three times a gradient; lessons take their images.
  func cost(_ sizes: StepSizes) -> Int {
    3 * sizes.cost + innerEpochs * context.imagesPerClass * context.classCount * (outerLoops - 1) / outerLoops
  }

  /// The student.
  public var state: NamedTensors { student.state }

  /// Goes on with a student.
  public mutating func restore(_ state: NamedTensors) throws(StateError) { try student.restore(state) }
}
