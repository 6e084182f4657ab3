internal import HabaFormat
internal import HabaTensor

/// Distribution matching (DM, Zhao and Bilen, 2023): each class's mean features agree, seen through a freshly drawn network.
///
/// The loss is the squared distance of the two means, summed over features and classes. Real and synthetic
/// images of a class share one draw of the augmentation.
struct DistributionMatching: Objective {
  static let name = "dm"
  let width: Int

  func loss(_ batch: ObjectiveBatch, _ random: inout RandomSource) -> Tensor {
    let network = ConvNet(shape: batch.shape, classes: batch.classCount, width: width)
    let parameters = network.initialParameters(&random).map { $0.detached() }
    var goals: [Tensor] = []
    var changed: [Tensor] = []
    for (real, synthetic) in zip(batch.real, batch.synthetic) {
      let augmentation = Augmentation(shape: batch.shape, count: 1, &random)
      goals.append(
        withoutRecording { network.features(augmentation.applied(to: real), parameters).mean(axes: [0]) })
      changed.append(augmentation.applied(to: synthetic))
    }
    let features = network.features(.concatenated(changed), parameters)
    // Row c of this matrix averages class c's images.
    let counts = changed.map { $0.shape[0] }
    let total = counts.reduce(0, +)
    var averaging = [Float](repeating: 0, count: counts.count * total)
    var start = 0
    for (row, count) in counts.enumerated() {
      for column in start..<start + count { averaging[row * total + column] = 1 / Float(count) }
      start += count
    }
    let means = Tensor(averaging, shape: [counts.count, total]).multiplied(by: features)
    return (means - .concatenated(goals)).squared().sum()
  }
}
