import FixtureKit
import Foundation
import HabaFormat
import Testing

@testable import HabaData

@Suite struct ImageContentTests {
  /// The first bytes of files, after the formats' own specifications.
  private static let beginnings: [(String?, [UInt8])] = [
    ("PNG", [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A, 0]), ("JPEG", [0xFF, 0xD8, 0xFF, 0xE0]),
    ("WebP", KindsWebP.lossy), ("GIF", text("GIF87a")), ("GIF", text("GIF89a\u{1}")),
    ("BMP", text("BM") + [54, 0, 0, 0, 0, 0, 0, 0, 54, 0, 0, 0, 40, 0, 0, 0]), ("TIFF", text("II*\0")),
    ("TIFF", text("MM\0*")), ("TIFF", text("MM\0+")), ("PSD", text("8BPS") + [0, 1, 0, 0]),
    ("JPEG 2000", [0, 0, 0, 12] + text("jP  \r\n") + [0x87, 0x0A]), ("JPEG 2000", [0xFF, 0x4F, 0xFF, 0x51]),
    ("JPEG XL", [0, 0, 0, 12] + text("JXL \r\n") + [0x87, 0x0A]), ("JPEG XL", [0xFF, 0x0A, 0xFA]),
    ("ICO", [0, 0, 1, 0, 1, 0, 16, 16, 0, 0, 1, 0, 32, 0, 0, 4, 0, 0, 22, 0, 0, 0]), ("PNM", text("P6\n3 2 255\n")),
    ("AVIF", boxes(["avif", "mif1"])), ("AVIF", boxes(["mif1", "avif"])), ("HEIC", boxes(["heic", "mif1"])),
    ("HEIC", boxes(["mif1", "heic"])), ("HEIF", boxes(["mif1", "miaf"])), ("SVG", text("<svg xmlns=")),
    ("SVG", text("\u{FEFF}<?xml version='1.0'?>\n<!-- drawn -->\n<svg>")), (nil, []), (nil, text("B")),
    (nil, text("BM is how this text begins, with more behind it")), (nil, text("This is no picture.\n")),
    (nil, text("RIFF\0\0\0\0WAVEfmt ")), (nil, boxes(["isom", "mp42"])), (nil, text("<html><svg>")),
    (nil, text("<?xml version='1.0'?><html><svg/></html>")), (nil, text("P is for picture")), (nil, [0, 0, 8, 3]),
    (nil, [0, 0, 1, 0]), (nil, [0, 0, 0, 12] + text("jP  \n\n")), (nil, [0xFF, 0xD8]),
  ]

  private static func text(_ text: String) -> [UInt8] { Array(text.utf8) }

  private static func boxes(_ brands: [String]) -> [UInt8] {
    [0, 0, 0, UInt8(12 + 4 * brands.count)] + text("ftyp" + brands[0]) + [0, 0, 0, 0]
      + brands.dropFirst().flatMap(text) + text("avif")
  }

  @Test func `a file is told by its first bytes, and what is not read has a name`() throws {
    let scratch = try Scratch()
    for (name, bytes) in Self.beginnings {
      try scratch.write("x.jpg", bytes)
      let content = try FileContent(FileReader(scratch("x.jpg")))
      #expect(content.name == name, "\(bytes.prefix(16))")
      #expect(content.isRead == ["PNG", "JPEG", "WebP"].contains(name))
      #expect(content == FileContent(beginning: bytes))
    }
  }

  @Test func `any bytes at all can be looked at`() {
    var random = Mixed(state: 3)
    for (_, bytes) in Self.beginnings {
      for length in 0...bytes.count { _ = FileContent(beginning: Array(bytes.prefix(length))) }
      for _ in 0..<200 where !bytes.isEmpty {
        var changed = bytes
        changed[Int.random(in: 0..<bytes.count, using: &random)] = UInt8.random(in: 0...255, using: &random)
        _ = FileContent(beginning: changed)
      }
    }
  }

  @Test func `looking at a file leaves the place from which others read it`() throws {
    let file = try FileReader(Fixtures.kind("webp/train/ant/1.webp"))
    _ = try file.take(5)
    _ = try FileContent(file)
    #expect(file.offset == 5)
  }

  @Test func `a name is a picture's by the bytes of its ending, in either case`() {
    let pictures = [
      "a.png", "A.PNG", "b.JpEg", "c.webp", "d.GIF", "e.tiff", "f.heic", "g.ppm", "\u{1F469}\u{200D}.jpg",
    ]
    for name in pictures { #expect(ImageFile.hasImageName(name), "\(name)") }
    // The last two end in letters that some ways of comparing take for those of png.
    for name in ["png", "a.png.txt", "notes.txt", "a.pnɡ", "a.\u{FF50}ng", ""] {
      #expect(!ImageFile.hasImageName(name), "\(name)")
    }
  }

  @Test func `a picture that is not read is refused by what it is, whatever its name`() throws {
    let scratch = try Scratch()
    for name in ["a.jpg", "a.gif"] {
      try scratch.write(name, Self.text("GIF89a\u{1}\0\u{1}\0"))
      let error = dataError { _ = try ImageFile.decode(FileReader(scratch(name)), channels: 3) }
      #expect(error == .imageNotRead(path: scratch(name), format: "GIF"))
      #expect(error?.exitCode == 65)
    }
  }
}
