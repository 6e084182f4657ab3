import FixtureKit
import Foundation
import HabaData
import HabaFormat
import Testing

@Suite struct PNGWriterTests {
  @Test("A PNG gives its pixels back, and holds no chunk but the three it needs", arguments: [1, 3])
  func roundTrip(_ channels: Int) throws {
    let shape = ImageShape(channels: channels, height: 7, width: 13)
    let pixels = (0..<shape.count).map { UInt8(truncatingIfNeeded: $0 &* 2_654_435_761 >> 7) }
    let bytes = PNGWriter.encode(pixels: pixels, shape: shape)
    #expect(bytes == PNGWriter.encode(pixels: pixels, shape: shape))
    var types: [String] = []
    var start = 8
    while start + 8 <= bytes.count {
      let length = bytes[start..<start + 4].reduce(0) { $0 << 8 | Int($1) }
      types.append(String(decoding: bytes[start + 4..<start + 8], as: UTF8.self))
      start += 12 + length
    }
    #expect(types == ["IHDR", "IDAT", "IEND"])
    // Width, height, 8 bits, grey or RGB, not interlaced.
    #expect(Array(bytes[16..<29]) == [0, 0, 0, 13, 0, 0, 0, 7, 8, channels == 1 ? 0 : 2, 0, 0, 0])
    let scratch = try Scratch()
    try scratch.write("a/1.png", bytes)
    let set = try DataSet.open(scratch.path, split: .test)
    #expect(set.shape == shape)
    #expect(try set.pixels(of: [0]) == pixels)
  }
}
