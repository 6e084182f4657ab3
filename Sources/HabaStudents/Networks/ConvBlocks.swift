internal import HabaFormat
public import HabaTensor

/// A ConvNet of some depth: what differs between them is their number of blocks alone.
public protocol ConvBlockNetwork: Network {
  /// Its blocks.
  static var depth: Int { get }
  /// What it computes.
  var blocks: ConvBlocks { get }
}

extension ConvBlockNetwork {
  /// The width that the field publishes with.
  public static var standardWidth: Int { 128 }
  /// For each block a kernel `[3, 3, I, O]`, a scale and a shift `[O]`; then the linear layer's `[F, K]` and `[K]`.
  public func initialParameters(_ random: inout RandomSource) -> NamedTensors { blocks.initialParameters(&random) }
  /// The last block's output, flattened: `[N, F]`.
  public func features(_ images: Tensor, _ parameters: NamedTensors) -> Tensor { blocks.features(images, parameters) }
  /// The linear layer's output: `[N, K]`.
  public func scores(_ images: Tensor, _ parameters: NamedTensors) -> Tensor {
    featuresAndScores(images, parameters).scores
  }
  /// Both of one look.
  public func featuresAndScores(
    _ images: Tensor, _ parameters: NamedTensors
  ) -> (features: Tensor, scores: Tensor) {
    let features = features(images, parameters)
    return (features, blocks.linear.scores(features, parameters))
  }
}

/// Blocks of 3x3 convolution, instance norm with scale and shift, ReLU and 2x2 average pooling, and a linear layer.
///
/// Parameters start as PyTorch starts them. The convolutions have no bias: instance norm takes any away.
public struct ConvBlocks: Sendable {
  private let convolutions: [ConvolutionLayer]
  /// Side of each block's pooling: 2, or 1 where `MapSize` does not let it be halved.
  private let pools: [Int]
  let linear: LinearLayer

  init(shape: ImageShape, classes: Int, width: Int, depth: Int) {
    convolutions = (0..<depth).map {
      ConvolutionLayer(name: "block\($0 + 1)", inputs: $0 == 0 ? shape.channels : width, outputs: width)
    }
    var map = MapSize(shape)
    pools = (1...depth).map { map.halve(beforeNorm: $0 < depth) ? 2 : 1 }
    linear = LinearLayer(features: width * map.area, classes: classes)
  }

  func initialParameters(_ random: inout RandomSource) -> NamedTensors {
    linear.initialParameters(after: convolutions, &random)
  }

  func features(_ images: Tensor, _ parameters: NamedTensors) -> Tensor {
    let x = zip(convolutions, pools).reduce(images) { $1.0.normReluPooled($0, parameters, pool: $1.1) }
    return x.reshaped([x.shape[0], linear.features])
  }
}
