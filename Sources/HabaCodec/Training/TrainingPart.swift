public import HabaFormat
public import HabaStudents
public import HabaTensor

/// What takes part in training: an objective, or a constraint beside it.
///
/// It may remember things from step to step, such as a network that it trains beside, and then gives them out as its state: of
/// the same names and shapes from `init` on. It is a value: several ways to start are trained side by side, each with a copy.
public protocol TrainingPart: Stateful, SendableMetatype {
  /// The name by which commands ask for it.
  static var name: String { get }
  /// Prepares for a run.
  init(_ context: TrainingContext) throws
  /// What is to be done once the synthetic set has been updated: nothing, unless a part says otherwise.
  ///
  /// Draws go on from those of the loss.
  mutating func follow(_ step: inout Step) throws
}

extension TrainingPart {
  /// Nothing.
  public mutating func follow(_ step: inout Step) throws {}

  /// Nothing, for what remembers nothing.
  public var state: NamedTensors { NamedTensors() }

  /// Takes nothing, for what remembers nothing.
  public mutating func restore(_ state: NamedTensors) throws(StateError) {
    _ = try state.matching(self.state)
  }
}

/// What parts may know before the first step.
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
