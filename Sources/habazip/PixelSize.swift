internal import ArgumentParser

/// A size of images as it is written on the command line: `WxH` in pixels, or one number for both.
struct PixelSize: Hashable, Sendable {
  var width: Int
  var height: Int

  /// Reads `WxH` or `N`, each 1…16384.
  init(parsing text: String) throws(ValidationError) {
    let parts = text.split(separator: "x", omittingEmptySubsequences: false)
    guard (1...2).contains(parts.count), let width = Int(parts[0]), let height = Int(parts[parts.count - 1]),
      (1...16_384).contains(width), (1...16_384).contains(height)
    else {
      throw ValidationError(
        "a size is WIDTHxHEIGHT in pixels, such as 32x32, or one number for both, each from 1 to 16384")
    }
    self.width = width
    self.height = height
  }
}
