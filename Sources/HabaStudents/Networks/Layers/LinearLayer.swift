internal import HabaTensor

/// The layer that decides: from features `[N, F]` to scores `[N, K]`.
struct LinearLayer {
  let features: Int
  let classes: Int

  /// Draws `linear.weight` `[F, K]` and `linear.bias` `[K]`.
  func append(to parameters: inout NamedTensors, _ random: inout RandomSource) {
    parameters.append(random.parameter([features, classes], fanIn: features), as: "linear.weight")
    parameters.append(random.parameter([classes], fanIn: features), as: "linear.bias")
  }

  /// The scores.
  func scores(_ features: Tensor, _ parameters: NamedTensors) -> Tensor {
    features.multiplied(by: parameters["linear.weight"]) + parameters["linear.bias"]
  }
}
