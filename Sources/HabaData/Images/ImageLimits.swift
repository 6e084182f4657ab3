/// What an image may declare: more is refused before any memory is taken for it.
enum ImageLimits {
  /// Pixels in a row or a column, JPEG's own limit.
  static let side = 65_535
  /// Pixels in an image.
  static let pixels = 100_000_000
  /// Bytes of an image file.
  static let fileBytes = 1 << 29

  static func allows(width: Int, height: Int) -> Bool {
    (1...side).contains(width) && (1...side).contains(height) && width * height <= pixels
  }

  /// The limits in words.
  static let text = "\(side) in a row or column, and \(pixels) altogether,"
}
