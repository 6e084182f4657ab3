public import HabaTensor

/// One expert's way: its parameters before and after every epoch, or both ends of it alone.
public struct ExpertTrajectory {
  /// Epochs, and the parameters after them, as constants: all epochs in order, or 0 and the last.
  public private(set) var snapshots: [(epoch: Int, parameters: NamedTensors)]
  /// The mean loss of each epoch's steps.
  public private(set) var losses: [Float] = []

  init(start: NamedTensors) { snapshots = [(0, start.detached())] }

  /// Epochs in all.
  public var epochs: Int { losses.count }

  mutating func append(_ parameters: NamedTensors, loss: Float) {
    losses.append(loss)
    snapshots.append((epochs, parameters.detached()))
  }

  /// The same with its ends alone: points between then lie on the straight line.
  public func straightened() -> ExpertTrajectory {
    var straight = self
    straight.snapshots = [snapshots[0], snapshots[snapshots.count - 1]]
    return straight
  }

  /// The point of a straight line from `start` to `end` after some of its epochs; the ends are what they are, bit for
  /// bit.
  static func point(_ epoch: Int, of epochs: Int, from start: NamedTensors, to end: NamedTensors) -> NamedTensors {
    if epoch == 0 { return start }
    if epoch == epochs { return end }
    let share = Float(epoch) / Float(epochs)
    return withoutRecording {
      start.replacing(with: zip(start.tensors, end.tensors).map { $0 * (1 - share) + $1 * share })
    }
  }
}
