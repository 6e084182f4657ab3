/// What a file holds, told by its first bytes whatever its name.
enum FileContent: Equatable {
  /// A picture that is read.
  case image(ImageHeader.Format)
  /// A picture of a format that is not read, by the name that people know it by.
  case unread(String)
  /// Anything else, or nothing.
  case other

  /// What is looked at: signatures take less, but an SVG may begin with a comment.
  private static let mostBytes = 4096

  /// Looks at a file's first bytes; where in the file others read stays as it is.
  init(_ file: FileReader) throws(DataError) {
    self.init(beginning: try Self.beginning(of: file))
  }

  /// Tells a file by its first bytes, up to a few kilobytes of them.
  init(beginning bytes: [UInt8]) {
    if let format = Self.format(bytes) {
      self = .image(format)
    } else if let name = Self.unreadName(bytes) {
      self = .unread(name)
    } else {
      self = .other
    }
  }

  /// As many of a file's first bytes as are needed to tell it.
  static func beginning(of file: FileReader) throws(DataError) -> [UInt8] {
    var bytes: [UInt8] = []
    _ = try file.read(mostBytes, at: 0, into: &bytes)
    return bytes
  }

  /// The name of the picture's format; nil where the file is no picture that is known.
  var name: String? {
    switch self {
    case .image(let format): format.rawValue
    case .unread(let name): name
    case .other: nil
    }
  }

  /// Whether the file is a picture that is read.
  var isRead: Bool { format != nil }

  /// The format, where it is one that is read.
  var format: ImageHeader.Format? {
    if case .image(let format) = self { format } else { nil }
  }

  private static func format(_ bytes: [UInt8]) -> ImageHeader.Format? {
    if bytes.starts(with: [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]) { return .png }
    if bytes.starts(with: [0xFF, 0xD8, 0xFF]) { return .jpeg }
    if bytes.has("RIFF", at: 0), bytes.has("WEBP", at: 8) { return .webp }
    return nil
  }

  private static func unreadName(_ bytes: [UInt8]) -> String? {
    if bytes.has("GIF87a", at: 0) || bytes.has("GIF89a", at: 0) { return "GIF" }
    // The second header's length tells a picture from a text that begins with BM.
    if bytes.has("BM", at: 0), [12, 16, 40, 52, 56, 64, 108, 124].contains(bytes.little(14, 4)) { return "BMP" }
    let tiff: [[UInt8]] = [
      [0x49, 0x49, 0x2A, 0], [0x4D, 0x4D, 0, 0x2A], [0x49, 0x49, 0x2B, 0], [0x4D, 0x4D, 0, 0x2B],
    ]
    if tiff.contains(where: { bytes.starts(with: $0) }) { return "TIFF" }
    if bytes.has("8BPS", at: 0), [0x100, 0x200].contains(bytes.little(4, 2)) { return "PSD" }
    // The box that JPEG 2000 and JPEG XL begin with: its length, its name, and bytes that a transfer as text changes.
    if bytes.little(0, 4) == 0x0C00_0000, bytes.little(8, 4) == 0x0A87_0A0D {
      if bytes.has("jP  ", at: 4) { return "JPEG 2000" }
      if bytes.has("JXL ", at: 4) { return "JPEG XL" }
    }
    if bytes.starts(with: [0xFF, 0x4F, 0xFF, 0x51]) { return "JPEG 2000" }
    if bytes.starts(with: [0xFF, 0x0A]) { return "JPEG XL" }
    if isIcon(bytes) { return "ICO" }
    if bytes.has("P", at: 0), let kind = bytes.dropFirst().first, (0x31...0x37).contains(kind),
      let next = bytes.dropFirst(2).first, isSpace(next)
    {
      return "PNM"
    }
    return boxed(bytes) ?? (isSVG(bytes) ? "SVG" : nil)
  }

  /// An index of pictures whose first entry leads to a place behind the index.
  private static func isIcon(_ bytes: [UInt8]) -> Bool {
    guard bytes.little(0, 4) == 0x0001_0000, let count = bytes.little(4, 2), let offset = bytes.little(18, 4) else {
      return false
    }
    return count > 0 && offset >= 6 + 16 * count
  }

  /// The brands of a file of boxes (ISO 14496-12): the first, then those that it also agrees with.
  private static func boxed(_ bytes: [UInt8]) -> String? {
    guard bytes.has("ftyp", at: 4) else { return nil }
    let length = (0..<4).reduce(0) { $0 << 8 | Int(bytes[$1]) }
    let offsets = [8] + Array(stride(from: 16, to: min(length, bytes.count), by: 4))
    func holds(_ brands: [String]) -> Bool {
      offsets.contains { offset in brands.contains { bytes.has($0, at: offset) } }
    }
    if holds(["avif", "avis"]) { return "AVIF" }
    if holds(["heic", "heix", "heim", "heis", "hevc", "hevx", "hevm", "hevs"]) { return "HEIC" }
    return holds(["mif1", "msf1"]) ? "HEIF" : nil
  }

  /// An XML text with an svg element near its start; a page of HTML may have one too.
  private static func isSVG(_ bytes: [UInt8]) -> Bool {
    let text = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? bytes.dropFirst(3) : bytes[...]
    let start = Array(text.drop(while: isSpace))
    guard ["<svg", "<?xml", "<!--", "<!DOCTYPE svg"].contains(where: { start.has($0, at: 0) }) else { return false }
    return start.indices.contains { start.has("<svg", at: $0) }
      && !start.indices.contains { start.has("<html", at: $0) }
  }

  private static func isSpace(_ byte: UInt8) -> Bool { byte == 0x20 || (0x09...0x0D).contains(byte) }
}

extension [UInt8] {
  fileprivate func has(_ text: String, at offset: Int) -> Bool { dropFirst(offset).starts(with: text.utf8) }

  /// A number with its low byte first; nil where the bytes end before it does.
  fileprivate func little(_ offset: Int, _ count: Int) -> Int? {
    let found = dropFirst(offset).prefix(count)
    return found.count == count ? found.reversed().reduce(0) { $0 << 8 | Int($1) } : nil
  }
}
