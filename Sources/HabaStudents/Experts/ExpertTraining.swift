internal import HabaFormat
internal import HabaTensor

/// How experts are trained: as trajectory matching publishes it (Cazenavette et al., 2022, `buffer.py`).
///
/// Plain descent at one rate, without weight decay, on batches of real images; each epoch is an exact pass over all of
/// them in random order, the last batch smaller where they don't divide evenly.
public struct ExpertTraining: Sendable {
  /// The network.
  public var network: any Network.Type = ConvNet.self
  /// Its channels: those of the network that matching trains.
  public var width = 64
  /// Passes over the images.
  public var epochs = ExpertTraining.standardEpochs
  /// The learning rate of every step.
  public var learningRate: Float = 0.01
  /// Share of the last velocity that stays.
  public var momentum: Float = 0
  /// Images a step; all of them where there are fewer.
  public var batch = 256
  /// Whether every batch is augmented, each image by a strength of its own.
  public var isAugmented = true

  /// As many epochs as matching reads, whatever the number of bases.
  public static let standardEpochs = TrajectorySpan.published(basesPerClass: 2).lastEpoch

  /// The most epochs that a file holds.
  public static let mostEpochs = 10_000

  /// The published choices.
  public init() {}

  /// Trains one expert.
  ///
  /// The result hangs on the images, the choices above and the seed, and on the kind of processor: not on threads.
  ///
  /// - Parameter report: told of every step and its loss; may throw to stop.
  public func trajectory(
    on data: ExpertData, seed: UInt64, report: (_ step: Int, _ loss: Float) throws -> Void = { _, _ in }
  ) throws -> ExpertTrajectory {
    var random = RandomSource(seed: seed, for: .experts)
    var student = Student(
      network.init(shape: data.images.shape, classes: data.images.classCount, width: width),
      optimizer: { MomentumDescent($0, momentum: momentum) }, random: &random)
    var trajectory = ExpertTrajectory(start: student.parameters)
    var step = 0
    for _ in 0..<epochs {
      let order = random.permutation(data.count)
      var sum = 0.0
      for start in stride(from: 0, to: order.count, by: batch) {
        let places = order[start..<min(order.count, start + batch)]
        let batch = try data.batch(places, augmentedBy: &random, isAugmented: isAugmented)
        let loss = student.step(on: batch, rate: learningRate)
        guard loss.isFinite else { throw ExpertError.diverged(seed: seed, step: step) }
        sum += Double(loss) * Double(places.count)
        step += 1
        try report(step, loss)
      }
      trajectory.append(student.parameters, loss: Float(sum / Double(order.count)))
    }
    return trajectory
  }

  /// Steps of one expert.
  func steps(on data: ExpertData) -> Int { epochs * ((data.count + batch - 1) / batch) }
}
