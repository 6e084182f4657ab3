public import HabaTensor

/// Trajectories of experts: the parameters of networks trained on real images, epoch by epoch.
public protocol Trajectories: Sendable {
  /// Number of experts.
  var count: Int { get }
  /// Epochs that each was trained for; snapshots are of epoch 0 (the start) to this.
  var epochs: Int { get }
  /// The parameters of one expert after so many epochs, constants.
  func parameters(ofExpert expert: Int, afterEpoch epoch: Int) throws -> NamedTensors
}
