import Foundation

/// Small data sets, written byte by byte.
enum SmallData {
  /// An IDX folder as MNIST has it: `count` grey 8x8 images of 3 classes, training and test.
  static func idx(in folder: TemporaryFolder, named name: String, count: Int = 24, classes: Int = 3) throws {
    for (split, salt) in [("train", 0), ("t10k", 7)] {
      var images: [UInt8] = [0, 0, 8, 3] + bigEndian(count) + bigEndian(8) + bigEndian(8)
      var labels: [UInt8] = [0, 0, 8, 1] + bigEndian(count)
      for index in 0..<count {
        let label = index % classes
        labels.append(UInt8(label))
        images += image(label: label, index: index + salt, side: 8, channels: 1)
      }
      try folder.write(images, to: "\(name)/\(split)-images-idx3-ubyte")
      try folder.write(labels, to: "\(name)/\(split)-labels-idx1-ubyte")
    }
  }

  /// A folder of class folders of PNG files: RGB images of `side` x `side`.
  static func pictures(
    in folder: TemporaryFolder, named name: String, classes: [String] = ["ant", "bee", "cat"],
    perClass: Int = 8,
    side: Int = 8, channels: Int = 3
  ) throws {
    for (label, className) in classes.enumerated() {
      for index in 0..<perClass {
        let pixels = image(label: label, index: index, side: side, channels: channels)
        let png = PNGFile.encode(pixels, channels: channels, height: side, width: side)
        try folder.write(png, to: "\(name)/\(className)/\(index).png")
      }
    }
  }

  /// Pixels `[C, H, W]`: a brightness of the class's own, with some texture that differs from image to image.
  static func image(label: Int, index: Int, side: Int, channels: Int) -> [UInt8] {
    (0..<channels).flatMap { channel in
      (0..<side * side).map { position in
        UInt8(truncatingIfNeeded: 40 + 60 * label + (position * (index + 3) + channel * 11) % 37)
      }
    }
  }

  static func bigEndian(_ value: Int) -> [UInt8] {
    [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: value >> $0) }
  }
}

/// A PNG writer without compression, after the PNG specification: enough for test images, and no one's but the tests'.
enum PNGFile {
  /// Encodes pixels `[C, H, W]`, 1 or 3 channels.
  static func encode(_ pixels: [UInt8], channels: Int, height: Int, width: Int) -> [UInt8] {
    var lines: [UInt8] = []
    for row in 0..<height {
      lines.append(0)
      for column in 0..<width {
        for channel in 0..<channels { lines.append(pixels[(channel * height + row) * width + column]) }
      }
    }
    return signature + header(channels: channels, height: height, width: width)
      + chunk("IDAT", deflated(lines)) + chunk("IEND", [])
  }

  static let signature: [UInt8] = [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]

  static func header(channels: Int, height: Int, width: Int) -> [UInt8] {
    chunk(
      "IHDR",
      SmallData.bigEndian(width) + SmallData.bigEndian(height) + [8, channels == 1 ? 0 : 2, 0, 0, 0])
  }

  static func chunk(_ type: String, _ data: [UInt8]) -> [UInt8] {
    let body = Array(type.utf8) + data
    return SmallData.bigEndian(data.count) + body + SmallData.bigEndian(Int(crc32(body)))
  }

  /// A zlib stream of stored blocks.
  private static func deflated(_ bytes: [UInt8]) -> [UInt8] {
    var stream: [UInt8] = [0x78, 0x01]
    var start = 0
    repeat {
      let end = min(start + 65_535, bytes.count)
      let length = end - start
      stream += [end == bytes.count ? 1 : 0, UInt8(length & 255), UInt8(length >> 8)]
      stream += [UInt8(~length & 255), UInt8((~length >> 8) & 255)]
      stream += bytes[start..<end]
      start = end
    } while start < bytes.count
    var a = 1
    var b = 0
    for byte in bytes {
      a = (a + Int(byte)) % 65_521
      b = (b + a) % 65_521
    }
    return stream + SmallData.bigEndian(b << 16 | a)
  }

  private static func crc32(_ bytes: [UInt8]) -> UInt32 {
    var crc: UInt32 = 0xFFFF_FFFF
    for byte in bytes {
      crc ^= UInt32(byte)
      for _ in 0..<8 { crc = crc & 1 == 1 ? crc >> 1 ^ 0xEDB8_8320 : crc >> 1 }
    }
    return ~crc
  }
}
