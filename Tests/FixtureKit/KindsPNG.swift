/// A PNG of any type, written without libpng: it reads them, so it must not have written them.
struct KindsPNG {
  /// PNG's colour types.
  enum Color: Int {
    case grey = 0
    case rgb = 2
    case palette = 3
    case greyAlpha = 4
    case rgba = 6

    var samples: Int {
      switch self {
      case .grey, .palette: 1
      case .greyAlpha: 2
      case .rgb: 3
      case .rgba: 4
      }
    }
  }

  var width: Int
  var height: Int
  var depth: Int
  var color: Color
  /// `[H, W, samples]`, each of `depth` bits.
  var samples: [Int]
  var isInterlaced = false
  /// Chunks between IHDR and IDAT: PLTE, tRNS, gAMA and so on.
  var chunks: [(type: String, data: [UInt8])] = []

  /// A picture with a sample for each of the colour type's.
  init(_ picture: KindsPicture, _ color: Color, depth: Int = 8, isInterlaced: Bool = false) {
    width = picture.width
    height = picture.height
    self.depth = depth
    self.color = color
    self.isInterlaced = isInterlaced
    samples = picture.interleaved(color.samples, depth: depth)
  }

  /// A picture with a palette of `1 << depth` colours, the first of them half transparent if wanted.
  static func palette(_ picture: KindsPicture, depth: Int, isTransparent: Bool) -> KindsPNG {
    var png = KindsPNG(picture, .palette, depth: depth)
    let colors = (0..<1 << depth).flatMap { (number: Int) -> [UInt8] in
      let share = number << (8 - depth)
      return [UInt8(share), UInt8(255 - share * 3 / 4), UInt8(number * number & 255)]
    }
    png.chunks = [("PLTE", colors)]
    if isTransparent { png.chunks.append(("tRNS", [128, 0, 77])) }
    return png
  }

  func with(_ type: String, _ data: [UInt8]) -> KindsPNG {
    var png = self
    png.chunks.append((type, data))
    return png
  }

  var bytes: [UInt8] {
    let header =
      Bytes.big(width, 4) + Bytes.big(height, 4)
      + [depth, color.rawValue, 0, 0, isInterlaced ? 1 : 0].map { UInt8($0) }
    return Self.signature + Self.chunk("IHDR", header)
      + chunks.flatMap { Self.chunk($0.type, $0.data) }
      + Self.chunk("IDAT", Stored.zlib(rows)) + Self.chunk("IEND", [])
  }

  static let signature: [UInt8] = [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]

  static func chunk(_ type: String, _ data: [UInt8]) -> [UInt8] {
    let body = Array(type.utf8) + data
    return Bytes.big(data.count, 4) + body + Bytes.big(Stored.crc32(body), 4)
  }

  /// Rows with filter 0, of all of the picture or of Adam7's seven parts.
  private var rows: [UInt8] {
    typealias Part = (x: Int, y: Int, dx: Int, dy: Int)
    let whole: [Part] = [(0, 0, 1, 1)]
    let adam7: [Part] = [
      (0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4), (0, 2, 2, 4), (1, 0, 2, 2), (0, 1, 1, 2),
    ]
    var result: [UInt8] = []
    for part in isInterlaced ? adam7 : whole {
      for y in stride(from: part.y, to: height, by: part.dy) where part.x < width {
        var row: [Int] = []
        for x in stride(from: part.x, to: width, by: part.dx) {
          let start = (y * width + x) * color.samples
          row += samples[start..<start + color.samples]
        }
        result += [0] + packed(row)
      }
    }
    return result
  }

  private func packed(_ row: [Int]) -> [UInt8] {
    if depth == 16 { return row.flatMap { Bytes.big($0, 2) } }
    let each = 8 / depth
    return stride(from: 0, to: row.count, by: each).map { start in
      let group = row[start..<min(row.count, start + each)]
      let value = group.reduce(0) { $0 << depth | $1 }
      return UInt8(value << (depth * (each - group.count)))
    }
  }
}
