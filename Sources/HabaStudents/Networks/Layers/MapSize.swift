internal import HabaFormat

/// The size of what a network computes with, on its way from an image to its features.
///
/// There is one rule for images of every size: *a map is halved only where both sides keep a pixel, and two pixels where an
/// instance norm still follows*. Of a single place instance norm makes zero, whatever the image: nothing behind it
/// would learn. Where a network would halve its map once more than that, it leaves the map as it is.
struct MapSize: Hashable {
  private(set) var height: Int
  private(set) var width: Int

  /// That of an image.
  init(_ shape: ImageShape) { (height, width) = (shape.height, shape.width) }

  /// Places in all.
  var area: Int { height * width }

  /// Halves both sides where the rule allows it, and says whether it did.
  ///
  /// - Parameter roundingUp: as a convolution with a stride of 2 does it; pooling leaves an odd row or column out.
  mutating func halve(beforeNorm: Bool, roundingUp: Bool = false) -> Bool {
    let extra = roundingUp ? 1 : 0
    let (rows, columns) = ((height + extra) / 2, (width + extra) / 2)
    guard min(rows, columns) >= (beforeNorm ? 2 : 1), rows < height, columns < width else { return false }
    (height, width) = (rows, columns)
    return true
  }
}
