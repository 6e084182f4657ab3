import HabaFormat
import Testing

/// Holds the specification's text to the code: its example, its tables.
struct SpecificationTests {
  private func lines() throws -> [Substring] {
    let root = #filePath.split(separator: "/").dropLast(3).joined(separator: "/")
    let bytes = try readFile("/\(root)/Spec/haba.md", limit: 1 << 20)
    return String(decoding: bytes, as: UTF8.self).split(separator: "\n", omittingEmptySubsequences: false)
  }

  @Test func `the worked example is an archive as the text says`() throws {
    let example = try lines().filter { $0.hasPrefix("    00") && $0.contains("  ") }
    let file = example.flatMap { line in bytes(line.dropFirst(10).filter { $0 != " " }) }
    #expect(file.count == 154)
    let archive = try Archive(parsing: file)
    #expect(archive.shape == ImageShape(channels: 1, height: 2, width: 2))
    #expect(archive.classNames == ["cat", "dog"])
    #expect(archive.bases.map(\.label) == [0, 1])
    #expect(archive.bases.map(\.pixels.codes) == [[0, 1, 3, 2], [3, 3, 0, 0]])
    #expect(archive.bases[0].pixels.quantizer == UniformQuantizer(bits: 2, offset: 0, step: 1))
    #expect(archive.normalization == Normalization(mean: [0], deviation: [64]))
    #expect(archive.source == Source(images: 20, pixelBytes: 80))
    #expect(archive.provenance == Provenance(encoder: "e", seed: 7, objective: "o", steps: 0))
    #expect(archive.expanded() == [0, 64, 192, 128, 192, 192, 0, 0])
    try archive.verifyPixels()
    #expect(try archive.serialized() == file)
  }

  private static let caps: [String: Int] = [
    "FormatCaps.channels": FormatCaps.channels.upperBound, "FormatCaps.side": FormatCaps.side.upperBound,
    "FormatCaps.imageScalars": FormatCaps.imageScalars, "FormatCaps.classes": FormatCaps.classes.upperBound,
    "FormatCaps.bases": FormatCaps.bases.upperBound, "FormatCaps.formation": FormatCaps.formation.upperBound,
    "FormatCaps.hallucinators": FormatCaps.hallucinators.upperBound,
    "FormatCaps.grain": FormatCaps.grain.upperBound,
    "FormatCaps.expandedScalars": FormatCaps.expandedScalars,
    "FormatCaps.codesPerStoredByte": FormatCaps.codesPerStoredByte,
    "UniformQuantizer.bitRange": UniformQuantizer.bitRange.upperBound,
    "FormatCaps.shrinkage": FormatCaps.shrinkage.upperBound,
    "FormatCaps.chunkCoefficients": FormatCaps.chunkCoefficients,
    "FormatCaps.nameBytes": FormatCaps.nameBytes.upperBound,
    "FormatCaps.provenanceBytes": FormatCaps.provenanceBytes,
    "FormatCaps.metadataBytes": FormatCaps.metadataBytes,
    "FormatCaps.features": FormatCaps.features.upperBound,
    "FormatCaps.featureNameBytes": FormatCaps.featureNameBytes.upperBound,
    "FormatCaps.headerBytes": FormatCaps.headerBytes, "FormatCaps.sectionBytes": FormatCaps.sectionBytes,
    "FormatCaps.windowLog": FormatCaps.windowLog,
  ]

  @Test func `the table of limits has the code's constants, all of them`() throws {
    var found: Set<String> = []
    for line in try lines() where line.hasSuffix("` |") && line.hasPrefix("| ") {
      let cells = line.split(separator: "|").map { $0.filter { $0 != "`" && $0 != " " } }
      guard cells.count == 3, cells[2].contains(".") else { continue }
      #expect(value(cells[1]) == SpecificationTests.caps[cells[2]], "\(line)")
      found.insert(cells[2])
    }
    #expect(found == Set(SpecificationTests.caps.keys))
  }

  @Test func `the specification is of the version that is written`() throws {
    #expect(try lines().first == "# The .haba format, version \(Archive.formatVersion) (draft)")
  }

  /// A number as the table has it: `255`, `2^28` or `2^32-1`.
  private func value(_ text: String) -> Int? {
    guard let power = text.firstIndex(of: "^") else { return Int(text) }
    let parts = text[text.index(after: power)...].split(separator: "-")
    guard let exponent = Int(parts[0]) else { return nil }
    return (1 << exponent) - (parts.count > 1 ? Int(parts[1]) ?? 0 : 0)
  }
}
