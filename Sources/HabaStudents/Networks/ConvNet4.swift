public import HabaFormat

/// ConvNet-4: ConvNet-3 with four blocks, for images from 64 pixels on.
public struct ConvNet4: ConvBlockNetwork {
  /// How commands call it.
  public static let name = "convnet4"
  /// Its blocks.
  public static let depth = 4
  /// What it computes.
  public let blocks: ConvBlocks

  /// Makes the network's plan.
  public init(shape: ImageShape, classes: Int, width: Int = standardWidth) {
    blocks = ConvBlocks(shape: shape, classes: classes, width: width, depth: Self.depth)
  }
}
