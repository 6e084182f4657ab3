public import HabaFormat

/// ConvNet-3, the field's standard student: three times 3x3 convolution, instance norm with scale and shift, ReLU and 2x2
/// average pooling; then a linear layer (Gidaris and Komodakis, 2018; used so by DC, DSA, DM, MTT and HaBa).
public struct ConvNet: ConvBlockNetwork {
  /// How commands call it.
  public static let name = "convnet3"
  /// Its blocks.
  public static let depth = 3
  /// What it computes.
  public let blocks: ConvBlocks

  /// Makes the network's plan.
  public init(shape: ImageShape, classes: Int, width: Int = standardWidth) {
    blocks = ConvBlocks(shape: shape, classes: classes, width: width, depth: Self.depth)
  }

  /// The ConvNet for images of a size, where nobody asks for a network: as the field does it, a block more with every
  /// doubling from 64 pixels on, so that features keep a few places.
  ///
  /// Three blocks below 64 pixels, four from 64, five from 128; the smaller side counts.
  public static func forImages(of shape: ImageShape) -> any Network.Type {
    switch min(shape.height, shape.width) {
    case ..<64: ConvNet.self
    case ..<128: ConvNet4.self
    default: ConvNet5.self
    }
  }
}
