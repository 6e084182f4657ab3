public import HabaTensor

/// What takes part in training: an objective, or a constraint beside it.
///
/// It may remember things from step to step, such as a network that it trains beside, and then gives them out as its state: of
/// the same names and shapes from `init` on. It is a value: several ways to start are trained side by side, each with a copy.
public protocol TrainingPart: Stateful, SendableMetatype {
  /// The name by which commands ask for it.
  static var name: String { get }
  /// What can be set beside `Settings.common`; nothing, unless a part says otherwise.
  static var settings: [Setting] { get }
  /// Prepares for a run.
  init(_ context: TrainingContext) throws
  /// What it learns beside the synthetic set, tracked: nothing, unless a part says otherwise. It is no part of `state`.
  var learned: ParameterGroup { get set }
  /// What is to be done once the synthetic set has been updated: nothing, unless a part says otherwise.
  ///
  /// Draws go on from those of the loss.
  mutating func follow(_ step: inout Step) throws
  /// Numbers that tell how what it trains beside went in the last step, by name; nothing, unless a part says otherwise.
  ///
  /// They are no part of `state`.
  var told: [(name: String, value: Float)] { get }
}

extension TrainingPart {
  /// None.
  public static var settings: [Setting] { [] }

  /// Nothing.
  public var learned: ParameterGroup {
    get { ParameterGroup(NamedTensors(), rate: 0) }
    set { precondition(newValue.parameters.isEmpty, "a part that learns nothing of its own was given something") }
  }

  /// Nothing.
  public mutating func follow(_ step: inout Step) throws {}

  /// Nothing.
  public var told: [(name: String, value: Float)] { [] }

  /// Nothing, for what remembers nothing.
  public var state: NamedTensors { NamedTensors() }

  /// Takes nothing, for what remembers nothing.
  public mutating func restore(_ state: NamedTensors) throws(StateError) {
    _ = try state.matching(self.state)
  }
}
