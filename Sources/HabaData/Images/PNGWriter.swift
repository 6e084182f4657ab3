internal import CHabaImage
public import HabaFormat

/// Images as PNG files.
public enum PNGWriter {
  /// Encodes an image as an 8 bit grey or RGB PNG; equal pixels give equal bytes.
  ///
  /// - Precondition: `pixels` are `[C, H, W]` of the shape, with 1 or 3 channels and at least one pixel.
  public static func encode(pixels: [UInt8], shape: ImageShape) -> [UInt8] {
    precondition(shape.channels == 1 || shape.channels == 3, "grey or RGB")
    precondition(
      shape.height > 0 && shape.width > 0 && pixels.count == shape.count, "the pixels of the shape")
    var bytes: UnsafeMutablePointer<UInt8>?
    var count = 0
    var message = [CChar](repeating: 0, count: Int(HABA_MESSAGE_BYTES))
    let status = haba_png_encode(
      pixels, Int32(shape.channels), UInt32(shape.width), UInt32(shape.height), &bytes, &count, &message)
    defer { haba_free(bytes) }
    // All that is left to fail is memory.
    precondition(status == 0, ImageFile.text(message))
    return Array(UnsafeBufferPointer(start: bytes, count: count))
  }
}
