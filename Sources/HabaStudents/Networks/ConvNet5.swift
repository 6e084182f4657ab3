public import HabaFormat

/// ConvNet-5: ConvNet-3 with five blocks, for images from 128 pixels on.
public struct ConvNet5: ConvBlockNetwork {
  /// How commands call it.
  public static let name = "convnet5"
  /// Its blocks.
  public static let depth = 5
  /// What it computes.
  public let blocks: ConvBlocks

  /// Makes the network's plan.
  public init(shape: ImageShape, classes: Int, width: Int = standardWidth) {
    blocks = ConvBlocks(shape: shape, classes: classes, width: width, depth: Self.depth)
  }
}
