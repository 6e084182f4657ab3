internal import HabaFormat
internal import HabaStudents
public import HabaTensor

/// Trajectory matching (MTT, Cazenavette and others, 2022): a student that starts where an expert was, and takes some steps on
/// synthetic images, ends where the expert was some epochs later.
///
/// The loss is the squared distance of the two ends over that of the expert's start and end. Each of the student's steps
/// sees its bases through one hallucinator, drawn at random, as HaBa has it; its learning rate is learned too.
public struct TrajectoryMatching: Objective {
  /// How commands call it.
  public static let name = "mtt"
  /// What the student does, what of the experts is matched, how its rate learns.
  public static let settings: [Setting] = [
    .count("student-steps", "the student's steps", 1...10_000, standard: 20),
    .count("student-batch", "synthetic images in one of them", 1...100_000, standard: 256),
    .count("expert-epochs", "the expert's epochs that they stand for", 1...10_000),
    .count("start-epochs", "epochs of an expert from which students start", 1...10_000),
    .number("student-rate", "the student's learning rate at first", 1e-3...10, standard: 0.01),
    .number("student-rate-rate", "how far one step may move that rate", 0...1, standard: 1e-4),
    .count("experts", "experts to train where none are given", 1...10_000, standard: 4),
  ]
  /// As HaBa's authors run it for 1 base a class, for 10 and for 50; the rate's own momentum of 0.9 is that of all else here.
  public static let presets = [("", 50, 2, 0.01, 1e-7), ("-10", 30, 20, 0.001, 1e-5), ("-50", 30, 20, 0.01, 1e-5)].map {
    Preset(
      "published" + $0,
      [
        "width": 128, "momentum": 0.95, "base-rate": 100, "hallucinator-rate": 100, "student-steps": Double($1),
        "student-batch": 100_000, "expert-epochs": 2, "start-epochs": Double($2), "student-rate": $3,
        "student-rate-rate": $4,
      ])
  }
  /// Archives keep the learned rate.
  public static let learnsStudentRate = true

  /// The student's rate does not fall below this, as HaBa's authors have it.
  private static let leastRate: Float = 0.001
  private let context: TrainingContext
  private let trajectories: any Trajectories
  /// The epochs that students start from: 0 to one less.
  private let starts: Int
  private let matched: Int
  /// The student's rate, under `rate`.
  public var learned: ParameterGroup {
    didSet {
      let rate = learned.parameters["rate"].scalar
      if rate < Self.leastRate { learned.parameters = Self.rate(Self.leastRate) }
    }
  }

  /// Where experts are too short for what is published.
  public private(set) var note: String?

  /// Needs experts of the context's network.
  public init(_ context: TrainingContext) throws {
    guard let trajectories = context.trajectories, trajectories.count > 0 else {
      throw TrainingError.noExperts(objective: Self.name)
    }
    let span = Self.span(context.settings, basesPerClass: context.basesPerClass)
    matched = span.matched
    guard trajectories.epochs >= matched else {
      throw TrainingError.expertsTooShort(objective: Self.name, epochs: trajectories.epochs, needed: matched)
    }
    // What was asked for must be there; what is published for so many bases is taken as far as the experts go.
    guard context.settings.count("start-epochs") == nil || trajectories.epochs >= span.lastEpoch else {
      throw TrainingError.expertsTooShort(objective: Self.name, epochs: trajectories.epochs, needed: span.lastEpoch)
    }
    starts = min(span.startsBelow, trajectories.epochs - matched + 1)
    if starts < span.startsBelow {
      note =
        "students start after \(starts - 1) epochs of experts at most, since those have \(trajectories.epochs); published for so "
        + "many bases are \(span.startsBelow - 1)"
    }
    var random = RandomSource(seed: 0)
    _ = try trajectories.parameters(ofExpert: 0, afterEpoch: 0).matching(context.network.initialParameters(&random))
    learned = ParameterGroup(
      Self.rate(context.settings.rate("student-rate") ?? Self.leastRate),
      rate: context.settings.rate("student-rate-rate") ?? 0)
    self.context = context
    self.trajectories = trajectories
  }

