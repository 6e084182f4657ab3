public import HabaStudents
public import HabaTensor

/// A data set distillation objective: a number, differentiable by what is being learned, that is small where training on the synthetic
/// images does what training on the real ones does.
public protocol Objective: TrainingPart {
  /// Numbers that go together, such as those that were published.
  static var presets: [Preset] { get }
  /// Whether students are to start at a learning rate that it learns, so that archives keep one.
  static var learnsStudentRate: Bool { get }
  /// How many experts to train by these settings where none are given, and for how many epochs; nil: it needs none.
  static func experts(_ settings: Settings) -> (count: Int, epochs: Int)?
  /// The objective at one step: a scalar.
  mutating func loss(_ step: inout Step) throws -> Tensor
  /// What it has to do otherwise than it should, in a few words, for whoever asked for it; nil where there is nothing.
  var note: String? { get }
  /// The learning rate that it has learned, where it learns one.
  var studentRate: Float? { get }
  /// What a step costs beside other steps, in images trained through; that of comparing the images of `sizes`, unless it says
  /// otherwise.
  func cost(_ sizes: StepSizes) -> Int
}

extension Objective {
  /// None.
  public static var presets: [Preset] { [] }
  /// It does not.
  public static var learnsStudentRate: Bool { false }
  /// It needs none.
  public static func experts(_ settings: Settings) -> (count: Int, epochs: Int)? { nil }
  /// Nothing.
  public var note: String? { nil }
  /// None.
  public var studentRate: Float? { nil }
  /// That of one comparison.
  public func cost(_ sizes: StepSizes) -> Int { sizes.cost }
}

/// All objectives that can be asked for by name: a new one is a file of its own and a line here.
public let objectives = NamedList<any Objective.Type>([
  DistributionMatching.self, GradientMatching.self, SiameseGradientMatching.self, TrajectoryMatching.self,
]) { $0.name }
