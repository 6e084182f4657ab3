internal import ArgumentParser

/// Options of `evaluate` that a later version brings.
struct LaterEvaluationOptions: ParsableArguments {
  @Option(help: .hidden) var recipe = "default"
  @Option(help: .hidden) var compare: String?
  @Option(help: .hidden) var train: String?

  func validate() throws {
    guard ["default", "published"].contains(recipe) else {
      throw ValidationError("--recipe takes default, not '\(recipe)'")
    }
  }

  /// Refuses by name what this version can't do.
  func refuse() throws {
    if recipe != "default" {
      throw Failure.unsupported("--recipe \(recipe)", instead: "leave it out, or say default")
    }
    if compare != nil { throw Failure.unsupported("--compare", instead: "leave it out") }
    if train != nil { throw Failure.unsupported("--train", instead: "leave it out") }
  }
}