  private static func rate(_ value: Float) -> NamedTensors {
    NamedTensors([("rate", Tensor([value], shape: []).tracked())])
  }

  private var rate: Float { learned.parameters["rate"].scalar }

  /// A few that are trained for as long as is read of them; those start early, as published for one base a class.
  public static func experts(_ settings: Settings) -> (count: Int, epochs: Int)? {
    let span = span(settings, basesPerClass: 1)
    return (settings.count("experts") ?? 1, span.lastEpoch)
  }

  private static func span(_ settings: Settings, basesPerClass: Int) -> TrajectorySpan {
    let published = TrajectorySpan.published(basesPerClass: basesPerClass)
    return TrajectorySpan(
      startsBelow: settings.count("start-epochs") ?? published.startsBelow,
      matched: settings.count("expert-epochs") ?? published.matched)
  }

  /// One stretch of one expert's way against the student's.
  public mutating func loss(_ step: inout Step) throws -> Tensor {
    let expert = step.random.below(trajectories.count)
    let epoch = step.random.below(starts)
    let start = try trajectories.parameters(ofExpert: expert, afterEpoch: epoch)
    let goal = try trajectories.parameters(ofExpert: expert, afterEpoch: epoch + matched).matching(start)
    let (views, lessons) = lessons(&step)
    let plan = LessonPlan(context.network, on: views, lessons)
    func distance(_ end: NamedTensors) -> Tensor {
      zip(end.tensors, goal.tensors).map { ($0 - $1).squared().sum() }.reduce(Tensor([0], shape: [])) { $0 + $1 }
    }
    let whole = distance(start).scalar
    let outcome = plan.outcome(from: start, rate: rate) { distance($0) * (1 / whole) }
    let byRate = (learned.parameters["rate"], gradient: Tensor([outcome.rate], shape: []))
    return .standIn(value: outcome.value, [byRate] + zip(views, outcome.images).map { ($0, gradient: $1) })
  }

  /// The images of all bases through each hallucinator that comes up, and what the student sees of them.
  private func lessons(_ step: inout Step) -> (views: [Tensor], lessons: [Lesson]) {
    let set = step.synthetic
    let bases = set.labels.count
    let parts = set.imagesPerBase / max(1, set.hallucinatorCount)
    let share = min(bases, max(1, (context.settings.count("student-batch") ?? bases) / parts))
    var (numbers, views): ([Int: Int], [SyntheticImages]) = ([:], [])
    var lessons: [Lesson] = []
    var order: [Int] = []
    for _ in 0..<(context.settings.count("student-steps") ?? 1) {
      let hallucinator = set.hallucinatorCount == 0 ? 0 : step.random.below(set.hallucinatorCount)
      let number = numbers[hallucinator] ?? views.count
      if number == views.count {
        numbers[hallucinator] = number
        views.append(set.images(bases: Array(0..<bases), hallucinators: [hallucinator]))
      }
      if order.isEmpty { order = step.random.permutation(bases) }
      // The last lesson of a pass has what is left.
      let chosen = Set(order.suffix(share))
      order.removeLast(chosen.count)
      let origins = views[number].origins
      let rows = origins.indices.filter { chosen.contains(origins[$0].base) }
      lessons.append(
        Lesson(
          view: number, rows: rows, labels: rows.map { set.labels[origins[$0].base] },
          augmentation: Augmentation(shape: context.shape, count: rows.count, &step.random)))
    }
    return (views.map(\.images), lessons)
  }

  /// Every step of the student is taken twice, and a gradient's gradient takes three times a gradient.
  public func cost(_ sizes: StepSizes) -> Int {
    let images = context.basesPerClass * context.classCount * context.imagesPerBase / max(1, context.hallucinatorCount)
    let seen = min(images, context.settings.count("student-batch") ?? images)
    return 4 * seen * (context.settings.count("student-steps") ?? 1)
  }

  /// The student's rate.
  public var studentRate: Float? { rate }
}
