@testable import HabaFormat
import Testing

@Suite struct `Images one at a time` {
  @Test func `those of a stream are those of the whole archive, in its order`() throws {
    var random = RandomArchives(seed: 77)
    for _ in 0..<60 {
      let archive = random.next()
      let reader = try ArchiveReader(parsing: try archive.serialized())
      #expect(reader.imageCount == archive.imageCount)
      #expect(reader.baseLabels == archive.bases.map(\.label))
      let images = ImageStream(reader)
      var pixels: [UInt8] = []
      while let image = try images.next() {
        #expect(image.count == archive.shape.count)
        pixels += image
      }
      #expect(pixels == archive.expanded())
      #expect(try images.next() == nil)
    }
  }

  @Test func `the last image does not come where the pixels are not the declared ones`() throws {
    let handmade = HandmadeArchive()
    let archive = try Archive(parsing: handmade.bytes)
    let images = ImageStream(try ArchiveReader(parsing: handmade.bytes))
    for _ in 1..<archive.imageCount { #expect(try images.next() != nil) }
    let declared = try #require(archive.storedPixelDigest)
    #expect(throws: ArchiveError.pixelsMismatch(declared: declared, found: archive.pixelDigest())) {
      try images.next()
    }
  }

  /// A bias alone takes a whole kernel beside it: a few bytes of the file would become many in memory.
  @Test func `networks that unfold to more than the memory allowed are refused before they do`() throws {
    let channels = 64
    let shape = ImageShape(channels: channels, height: 1, width: 1)
    let form = HallucinatorForm.residual(channels: channels)
    let zero = UniformQuantizer(bits: 1, offset: 0, step: 1)
    let bias = QuantizedTensor(quantizer: zero, codes: Array(repeating: 0, count: channels))
    let single = Hallucinator([.missing, bias, .missing, .missing, .missing, bias])
    let archive = Archive(
      shape: shape, classNames: nil, classCount: 1,
      normalization: Normalization(
        mean: Array(repeating: 0, count: channels), deviation: Array(repeating: 1, count: channels)),
      bases: [Base(label: 0, pixels: QuantizedTensor(quantizer: zero, codes: Array(repeating: 1, count: channels)))],
      hallucinators: Array(repeating: single, count: 100), source: Source(images: 0, pixelBytes: 0),
      provenance: Provenance(encoder: "", seed: 0, objective: "", steps: 0), hallucinatorForm: form)
    let bytes = try archive.serialized()
    // 100 hallucinators of two kernels of 64 x 64 x 9 binary32 numbers.
    let kernels = 100 * 2 * 64 * 64 * 9 * 4
    #expect(bytes.count < 2000)
    #expect(throws: ArchiveError.self) { try ArchiveReader(parsing: bytes, limits: Limits(memory: kernels)) }
    _ = try ArchiveReader(parsing: bytes, limits: Limits(memory: kernels + 1 << 21))
  }
}
