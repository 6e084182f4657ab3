import FixtureKit
import Foundation
import HabaFormat
import Testing

@testable import HabaData

@Suite struct WebPTests {
  private static let pictures = [
    KindsWebP.lossy, KindsWebP.lossless, KindsWebP.lossyAlpha, KindsWebP.losslessAlpha, KindsWebP.withProfile,
    KindsWebP.animation, KindsWebP.cwebp,
  ]

  @Test func `alpha is laid over black, to the nearest level`() throws {
    let scratch = try Scratch()
    try scratch.write("one.webp", KindsWebP.onePixel)
    let image = try ImageFile.decode(FileReader(scratch("one.webp")), channels: 3)
    // 200, 100 and 50 times 128 / 255.
    #expect(image.pixels == [100, 50, 25])
    #expect(image.shape == ImageShape(channels: 3, height: 1, width: 1))
  }

  @Test func `the first frame lies where it belongs on a black canvas`() throws {
    let scratch = try Scratch()
    try scratch.write("a.webp", KindsWebP.animation)
    let image = try ImageFile.decode(FileReader(scratch("a.webp")), channels: 3)
    for y in 0..<7 {
      for x in 0..<9 where !(4..<7).contains(y) || !(2..<7).contains(x) {
        #expect((0..<3).allSatisfy { image.pixels[($0 * 7 + y) * 9 + x] == 0 }, "\(x), \(y)")
      }
    }
    #expect(image.pixels.contains { $0 > 100 })
  }

  @Test func `a file is never grey, and size and format stand in its first bytes`() throws {
    let scratch = try Scratch()
    for bytes in Self.pictures {
      // What follows the header is not looked at for it.
      try scratch.write("a.webp", bytes.prefix(30) + [UInt8](repeating: 0, count: bytes.count - 30))
      let header = try ImageHeader(FileReader(scratch("a.webp")))
      #expect((header.format, header.width, header.height, header.isGrey) == (.webp, 9, 7, false))
    }
    try scratch.write("a.webp", KindsWebP.lossy)
    #expect(dataError { _ = try ImageFile.decode(FileReader(scratch("a.webp")), channels: 1) }?.exitCode == 65)
  }

  @Test func `bytes behind the end that the header declares are of no account`() throws {
    let scratch = try Scratch()
    try scratch.write("a.webp", KindsWebP.lossless)
    try scratch.write("b.webp", KindsWebP.lossless + [1, 2, 3])
    #expect(
      try ImageFile.decode(FileReader(scratch("a.webp")), channels: 3).pixels
        == ImageFile.decode(FileReader(scratch("b.webp")), channels: 3).pixels)
  }

  @Test func `every cut is refused with a typed error, also where the header is made to fit it`() throws {
    let scratch = try Scratch()
    for whole in Self.pictures {
      for length in 0..<whole.count {
        try scratch.write("cut.webp", whole.prefix(length))
        let error = dataError { _ = try ImageFile.decode(FileReader(scratch("cut.webp")), channels: 3) }
        #expect(error?.exitCode == 65, "\(length) of \(whole.count)")
        guard length >= 20 else { continue }
        try scratch.write("cut.webp", Self.declaring(Array(whole.prefix(length))))
        Self.expectPictureOrError(scratch("cut.webp"))
      }
    }
  }

  @Test func `no changed, inserted or missing bytes do worse than a typed error`() throws {
    let scratch = try Scratch()
    var random = Mixed(state: 11)
    for whole in Self.pictures {
      for round in 0..<300 {
        var bytes = whole
        let place = Int.random(in: 0..<whole.count, using: &random)
        switch round % 4 {
        case 0: bytes[place] ^= 1 << UInt8.random(in: 0..<8, using: &random)
        case 1: bytes[place % 40] = [0, 1, 0x7F, 0xFF, UInt8.random(in: 0...255, using: &random)].randomElement() ?? 0
        case 2: bytes = Self.declaring(Array(bytes[..<place] + bytes.dropFirst(place + 3)))
        default: bytes = Self.declaring(Array(bytes[..<place] + [UInt8(round % 256), 0] + bytes[place...]))
        }
        try scratch.write("changed.webp", bytes)
        Self.expectPictureOrError(scratch("changed.webp"))
      }
    }
  }

  /// The bytes with the length that they have in their header.
  private static func declaring(_ bytes: [UInt8]) -> [UInt8] {
    guard bytes.count >= 8 else { return bytes }
    var result = bytes
    for index in 0..<4 { result[4 + index] = UInt8(truncatingIfNeeded: (bytes.count - 8) >> (8 * index)) }
    return result
  }

  private static func expectPictureOrError(_ path: String) {
    do throws(DataError) {
      // A canvas that is allowed but large is left alone, for the test's time alone.
      let header = try ImageHeader(FileReader(path))
      if header.width * header.height > 1 << 22 { return }
      let image = try ImageFile.decode(FileReader(path), channels: 3)
      #expect(image.pixels.count == 3 * header.width * header.height)
    } catch {
      #expect(error.exitCode == 65)
      #expect(!"\(error)".contains("\n"))
    }
  }
}

/// Numbers that are the same in every run (splitmix64).
struct Mixed: RandomNumberGenerator {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ mixed >> 30) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ mixed >> 27) &* 0x94D0_49BB_1331_11EB
    return mixed ^ mixed >> 31
  }
}
