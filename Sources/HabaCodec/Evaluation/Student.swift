internal import HabaFormat
internal import HabaTensor

/// A freshly made network and its training on one set of images.
struct Student {
  let network: any StudentNetwork
  let normalization: Normalization
  private(set) var parameters: [Tensor]

  /// Fresh parameters; pixels will be normalised by the given figures.
  init(_ network: any StudentNetwork, normalization: Normalization, random: inout RandomSource) {
    self.network = network
    self.normalization = normalization
    parameters = network.initialParameters(&random)
  }

  /// Trains by a recipe and returns the steps done; `report` is told of every step and says whether to go on.
  @discardableResult
  mutating func train(
    on set: some ImageSet, recipe: Recipe, random: inout RandomSource, report: (Int) throws -> Bool
  ) throws -> Int {
    var named = NamedTensors(parameters.enumerated().map { (String($0), $1) })
    var optimizer = MomentumDescent(named, momentum: recipe.momentum, decay: recipe.weightDecay)
    var order: [Int] = []
    for step in 0..<recipe.steps {
      while order.count < recipe.batch { order = random.permutation(set.count) + order }
      let batch = Array(order.suffix(recipe.batch))
      order.removeLast(recipe.batch)
      let pixels = try set.pixels(of: batch)
      let augmentation = Augmentation(shape: set.shape, count: batch.count, &random)
      let images = augmentation.applied(to: normalization.tensor(pixels, set.shape))
      let scores = network.scores(images, parameters)
      let loss =
        if let targets = set.softLabels(of: batch) {
          scores.crossEntropy(targets: Tensor(targets, shape: [batch.count, set.classCount]))
        } else {
          scores.crossEntropy(labels: batch.map { set.labels[$0] })
        }
      let gradients = gradient(of: loss, withRespectTo: parameters)
      named = optimizer.step(named, gradients: gradients, rate: recipe.rate(at: step))
      parameters = named.tensors
      if try !report(step + 1) { return step + 1 }
    }
    return recipe.steps
  }

  /// The share of images that are given their own label; `classes` maps a test label to a training label, and
  /// `poll` may throw to stop.
  func accuracy(
    on set: some ImageSet, indices: [Int], classes: [Int], poll: () throws -> Void = {}
  ) throws -> Double {
    var right = 0
    for start in stride(from: 0, to: indices.count, by: 128) {
      try poll()
      let batch = Array(indices[start..<min(indices.count, start + 128)])
      let images = normalization.tensor(try set.pixels(of: batch), set.shape)
      let found = withoutRecording { network.scores(images, parameters).largestColumns() }
      for (index, label) in zip(batch, found) where classes[set.labels[index]] == label { right += 1 }
    }
    return indices.isEmpty ? 0 : Double(right) / Double(indices.count)
  }
}
