public import HabaFormat
public import HabaTensor

/// AlexNet as the field makes it for 32x32 pixels: convolutions of 5x5 (128 and 192 channels) and 3x3 (256, 192, 192), each with
/// bias and ReLU, 2x2 max pooling after the first, the second and the last; then a linear layer (DC, DSA, MTT).
///
/// There is no norm. `width` is the first convolution's channels; the others keep their ratios to it. Parameters start as
/// PyTorch starts them. Where the field pads grey images of 28x28 to 32x32, they are taken as they are.
public struct AlexNet: Network {
  /// How commands call it.
  public static let name = "alexnet"
  /// The width that the field publishes with.
  public static let standardWidth = 128
  private static let layers: [(side: Int, channels: Int, isPooled: Bool)] = [
    (5, 128, true), (5, 192, true), (3, 256, false), (3, 192, false), (3, 192, true),
  ]

  private let convolutions: [ConvolutionLayer]
  private let isPooled: [Bool]
  private let linear: LinearLayer

  /// Makes the network's plan; images too small to halve three times are pooled less often.
  public init(shape: ImageShape, classes: Int, width: Int = standardWidth) {
    let outputs = Self.layers.map { max(1, $0.channels * width / Self.standardWidth) }
    convolutions = Self.layers.indices.map { index in
      ConvolutionLayer(
        name: "conv\(index + 1)", side: Self.layers[index].side,
        inputs: index == 0 ? shape.channels : outputs[index - 1], outputs: outputs[index], hasBias: true,
        isNormed: false)
    }
    var map = MapSize(shape)
    isPooled = Self.layers.map { $0.isPooled && map.halve(beforeNorm: false) }
    linear = LinearLayer(features: map.area * (outputs.last ?? 1), classes: classes)
  }

  /// For each convolution a kernel and a bias, then the linear layer.
  public func initialParameters(_ random: inout RandomSource) -> NamedTensors {
    linear.initialParameters(after: convolutions, &random)
  }

  /// The last pooling's output, flattened: `[N, F]`.
  public func features(_ images: Tensor, _ parameters: NamedTensors) -> Tensor {
    var x = images
    for (layer, isPooled) in zip(convolutions, isPooled) {
      x = layer.convolved(x, parameters)
      // The largest of a window stays the largest under bias and ReLU: pooled first, they have a quarter of the work.
      if isPooled { x = x.maxPooled(2) }
      x = (x + parameters["\(layer.name).bias"]).relu()
    }
    return x.reshaped([x.shape[0], linear.features])
  }

  /// The linear layer's output: `[N, K]`.
  public func scores(_ images: Tensor, _ parameters: NamedTensors) -> Tensor {
    linear.scores(features(images, parameters), parameters)
  }
}
