/// SVHN's MATLAB 5 file, as `scipy.io.savemat` or MATLAB write it.
struct KindsMAT {
  var pictures: [KindsPicture]
  /// 1 to 10, as the file has them.
  var labels: [Int]
  var isCompressed: Bool
  /// The class of X and its data's type: uint8.
  var imageClass = 9
  var imageType = 2
  /// How many images X's head declares more than there are.
  var surplus = 0

  var bytes: [UInt8] {
    let text = Array("MATLAB 5.0 MAT-file, drawn for tests".utf8)
    let header = text + Array(repeating: 0x20, count: 116 - text.count) + Array(repeating: 0, count: 8)
    return header + [0x00, 0x01, 0x49, 0x4D] + element(images) + element(vector)
  }

  private func element(_ matrix: [UInt8]) -> [UInt8] {
    if !isCompressed { return matrix }
    let packed = Stored.zlib(matrix)
    return Self.tag(15, packed.count) + packed
  }

  /// X: `[H, W, 3, N]`, the first index fastest.
  private var images: [UInt8] {
    let data = pictures.flatMap { picture -> [UInt8] in
      (0..<3).flatMap { channel in
        (0..<picture.width).flatMap { x in
          (0..<picture.height).map { UInt8(picture.sample(channel, $0, x) >> 8) }
        }
      }
    }
    let first = pictures[0]
    return matrix(
      "X", imageClass, [first.height, first.width, 3, pictures.count + surplus], Self.part(imageType, data))
  }

  private var vector: [UInt8] {
    matrix("y", 9, [labels.count, 1], Self.part(2, labels.map { UInt8($0) }))
  }

  private func matrix(_ name: String, _ arrayClass: Int, _ sizes: [Int], _ data: [UInt8]) -> [UInt8] {
    // A name of up to four bytes lies in the tag itself.
    let letters = Array(name.utf8)
    let small =
      Bytes.little(letters.count << 16 | 1, 4) + letters + Array(repeating: 0, count: 4 - letters.count)
    let body =
      Self.part(6, Bytes.little(arrayClass, 4) + Bytes.little(0, 4))
      + Self.part(5, sizes.flatMap { Bytes.little($0, 4) }) + small + data
    return Self.tag(14, body.count) + body
  }

  private static func part(_ type: Int, _ data: [UInt8]) -> [UInt8] {
    tag(type, data.count) + data + Array(repeating: 0, count: (8 - data.count % 8) % 8)
  }

  private static func tag(_ type: Int, _ count: Int) -> [UInt8] {
    Bytes.little(type, 4) + Bytes.little(count, 4)
  }
}
