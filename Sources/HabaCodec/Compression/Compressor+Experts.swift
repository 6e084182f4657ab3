internal import HabaData
internal import HabaFormat
internal import HabaStudents
internal import HabaTensor

extension Compressor {
  /// The experts that the objective needs, if it does: those given, those of a folder, or a few that are trained now.
  ///
  /// - Parameters:
  ///   - spared: images that the few do not see. A folder's have seen what they have seen.
  ///   - report: told of every step and its loss, and now and then without; may throw to stop.
  func trajectories(
    sparing spared: [Int], _ network: any Network.Type, width: Int, normalization: Normalization,
    report: (Float?) throws -> Void
  ) throws -> (any Trajectories)? {
    guard let needed = options.objective.experts(settings) else { return nil }
    if let given = options.trajectories { return given }
    if isUntrained, options.expertFolder == nil {
      return UntrainedExperts(
        network: network.init(shape: dataSet.shape, classes: dataSet.classCount, width: width),
        epochs: needed.epochs)
    }
    func data(_ images: DataSet) throws -> ExpertData {
      try ExpertData(images, normalization: normalization) { _, _ in try report(nil) }
    }
    if let folder = options.expertFolder {
      return try ExpertFolder(folder, for: data(dataSet), network: network, width: width)
    }
    var training = ExpertTraining()
    (training.network, training.width, training.epochs) = (network, width, needed.epochs)
    let apart = Set(spared)
    let seen = dataSet.subset(dataSet.labels.indices.filter { !apart.contains($0) })
    return try ExpertsInMemory(training, on: data(seen), count: needed.count, seed: options.seed) { _, _, loss in
      try report(loss)
    }
  }
}

extension Compressor {
  /// Whether no step is done, and so nothing is matched.
  var isUntrained: Bool { (options.steps ?? Effort(level: options.effort).steps) == 0 }
}

/// Stand-ins for experts of runs that do no step.
private struct UntrainedExperts: Trajectories {
  let network: any Network
  let count = 1
  let epochs: Int

  func parameters(ofExpert expert: Int, afterEpoch epoch: Int) -> NamedTensors {
    var random = RandomSource(seed: 0)
    return network.initialParameters(&random).detached()
  }
}
