/// What an image file's first bytes declare.
struct ImageHeader: Equatable {
  /// The formats that are read.
  enum Format: String { case png = "PNG", jpeg = "JPEG", webp = "WebP" }

  var format: Format
  var width: Int
  var height: Int
  /// Whether the file is of a grey type; grey pixels in a colour file don't make it one.
  var isGrey: Bool

  /// Reads the header of a PNG, JPEG or WebP, whatever the file's name, and refuses a size beyond the limits.
  init(_ file: FileReader) throws(DataError) {
    let beginning = try FileContent.beginning(of: file)
    let content = FileContent(beginning: beginning)
    guard let format = content.format else {
      throw content.name.map { .imageNotRead(path: file.path, format: $0) } ?? .notAnImage(path: file.path)
    }
    var window = ImageWindow(file: file, format: format, beginning: beginning)
    switch format {
    case .png: self = try Self.png(&window)
    case .jpeg: self = try Self.jpeg(&window)
    case .webp: self = try Self.webp(&window)
    }
    if !ImageLimits.allows(width: width, height: height) {
      if width == 0 || height == 0 { throw window.damaged("declares \(width)x\(height) pixels") }
      throw .imageTooLarge(path: file.path, width: width, height: height, limit: ImageLimits.text)
    }
  }

  private init(format: Format, width: Int, height: Int, isGrey: Bool) {
    self.format = format
    self.width = width
    self.height = height
    self.isGrey = isGrey
  }

  private static func png(_ window: inout ImageWindow) throws(DataError) -> ImageHeader {
    // Length 13 and IHDR, then width, height, depth and colour type.
    for (index, byte) in [0, 0, 0, 13, 0x49, 0x48, 0x44, 0x52].enumerated()
    where try window.byte(8 + index) != byte {
      throw window.damaged("does not start with its IHDR chunk")
    }
    let width = try window.number(16, bytes: 4)
    let height = try window.number(20, bytes: 4)
    let type = try window.byte(25)
    guard [0, 2, 3, 4, 6].contains(type) else { throw window.damaged("colour type \(type) at offset 25") }
    return ImageHeader(format: .png, width: width, height: height, isGrey: type == 0 || type == 4)
  }

  /// Goes from marker to marker up to the frame header.
  private static func jpeg(_ window: inout ImageWindow) throws(DataError) -> ImageHeader {
    var offset = 2
    while true {
      // As libjpeg does, stray bytes before a marker are passed over.
      while try window.byte(offset) != 0xFF { offset += 1 }
      while try window.byte(offset) == 0xFF { offset += 1 }
      let marker = try window.byte(offset)
      offset += 1
      switch marker {
      case 0x00, 0x01, 0xD0...0xD8:
        continue
      case 0xD9, 0xDA:
        throw window.damaged("no frame header before the picture")
      case 0xC0...0xC3, 0xC5...0xC7, 0xC9...0xCB, 0xCD...0xCF:
        let height = try window.number(offset + 3, bytes: 2)
        let width = try window.number(offset + 5, bytes: 2)
        let components = try window.byte(offset + 7)
        return ImageHeader(format: .jpeg, width: width, height: height, isGrey: components == 1)
      default:
        offset += max(2, try window.number(offset, bytes: 2))
      }
    }
  }

  /// The first chunk says the size: that of a lossy or a lossless picture, or the canvas of whatever else follows.
  private static func webp(_ window: inout ImageWindow) throws(DataError) -> ImageHeader {
    let declared = try window.little(4, bytes: 4)
    if window.file.length - 8 < declared { throw window.damaged("the file ends early") }
    let (width, height): (Int, Int)
    // The chunk's name, four letters as a number.
    switch try window.number(12, bytes: 4) {
    case 0x5650_3820:  // "VP8 "
      // A frame tag of three bytes whose lowest bit is 0 for a key frame, a start code, then the size in 14 bits each.
      guard try window.byte(20) & 1 == 0, try window.number(23, bytes: 3) == 0x9D012A else {
        throw window.damaged("does not start with a key frame")
      }
      (width, height) = (try window.little(26, bytes: 2) & 0x3FFF, try window.little(28, bytes: 2) & 0x3FFF)
    case 0x5650_384C:  // "VP8L"
      guard try window.byte(20) == 0x2F else { throw window.damaged("no lossless picture at offset 20") }
      let bits = try window.little(21, bytes: 4)
      (width, height) = ((bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1)
    case 0x5650_3858:  // "VP8X"
      (width, height) = (try window.little(24, bytes: 3) + 1, try window.little(27, bytes: 3) + 1)
    default:
      throw window.damaged("does not start with a picture")
    }
    return ImageHeader(format: .webp, width: width, height: height, isGrey: false)
  }
}
