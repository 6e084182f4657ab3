import HabaFormat
import Testing

struct InspectionTests {
  private let archive = Samples.random(
    shape: ImageShape(channels: 3, height: 8, width: 6), classNames: ["x", "y"], classCount: 2, bases: 6,
    hallucinators: 4, bits: 4, hallucinatorBits: 6, seed: 8)

  @Test func `the stored bytes of all parts add up to the file`() throws {
    let bytes = try archive.serialized()
    let inspection = try Inspection(parsing: bytes, fileBytes: bytes.count)
    let parts =
      inspection.bases.storedBytes + inspection.hallucinators.storedBytes + inspection.labelStoredBytes
      + inspection.containerStoredBytes
    #expect(parts == bytes.count)
    #expect(inspection.fileBytes == bytes.count)
    // 6 x 3 x 8 x 6 codes of 4 bits and 6 quantizers; 4 times (81 + 3 + 72 + 72 + 81 + 3) codes of 6 bits, each
    // tensor in whole bytes, and 24 quantizers. Random codes can't be compressed.
    #expect(inspection.bases.storedBytes == 6 * (72 + 8))
    #expect(inspection.hallucinators.storedBytes == 4 * (61 + 3 + 54 + 54 + 61 + 3 + 6 * 8))
    #expect(inspection.labelStoredBytes == 2)
  }

  @Test func `counts and ratios are those of the content`() throws {
    let bytes = try archive.serialized()
    let inspection = try Inspection(parsing: bytes, fileBytes: bytes.count)
    #expect(inspection.format == "0.9")
    #expect(inspection.images == 24)
    #expect(inspection.bases.parameters == 864)
    #expect(inspection.bases.bits == 4)
    #expect(inspection.hallucinators.parameters == 4 * 312)
    #expect(inspection.hallucinators.bits == 6)
    #expect(inspection.parameters == 2112)
    #expect(inspection.float32Bytes == 8448)
    #expect(inspection.expandedParameters == 24 * 144)
    #expect(inspection.parameterSavings == 1 - 2112.0 / 3456)
    #expect(inspection.imagesPerClassEquivalent == 2112.0 / 288)
    #expect(inspection.bitsPerClass == 4 * Double(bytes.count))
    #expect(inspection.compressionRatio == 50_000 * 144 / Double(bytes.count))
    #expect(inspection.classes.map(\.name) == ["x", "y"])
    #expect(inspection.classes.map(\.bases).reduce(0, +) == 6)
    #expect(inspection.classes.map(\.images).reduce(0, +) == 24)
    #expect(inspection.pixelDigest == archive.pixelDigest())
    #expect(inspection.provenance == archive.provenance)
  }

  @Test func `nothing of bases and hallucinators is needed`() throws {
    let bytes = try archive.serialized()
    let whole = try Inspection(parsing: bytes, fileBytes: bytes.count)
    let payload = whole.bases.storedBytes + whole.hallucinators.storedBytes
    let head = Array(bytes.dropLast(payload))
    #expect(try Inspection(parsing: head, fileBytes: bytes.count) == whole)
    #expect(throws: ArchiveError.self) {
      _ = try Inspection(parsing: Array(head.dropLast()), fileBytes: bytes.count)
    }
  }

  @Test func `classes without names are numbered`() throws {
    var plain = archive
    plain.classNames = nil
    plain.hallucinators = []
    let bytes = try plain.serialized()
    let inspection = try Inspection(parsing: bytes, fileBytes: bytes.count)
    #expect(inspection.classes.map(\.name) == ["0", "1"])
    #expect(!inspection.hasClassNames)
    #expect(inspection.images == 6)
    #expect(inspection.hallucinators.count == 0)
    #expect(inspection.hallucinators.storedBytes == 0)
  }
}
