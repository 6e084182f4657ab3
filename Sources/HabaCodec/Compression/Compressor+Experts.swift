internal import HabaFormat
internal import HabaStudents

extension Compressor {
  /// The experts that the objective needs, if it does: those given, those of a folder, or a few that are trained now.
  ///
  /// - Parameter report: told of every step and its loss, and now and then without; may throw to stop.
  func trajectories(
    _ network: any Network.Type, width: Int, normalization: Normalization, report: (Float?) throws -> Void
  ) throws -> (any Trajectories)? {
    guard let needed = options.objective.experts(settings) else { return nil }
    if let given = options.trajectories { return given }
    let data = try ExpertData(dataSet, normalization: normalization) { _, _ in try report(nil) }
    if let folder = options.expertFolder { return try ExpertFolder(folder, for: data, network: network, width: width) }
    var training = ExpertTraining()
    (training.network, training.width, training.epochs) = (network, width, needed.epochs)
    return try ExpertsInMemory(training, on: data, count: needed.count, seed: options.seed) { _, _, loss in
      try report(loss)
    }
  }
}
