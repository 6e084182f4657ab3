/// The shape of every image of a data set or an archive: `[C, H, W]`.
public struct ImageShape: Hashable, Sendable {
  /// 1 for grey, 3 for RGB.
  public var channels: Int
  /// Rows.
  public var height: Int
  /// Columns.
  public var width: Int

  /// Makes a shape; nothing is checked.
  public init(channels: Int, height: Int, width: Int) {
    self.channels = channels
    self.height = height
    self.width = width
  }

  /// Scalars in one image: `channels * height * width`.
  public var count: Int { channels * height * width }
}
