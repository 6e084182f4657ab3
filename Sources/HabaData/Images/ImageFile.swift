internal import CHabaImage
internal import HabaFormat

/// A decoded image: planes `[C, H, W]`.
struct DecodedImage {
  var shape: ImageShape
  var pixels: [UInt8]
}

/// PNG, JPEG and WebP files.
enum ImageFile {
  /// The endings of image files, in lower case: of those that are read and of those that people take for such.
  private static let endings = [
    ".png", ".jpg", ".jpeg", ".jpe", ".jfif", ".webp",
    ".gif", ".bmp", ".dib", ".tif", ".tiff", ".heic", ".heif", ".hif", ".avif", ".jp2", ".j2k", ".jpf", ".jpx", ".jxl",
    ".ico", ".svg", ".psd", ".pnm", ".pbm", ".pgm", ".ppm",
  ]

  /// Whether a file's name says that it is an image, perhaps one that is not read: `FileContent` tells what it is.
  ///
  /// Bytes are compared, for a character before the point may join with it into one.
  static func hasImageName(_ name: String) -> Bool {
    let lower = name.utf8.map { (0x41...0x5A).contains($0) ? $0 | 0x20 : $0 }
    return endings.contains { lower.suffix($0.utf8.count).elementsEqual($0.utf8) }
  }

  /// Decodes an image file into 1 (of a grey file alone) or 3 planes.
  ///
  /// The pixels are those of Pillow's `convert('L')` and `convert('RGB')`, except that alpha is laid over black.
  static func decode(_ file: FileReader, channels: Int) throws(DataError) -> DecodedImage {
    let path = file.path
    let header = try ImageHeader(file)
    if file.length > ImageLimits.fileBytes {
      throw .fileTooLarge(path: path, bytes: file.length, limit: ImageLimits.fileBytes)
    }
    let bytes = try file.take(file.length)
    let shape = ImageShape(channels: channels, height: header.height, width: header.width)
    var message = [CChar](repeating: 0, count: Int(HABA_MESSAGE_BYTES))
    var status: Int32 = 0
    let decode =
      switch header.format {
      case .png: haba_png_decode
      case .jpeg: haba_jpeg_decode
      case .webp: haba_webp_decode
      }
    let pixels = [UInt8](unsafeUninitializedCapacity: shape.count) { buffer, initialized in
      status = decode(
        bytes, bytes.count, Int32(channels), UInt32(header.width), UInt32(header.height), buffer.baseAddress,
        &message)
      initialized = status == 0 ? shape.count : 0
    }
    if status != 0 {
      throw .undecodable(path: path, format: header.format.rawValue, reason: text(message))
    }
    return DecodedImage(shape: shape, pixels: pixels)
  }

  /// A message that the C side left.
  static func text(_ message: [CChar]) -> String {
    String(decoding: message.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }
}
