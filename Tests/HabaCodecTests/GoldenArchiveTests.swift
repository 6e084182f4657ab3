import Foundation
import HabaCodec
import HabaData
import HabaFormat
import Testing

/// What is written stays what it was, where nobody wanted another.
///
/// These archives are not trained, so nothing is multiplied: neither BLAS nor the kernels have a part in them, and they are the
/// same on every processor. (Hallucinators start from normal numbers, so from the C library's `logf`, `sinf` and `cosf`, which are
/// the same with and without FMA.) Where digests are meant to change, the commit that changes them says why, and
/// `Scripts/compare-archives` tells what else has changed.
struct GoldenArchiveTests {
  @Test(arguments: GoldenArchive.all)
  func `an untrained archive holds what it always held`(golden: GoldenArchive) throws {
    let archive = try golden.made()
    #expect(digest(Array(archive.canonicalText.utf8)) == golden.content)
    let bytes = try archive.serialized()
    let found = try Inspection(parsing: bytes, fileBytes: bytes.count)
    #expect(found.pixelDigest.description.prefix(16) == golden.pixels)
    #expect(try Archive(parsing: bytes).canonicalText == archive.canonicalText)
    // Each section is written in the smallest coding, and zstd is tried for most. Another version of zstd makes other frames
    // of the same content, and may choose another coding; content and pixels are then still held to the digests above.
    if let file = golden.file {
      #expect(digest(bytes) == file, "\(found.codings)")
    } else {
      #expect(found.codings.contains { $0.contains("zstd") }, "could be held to a digest: \(found.codings)")
    }
  }

  @Test(arguments: GoldenExpansion.all)
  func `expanded files are what they always were`(golden: GoldenExpansion) throws {
    let name = "habacodec-\(UUID().uuidString)"
    let place = FileManager.default.temporaryDirectory.appendingPathComponent(name).path
    try FileManager.default.createDirectory(atPath: place, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: place) }
    let archive = try #require(GoldenArchive.all.first { $0.testDescription == golden.archive }).made()
    let bytes = try archive.serialized()
    func expanded(_ format: ExpandedFolder.Format) throws -> String {
      let reader = try ArchiveReader(parsing: bytes)
      let images = ImageStream(reader)
      let path = place + "/" + format.rawValue
      try ExpandedFolder(reader).write(
        to: path, format: format, replacing: false, recipe: ExpandedRecipe(reader.archive)
      ) { _ in
        try #require(try images.next())
      }
      return path
    }
    #expect(try digest(ofFolder: expanded(.raw)) == golden.raw)
    // Without compression, so that nothing but numpy's format decides on the bytes.
    #expect(try digest(ofFolder: expanded(.npz)) == golden.npz)
    // PNG files are as zlib deflates them; what counts is what they hold, and their names.
    let folder = try expanded(.folder)
    let images = try DataSet.open(folder, split: .train)
    #expect(digest(try images.pixels(of: 0..<images.count)) == golden.pixels)
    #expect(try digest(ofFolder: folder) { $0.hasSuffix(".png") } == golden.folder)
  }
}

/// The digests of an archive's expanded forms.
struct GoldenExpansion: CustomTestStringConvertible, Sendable {
  let archive: String
  let raw: String
  let npz: String
  /// Of names and tables, PNG files' bytes left out.
  let folder: String
  /// Of what the PNG files hold.
  let pixels: String

  var testDescription: String { archive }

  static let all = [
    GoldenExpansion(
      archive: "a small budget", raw: "7394e01e0c80569b", npz: "fa492e1f005a9332", folder: "1bbf08f93b99725a",
      pixels: "e88040ef5ec41cc9"),
    GoldenExpansion(
      archive: "grey images, 3 bits", raw: "1eab95b446b87c2d", npz: "a321e79044086bd1", folder: "d2ac3cea56e5c158",
      pixels: "525812bc60f0fbef"),
    GoldenExpansion(
      archive: "100 classes without names", raw: "8eff84f4adf71e4e", npz: "75b0d3380bf8c071",
      folder: "a2a7a97291f099b4", pixels: "be884331cd16bfe4"),
    GoldenExpansion(
      archive: "unequal images on black", raw: "a8b2f90ca9fa20c7", npz: "42c41156be7398f3", folder: "472377f4a692963f",
      pixels: "d0e0f736a31ff3dc"),
  ]
}

/// The first 16 digits of the SHA-256.
private func digest(_ bytes: [UInt8]) -> String { String(SHA256.digest(of: bytes).description.prefix(16)) }

/// The digest of all files below a folder: of their names, and of their bytes but for those left out.
private func digest(ofFolder path: String, leavingOut isLeftOut: (String) -> Bool = { _ in false }) throws -> String {
  let names = try FileManager.default.subpathsOfDirectory(atPath: path).sorted {
    $0.utf8.lexicographicallyPrecedes($1.utf8)
  }
  var text = ""
  for name in names {
    text += name
    if let bytes = FileManager.default.contents(atPath: path + "/" + name), !isLeftOut(name) {
      text += " " + SHA256.digest(of: [UInt8](bytes)).description
    }
    text += "\n"
  }
  return digest(Array(text.utf8))
}
