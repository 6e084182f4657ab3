internal import ArgumentParser

/// Options of `evaluate` that a later version brings.
struct LaterEvaluationOptions: ParsableArguments {
  @Option(help: .hidden) var compare: String?
  @Option(help: .hidden) var train: String?

  /// Refuses by name what this version can't do.
  func refuse() throws {
    if compare != nil { throw Failure.unsupported("--compare", instead: "leave it out") }
    if train != nil { throw Failure.unsupported("--train", instead: "leave it out") }
  }
}
