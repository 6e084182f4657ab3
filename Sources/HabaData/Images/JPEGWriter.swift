internal import CHabaImage
package import HabaFormat

/// Images as JPEG files, for fixtures and tests.
package enum JPEGWriter {
  /// Encodes grey (1 channel), RGB (3) or CMYK (4, inverted as Adobe writes it); nil where libjpeg can't.
  package static func encode(
    pixels: [UInt8], shape: ImageShape, quality: Int = 90, progressive: Bool = false
  ) -> [UInt8]? {
    guard pixels.count == shape.count, [1, 3, 4].contains(shape.channels) else { return nil }
    var bytes: UnsafeMutablePointer<UInt8>?
    var count = 0
    var message = [CChar](repeating: 0, count: Int(HABA_MESSAGE_BYTES))
    let status = haba_jpeg_encode(
      pixels, Int32(shape.channels), UInt32(shape.width), UInt32(shape.height), Int32(quality),
      progressive ? 1 : 0, &bytes, &count, &message)
    defer { haba_free(bytes) }
    guard status == 0 else { return nil }
    return Array(UnsafeBufferPointer(start: bytes, count: count))
  }
}
