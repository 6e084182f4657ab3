public import HabaTensor

/// A few experts, trained on the spot and held in memory: the same as those of equal seeds in a folder.
public struct ExpertsInMemory: Trajectories {
  /// Number of experts.
  public var count: Int { experts.count }
  /// Epochs that each was trained for.
  public let epochs: Int
  /// By expert and epoch.
  private let experts: [[Snapshot]]

  /// Parameters as plain numbers, which threads may share.
  private struct Snapshot: Sendable {
    let entries: [(name: String, shape: [Int], values: [Float])]

    init(_ parameters: NamedTensors) {
      entries = parameters.entries.map { ($0.name, $0.tensor.shape, $0.tensor.values) }
    }

    var parameters: NamedTensors {
      NamedTensors(entries.map { (name: $0.name, tensor: Tensor($0.values, shape: $0.shape)) })
    }
  }

  /// Trains experts: number i draws from `seed` + i.
  ///
  /// - Parameter report: told of every step of all experts together; may throw to stop.
  public init(
    _ training: ExpertTraining, on data: ExpertData, count: Int, seed: UInt64,
    report: (_ step: Int, _ steps: Int, _ loss: Float) throws -> Void = { _, _, _ in }
  ) throws {
    let steps = training.steps(on: data)
    epochs = training.epochs
    experts = try (0..<count).map { expert in
      try training.trajectory(on: data, seed: seed &+ UInt64(expert)) { step, loss in
        try report(expert * steps + step, count * steps, loss)
      }.snapshots.map { Snapshot($0.parameters) }
    }
  }

  /// The parameters of one expert after so many epochs.
  ///
  /// - Precondition: There are such an expert and such an epoch.
  public func parameters(ofExpert expert: Int, afterEpoch epoch: Int) -> NamedTensors {
    experts[expert][epoch].parameters
  }
}
