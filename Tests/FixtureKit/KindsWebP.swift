internal import Foundation

/// WebP pictures of 9x7 pixels, which no code here can write: colours that run from side to side, drawn with numpy.
///
/// Pillow 13.0.0 with libwebp 1.6.0 made all but two: `cwebp` is cwebp 1.2.4's, and `animation` was put together by
/// webpmux 1.2.4.
package enum KindsWebP {
  /// Lossy, quality 60.
  package static let lossy = decoded(
    "UklGRkgAAABXRUJQVlA4IDwAAADwAQCdASoJAAcAAoBCJbACdLoAAwhAW5AA+T8vw4dPvbJLxjyw/Oldv1DTK1kT1Mi+WT50uLnj+PAAAAA=")

  /// Lossless.
  package static let lossless = decoded(
    "UklGRj4AAABXRUJQVlA4TDEAAAAvCIABAM1lRP9jF1Hw/gfUBCAE6Z/QrIiJexKIBVM8hu6EBGQsGSNbIibAjYlion4BAA==")

  /// `-q 40 -m 6`.
  package static let cwebp = decoded(
    "UklGRkQAAABXRUJQVlA4IDgAAADQAQCdASoJAAcAA4BaJagCdAEOurocAAD+yOUaXPMd5J3yw/HpmN503DYAvXjT9YriX7Gsr54AAA==")

  /// Lossy, with alpha in a chunk of its own.
  package static let lossyAlpha = decoded(
    "UklGRqAAAABXRUJQVlA4WAoAAAAQAAAACAAABgAAQUxQSDsAAAABdyAQSBAi2R9xhYjIDBREtk29DwKooIIKKqigggoqqKCCCioIc1JE9L8J"
      + "/+6Z3lkjoh5Qc1QNFUVZAABWUDggPgAAALABAJ0BKgkABwACgEIlsAJ0AQ67BIAA/pqfnmzuaeXpSVNLv1vzpwp+5v/wWc7JPUyL/cVeJvgr"
      + "Y/9OAAAA")

  /// Lossless, with alpha.
  package static let losslessAlpha = decoded(
    "UklGRkQAAABXRUJQVlA4TDcAAAAvCIABEM1lRP9jF1Hw/gcUMpLEnD/hQ7xD7wRq2jZgcVnss0ICItlhhMWeTvwEyIcxB8lwRegvAA==")

  /// Lossy, quality 80, with chunks for a colour profile and for Exif that hold neither.
  package static let withProfile = decoded(
    "UklGRpgAAABXRUJQVlA4WAoAAAAoAAAACAAABgAASUNDUAQAAABub25lVlA4IGIAAABQAgCdASoJAAcAAUAmJbACdLoAyv8DzsqEx8AA/vQQuJaA"
      + "tFRgUONRfba/DqOO0Q9Nk80BQWXpTp/9+o//D/+SZ/9DS/sb4R+xP//qP9hJuv/XFX+v8y/+LD/p1//JOAAAAEVYSUYEAAAAbm9uZQ==")

  /// Two frames, the first of 5x3 pixels with alpha at column 2 and row 4; the background's colour is of no account.
  package static let animation = decoded(
    "UklGRvAAAABXRUJQVlA4WAoAAAASAAAACAAABgAAQU5JTQYAAAAeyAr/AABBTk1GagAAAAEAAAIAAAQAAAIAAGQAAAJWUDhMUgAAAC8EgAAQd6Cm"
      + "bSTJ9fIHt0i2/e5AEGTbDOQc94cpiNKAaRiF4v8/oUPFCAQShPwxJ7gI/Vw5U9Ez9T1zAAAAMwHIvGihgVIaiLcsyxXR/8jg8k9BTk1GUgAAAAAA"
      + "AAAAAAgAAAYAAGQAAABWUDggOgAAALABAJ0BKgkABwACwEwlqAJ0AQ664hAA/rdluQJvigcq49J+V9+PT89fnKj97XyL/Rk7J/xrlz84wAA=")

  /// The animation in a file that says it has no alpha: its frames' own is then of no account.
  package static let withoutAlpha: [UInt8] = {
    var bytes = animation
    bytes[20] &= ~0x10
    return bytes
  }()

  /// One pixel, red 200, green 100, blue 50 and alpha 128, lossless.
  package static let onePixel = decoded("UklGRh4AAABXRUJQVlA4TBEAAAAvAAAAEAdQsiJXpoCBiOh/AAA=")

  /// A file whose first chunk declares a canvas of a width and height, with the lossless picture behind it.
  static func bomb(_ width: Int, _ height: Int) -> [UInt8] {
    let chunks =
      Array("WEBPVP8X".utf8) + Bytes.little(10, 4) + [0, 0, 0, 0] + Bytes.little(width - 1, 3)
      + Bytes.little(height - 1, 3) + lossless[12...]
    return Array("RIFF".utf8) + Bytes.little(chunks.count, 4) + chunks
  }

  private static func decoded(_ text: String) -> [UInt8] { [UInt8](Data(base64Encoded: text) ?? Data()) }
}
