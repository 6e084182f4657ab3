public import HabaFormat
public import HabaStudents
public import HabaTensor

/// A data set distillation objective: a number, differentiable by what is being learned, that is small where training on the synthetic
/// images does what training on the real ones does.
///
/// It may remember things from step to step, such as a network that it trains beside, and then gives them out as its state.
public protocol Objective: Stateful, SendableMetatype {
  /// The name by which commands ask for it.
  static var name: String { get }
  /// Prepares for a run.
  init(_ context: TrainingContext) throws
  /// The objective at one step: a scalar.
  mutating func loss(_ step: inout Step) throws -> Tensor
  /// What is to be done once the synthetic set has been updated: nothing, unless an objective says otherwise.
  mutating func follow(_ step: inout Step) throws
}

extension Objective {
  /// Nothing.
  public mutating func follow(_ step: inout Step) throws {}

  /// Nothing, for what remembers nothing.
  public var state: NamedTensors { NamedTensors() }

  /// Takes nothing, for what remembers nothing.
  public mutating func restore(_ state: NamedTensors) throws(StateError) {
    _ = try state.matching(self.state)
  }
}

/// What objectives and constraints may know before the first step.
public struct TrainingContext: Sendable {
  /// Shape of the images.
  public let shape: ImageShape
  /// Number of classes.
  public let classCount: Int
  /// The network through which images are compared.
  public let network: any Network
  /// What every random draw hangs on.
  public let seed: UInt64

  /// Puts them together.
  public init(shape: ImageShape, classCount: Int, network: any Network, seed: UInt64) {
    self.shape = shape
    self.classCount = classCount
    self.network = network
    self.seed = seed
  }
}

/// All objectives that can be asked for by name: a new one is a file of its own and a line here.
public let objectives = NamedList<any Objective.Type>([DistributionMatching.self]) { $0.name }
