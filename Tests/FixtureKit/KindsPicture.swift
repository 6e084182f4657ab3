/// Small pictures for the fixtures: stripes whose direction is the class's, in integers alone.
struct KindsPicture {
  var width: Int
  var height: Int
  var label: Int
  var index: Int

  /// A sample from 0 to 65535; its high byte is the level.
  func sample(_ channel: Int, _ y: Int, _ x: Int) -> Int {
    let along = x * (3 + 2 * (label % 3)) + y * (7 - 3 * (label % 2)) + label * 11
    let phase = (along * 5 + index * 23 + channel * 61) % 128
    let wave = (phase < 64 ? phase : 127 - phase) * 4
    // A little noise from a fixed seed, so that no two pictures or rows are alike.
    var noise = UInt64(bitPattern: Int64(((label * 131 + index) * 7 + channel) * 65_537 + y * 257 + x))
    noise = (noise ^ noise >> 30) &* 0xBF58_476D_1CE4_E5B9
    noise = (noise ^ noise >> 27) &* 0x94D0_49BB_1331_11EB
    noise ^= noise >> 31
    return wave << 8 | Int(noise & 0x7FF)
  }

  /// `[C, H, W]`.
  func planes(_ channels: Int) -> [UInt8] {
    (0..<channels).flatMap { channel in
      (0..<height).flatMap { y in (0..<width).map { UInt8(sample(channel, y, $0) >> 8) } }
    }
  }

  /// `[H, W, C]` of 16 bits, or of the `depth` highest of them.
  func interleaved(_ channels: Int, depth: Int = 16) -> [Int] {
    (0..<height).flatMap { y in
      (0..<width).flatMap { x in (0..<channels).map { sample($0, y, x) >> (16 - depth) } }
    }
  }
}
