public import HabaFormat
public import HabaTensor

/// ResNet18 as the field makes it for 32x32 pixels: a 3x3 convolution, four stages of two residual blocks of 64, 128, 256 and
/// 512 channels, the average of all places, and a linear layer (He et al., 2016; with instance norm, as DC, MTT and HaBa).
///
/// From the second on, a stage begins with a stride of 2. `width` is the first stage's channels; the others have 2, 4 and 8
/// times as many. Parameters start as PyTorch starts them.
public struct ResNet18: Network {
  /// How commands call it.
  public static let name = "resnet18"
  /// The width that the field publishes with.
  public static let standardWidth = 64

  /// relu(norm(conv(relu(norm(conv(x))))) + shortcut(x)).
  private struct Block {
    let first: ConvolutionLayer
    let second: ConvolutionLayer
    /// A 1x1 convolution, where the channels change; nil: x itself.
    let shortcut: ConvolutionLayer?

    init(name: String, inputs: Int, outputs: Int, stride: Int) {
      first = ConvolutionLayer(name: "\(name).first", inputs: inputs, outputs: outputs, stride: stride)
      second = ConvolutionLayer(name: "\(name).second", inputs: outputs, outputs: outputs)
      shortcut =
        stride == 1 && inputs == outputs
        ? nil
        : ConvolutionLayer(name: "\(name).shortcut", side: 1, inputs: inputs, outputs: outputs, stride: stride)
    }

    var layers: [ConvolutionLayer] { [first, second] + (shortcut.map { [$0] } ?? []) }

    func applied(to x: Tensor, _ parameters: NamedTensors) -> Tensor {
      second.normAddRelu(
        first.normReluPooled(x, parameters), adding: shortcut?.normed(x, parameters) ?? x, parameters)
    }
  }

  private let stem: ConvolutionLayer
  private let blocks: [Block]
  private let linear: LinearLayer

  /// Makes the network's plan; images too small to halve three times are halved less often.
  public init(shape: ImageShape, classes: Int, width: Int = standardWidth) {
    stem = ConvolutionLayer(name: "stem", inputs: shape.channels, outputs: width)
    var map = MapSize(shape)
    blocks = (0..<4).flatMap { stage in
      let outputs = width << stage
      let isHalved = stage > 0 && map.halve(beforeNorm: true, roundingUp: true)
      return [
        Block(
          name: "stage\(stage + 1).block1", inputs: stage > 0 ? outputs / 2 : width, outputs: outputs,
          stride: isHalved ? 2 : 1),
        Block(name: "stage\(stage + 1).block2", inputs: outputs, outputs: outputs, stride: 1),
      ]
    }
    linear = LinearLayer(features: width << 3, classes: classes)
  }

  /// For each convolution a kernel, a scale and a shift; then the linear layer.
  public func initialParameters(_ random: inout RandomSource) -> NamedTensors {
    linear.initialParameters(after: [stem] + blocks.flatMap(\.layers), &random)
  }

  /// Each channel's mean over the last block's output: `[N, F]`.
  public func features(_ images: Tensor, _ parameters: NamedTensors) -> Tensor {
    let x = blocks.reduce(stem.normReluPooled(images, parameters)) { $1.applied(to: $0, parameters) }
    return x.mean(axes: [1, 2]).reshaped([x.shape[0], linear.features])
  }

  /// The linear layer's output: `[N, K]`.
  public func scores(_ images: Tensor, _ parameters: NamedTensors) -> Tensor {
    linear.scores(features(images, parameters), parameters)
  }
}
