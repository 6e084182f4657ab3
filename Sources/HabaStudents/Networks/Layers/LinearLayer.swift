internal import HabaTensor

/// The layer that decides: from features `[N, F]` to scores `[N, K]`.
struct LinearLayer {
  let features: Int
  let classes: Int

  /// Draws `linear.weight` `[F, K]` and `linear.bias` `[K]`.
  private func append(to parameters: inout NamedTensors, _ random: inout RandomSource) {
    parameters.append(random.parameter([features, classes], fanIn: features), as: "linear.weight")
    parameters.append(random.parameter([classes], fanIn: features), as: "linear.bias")
  }

  /// Fresh parameters of a network: those of `convolutions`, in order, then this layer's.
  func initialParameters(
    after convolutions: [ConvolutionLayer], _ random: inout RandomSource
  ) -> NamedTensors {
    var parameters = NamedTensors()
    for layer in convolutions { layer.append(to: &parameters, &random) }
    append(to: &parameters, &random)
    return parameters
  }

  /// The scores.
  func scores(_ features: Tensor, _ parameters: NamedTensors) -> Tensor {
    features.multiplied(by: parameters["linear.weight"]) + parameters["linear.bias"]
  }
}
