public import HabaFormat
public import HabaTensor

/// ConvNet-3, the field's standard student: three times 3x3 convolution, instance norm with scale and shift, ReLU and 2x2
/// average pooling; then a linear layer (Gidaris and Komodakis, 2018; used so by DC, DSA, DM, MTT and HaBa).
///
/// Parameters start as PyTorch starts them. The convolutions have no bias: instance norm takes any away.
public struct ConvNet: Network {
  /// How commands call it.
  public static let name = "convnet3"
  /// The width that the field publishes with.
  public static let standardWidth = 128
  private static let depth = 3

  private let shape: ImageShape
  private let classes: Int
  private let width: Int
  /// Side of each block's pooling: 2, or 1 where an image has become too small to halve.
  private let pools: [Int]
  private let featureCount: Int

  /// Makes the network's plan; images too small to halve three times are pooled less often.
  public init(shape: ImageShape, classes: Int, width: Int = standardWidth) {
    self.shape = shape
    self.classes = classes
    self.width = width
    var (height, columns) = (shape.height, shape.width)
    pools = (0..<Self.depth).map { _ in
      guard min(height, columns) >= 2 else { return 1 }
      height /= 2
      columns /= 2
      return 2
    }
    featureCount = width * height * columns
  }

  /// For each block a kernel `[3, 3, I, O]`, a scale and a shift `[O]`; then the linear layer's `[F, K]` and `[K]`.
  public func initialParameters(_ random: inout RandomSource) -> NamedTensors {
    var parameters = NamedTensors()
    func uniform(_ shape: [Int], fanIn: Int) -> Tensor {
      let bound = 1 / Float(fanIn).squareRoot()
      return Tensor((0..<shape.reduce(1, *)).map { _ in random.uniform(-bound, bound) }, shape: shape).tracked()
    }
    for block in 0..<Self.depth {
      let channels = block == 0 ? shape.channels : width
      var own = NamedTensors()
      own.append(uniform([3, 3, channels, width], fanIn: 9 * channels), as: "kernel")
      own.append(Tensor(repeating: 1, shape: [width]).tracked(), as: "scale")
      own.append(Tensor(repeating: 0, shape: [width]).tracked(), as: "shift")
      parameters.append(own, under: Self.name(ofBlock: block))
    }
    parameters.append(uniform([featureCount, classes], fanIn: featureCount), as: "linear.weight")
    parameters.append(uniform([classes], fanIn: featureCount), as: "linear.bias")
    return parameters
  }

  private static func name(ofBlock block: Int) -> String { "block\(block + 1)" }

  /// The last block's output, flattened: `[N, F]`.
  public func features(_ images: Tensor, _ parameters: NamedTensors) -> Tensor {
    var x = images
    for (block, pool) in pools.enumerated() {
      let own = parameters.under(Self.name(ofBlock: block))
      x = x.convolved(with: own["kernel"], padding: 1)
      x = x.normReluPooled(scale: own["scale"], shift: own["shift"], pool: pool)
    }
    return x.reshaped([x.shape[0], featureCount])
  }

  /// The linear layer's output: `[N, K]`.
  public func scores(_ images: Tensor, _ parameters: NamedTensors) -> Tensor {
    featuresAndScores(images, parameters).scores
  }

  /// Both of one look.
  public func featuresAndScores(
    _ images: Tensor, _ parameters: NamedTensors
  ) -> (features: Tensor, scores: Tensor) {
    let features = features(images, parameters)
    return (features, features.multiplied(by: parameters["linear.weight"]) + parameters["linear.bias"])
  }
}
