public import HabaFormat
public import HabaTensor

/// VGG11 as the field makes it for 32x32 pixels: eight 3x3 convolutions of 64 to 512 channels, each with instance norm and
/// ReLU, 2x2 max pooling after the first, second, fourth, sixth and eighth; the average of all places, and a linear layer.
///
/// `width` is the first convolution's channels; the others are 2, 4 and 8 times as many. Parameters start as PyTorch starts
/// them. The convolutions have a bias, as published; it changes nothing, since instance norm takes it away. Where the field
/// pads grey images of 28x28 to 32x32, they are taken as they are.
public struct VGG11: Network {
  /// How commands call it.
  public static let name = "vgg11"
  /// The width that the field publishes with.
  public static let standardWidth = 64
  private static let layers: [(factor: Int, isPooled: Bool)] = [
    (1, true), (2, true), (4, false), (4, true), (8, false), (8, true), (8, false), (8, true),
  ]

  private let convolutions: [ConvolutionLayer]
  private let isPooled: [Bool]
  private let linear: LinearLayer

  /// Makes the network's plan; images too small to halve five times are pooled less often.
  public init(shape: ImageShape, classes: Int, width: Int = standardWidth) {
    convolutions = Self.layers.indices.map { index in
      ConvolutionLayer(
        name: "conv\(index + 1)", inputs: index == 0 ? shape.channels : width * Self.layers[index - 1].factor,
        outputs: width * Self.layers[index].factor, hasBias: true)
    }
    var map = MapSize(shape)
    isPooled = Self.layers.enumerated().map { index, layer in
      layer.isPooled && map.halve(beforeNorm: index < Self.layers.count - 1)
    }
    linear = LinearLayer(features: 8 * width, classes: classes)
  }

  /// For each convolution a kernel, a bias, a scale and a shift; then the linear layer.
  public func initialParameters(_ random: inout RandomSource) -> NamedTensors {
    linear.initialParameters(after: convolutions, &random)
  }

  /// Each channel's mean over what the last pooling leaves: `[N, F]`.
  public func features(_ images: Tensor, _ parameters: NamedTensors) -> Tensor {
    var x = images
    for (layer, isPooled) in zip(convolutions, isPooled) {
      x = layer.normReluPooled(x, parameters)
      if isPooled { x = x.maxPooled(2) }
    }
    return x.mean(axes: [1, 2]).reshaped([x.shape[0], linear.features])
  }

  /// The linear layer's output: `[N, K]`.
  public func scores(_ images: Tensor, _ parameters: NamedTensors) -> Tensor {
    linear.scores(features(images, parameters), parameters)
  }
}
