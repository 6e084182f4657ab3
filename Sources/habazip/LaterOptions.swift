internal import ArgumentParser

/// Options of `compress` that a later version brings: known by name, so that a script learns why it can't have them.
struct LaterEncodingOptions: ParsableArguments {
  @Option(help: .hidden) var formation = 1
  @Option(help: .hidden) var baseChannels: Int?
  @Flag(help: .hidden) var resume = false

  func validate() throws {
    guard formation >= 1 else { throw ValidationError("--formation takes 1 or more, not \(formation)") }
    if let baseChannels, baseChannels < 1 {
      throw ValidationError("--base-channels takes 1 or more, not \(baseChannels)")
    }
  }

  /// Refuses by name what this version can't do.
  func refuse() throws {
    if formation != 1 { throw Failure.unsupported("--formation \(formation)", instead: "leave it out") }
    if baseChannels != nil { throw Failure.unsupported("--base-channels", instead: "leave it out") }
    if resume { throw Failure.unsupported("--resume", instead: "leave it out and start again") }
  }
}

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
