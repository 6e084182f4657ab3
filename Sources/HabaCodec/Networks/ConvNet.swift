public import HabaFormat
public import HabaTensor

/// ConvNet-3, the field's standard student: three times 3x3 convolution, instance norm with scale and shift, ReLU and 2x2
/// average pooling; then a linear layer (Gidaris and Komodakis, 2018; used so by DC, DSA, DM, MTT and HaBa).
///
/// Parameters start as PyTorch starts them. The convolutions have no bias: instance norm takes any away.
public struct ConvNet: StudentNetwork {
  /// How commands call it.
  public static let name = "convnet3"
  private static let depth = 3

  private let shape: ImageShape
  private let classes: Int
  private let width: Int
  /// Side of each block's pooling: 2, or 1 where an image has become too small to halve.
  private let pools: [Int]
  private let featureCount: Int

  /// Makes the network's plan; images too small to halve three times are pooled less often.
  public init(shape: ImageShape, classes: Int, width: Int = 128) {
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
  public func initialParameters(_ random: inout RandomSource) -> [Tensor] {
    var parameters: [Tensor] = []
    func uniform(_ shape: [Int], fanIn: Int) {
      let bound = 1 / Float(fanIn).squareRoot()
      let values = (0..<shape.reduce(1, *)).map { _ in random.uniform(-bound, bound) }
      parameters.append(Tensor(values, shape: shape).tracked())
    }
    for block in 0..<Self.depth {
      let channels = block == 0 ? shape.channels : width
      uniform([3, 3, channels, width], fanIn: 9 * channels)
      parameters.append(Tensor(repeating: 1, shape: [width]).tracked())
      parameters.append(Tensor(repeating: 0, shape: [width]).tracked())
    }
    uniform([featureCount, classes], fanIn: featureCount)
    uniform([classes], fanIn: featureCount)
    return parameters
  }

  /// The last block's output, flattened: `[N, F]`.
  public func features(_ images: Tensor, _ parameters: [Tensor]) -> Tensor {
    var x = images
    for (block, pool) in pools.enumerated() {
      let own = parameters[3 * block..<3 * block + 3]
      x = x.convolved(with: own[own.startIndex], padding: 1)
      x = x.normReluPooled(scale: own[own.startIndex + 1], shift: own[own.startIndex + 2], pool: pool)
    }
    return x.reshaped([x.shape[0], featureCount])
  }

  /// The linear layer's output: `[N, K]`.
  public func scores(_ images: Tensor, _ parameters: [Tensor]) -> Tensor {
    features(images, parameters).multiplied(by: parameters[3 * Self.depth]) + parameters[3 * Self.depth + 1]
  }
}
