/// What an image file's first bytes declare.
struct ImageHeader: Equatable {
  /// The formats that are read.
  enum Format: String { case png = "PNG", jpeg = "JPEG" }

  var format: Format
  var width: Int
  var height: Int
  /// Whether the file is of a grey type; grey pixels in a colour file don't make it one.
  var isGrey: Bool

  /// Reads the header of a PNG or JPEG, whatever the file's name, and refuses a size beyond the limits.
  init(_ file: FileReader) throws(DataError) {
    var window = Window(file: file)
    if try window.starts(with: [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]) {
      self = try Self.png(&window)
    } else if try window.starts(with: [0xFF, 0xD8, 0xFF]) {
      self = try Self.jpeg(&window)
    } else {
      throw .notAnImage(path: file.path)
    }
    if !ImageLimits.allows(width: width, height: height) {
      if width == 0 || height == 0 {
        throw .undecodable(
          path: file.path, format: format.rawValue, reason: "declares \(width)x\(height) pixels")
      }
      throw .imageTooLarge(path: file.path, width: width, height: height, limit: ImageLimits.text)
    }
  }

  private init(format: Format, width: Int, height: Int, isGrey: Bool) {
    self.format = format
    self.width = width
    self.height = height
    self.isGrey = isGrey
  }

  private static func png(_ window: inout Window) throws(DataError) -> ImageHeader {
    // Length 13 and IHDR, then width, height, depth and colour type.
    for (index, byte) in [0, 0, 0, 13, 0x49, 0x48, 0x44, 0x52].enumerated()
    where try window.byte(8 + index, .png) != byte {
      throw .undecodable(path: window.file.path, format: "PNG", reason: "does not start with its IHDR chunk")
    }
    let width = try window.number(16, bytes: 4, .png)
    let height = try window.number(20, bytes: 4, .png)
    let type = try window.byte(25, .png)
    guard [0, 2, 3, 4, 6].contains(type) else {
      throw .undecodable(path: window.file.path, format: "PNG", reason: "colour type \(type) at offset 25")
    }
    return ImageHeader(format: .png, width: width, height: height, isGrey: type == 0 || type == 4)
  }

  /// Goes from marker to marker up to the frame header.
  private static func jpeg(_ window: inout Window) throws(DataError) -> ImageHeader {
    var offset = 2
    while true {
      // As libjpeg does, stray bytes before a marker are passed over.
      while try window.byte(offset, .jpeg) != 0xFF { offset += 1 }
      while try window.byte(offset, .jpeg) == 0xFF { offset += 1 }
      let marker = try window.byte(offset, .jpeg)
      offset += 1
      switch marker {
      case 0x00, 0x01, 0xD0...0xD8:
        continue
      case 0xD9, 0xDA:
        throw .undecodable(
          path: window.file.path, format: "JPEG", reason: "no frame header before the picture")
      case 0xC0...0xC3, 0xC5...0xC7, 0xC9...0xCB, 0xCD...0xCF:
        let height = try window.number(offset + 3, bytes: 2, .jpeg)
        let width = try window.number(offset + 5, bytes: 2, .jpeg)
        let components = try window.byte(offset + 7, .jpeg)
        return ImageHeader(format: .jpeg, width: width, height: height, isGrey: components == 1)
      default:
        offset += max(2, try window.number(offset, bytes: 2, .jpeg))
      }
    }
  }
}

/// A file seen through a few kilobytes at a time.
private struct Window {
  let file: FileReader
  private var start = 0
  private var bytes: [UInt8] = []

  init(file: FileReader) { self.file = file }

  mutating func starts(with signature: [Int]) throws(DataError) -> Bool {
    if file.length < signature.count { return false }
    for (index, byte) in signature.enumerated() where try self.byte(index, .png) != byte { return false }
    return true
  }

  mutating func byte(_ offset: Int, _ format: ImageHeader.Format) throws(DataError) -> Int {
    if !(start..<start + bytes.count).contains(offset) {
      start = offset
      bytes.removeAll(keepingCapacity: true)
      _ = try file.read(4096, at: offset, into: &bytes)
    }
    guard let byte = bytes.dropFirst(offset - start).first else {
      throw .undecodable(path: file.path, format: format.rawValue, reason: "the file ends early")
    }
    return Int(byte)
  }

  mutating func number(_ offset: Int, bytes count: Int, _ format: ImageHeader.Format) throws(DataError) -> Int {
    var value = 0
    for index in 0..<count { value = value << 8 | (try byte(offset + index, format)) }
    return value
  }
}
