import HabaFormat
import Testing

/// Whatever happens to a file on its way: the reader says so, by a typed error.
struct DamageTests {
  private func small() throws -> [UInt8] { try Samples.formula.serialized() }

  /// Archives that have every kind of section, base, hallucinator and coding between them.
  private static let archives = [Samples.formula, Samples.everything, Samples.coefficients]

  @Test(arguments: archives.indices)
  func `every other value of every single byte is refused`(index: Int) throws {
    let good = try DamageTests.archives[index].serialized()
    #expect(good.count < 4096)
    var accepted: [Int] = []
    for offset in good.indices {
      var bytes = good
      for change in UInt8(1)...255 {
        bytes[offset] = good[offset] ^ change
        do {
          _ = try Archive(parsing: bytes)
          accepted.append(offset)
        } catch {
          // A changed byte is damage, whatever it would mean: checksums are looked at first.
          if error.kind != .damaged { accepted.append(offset) }
        }
      }
    }
    #expect(accepted.isEmpty)
  }

  @Test(arguments: archives.indices)
  func `every truncation is refused as damage`(index: Int) throws {
    let good = try DamageTests.archives[index].serialized()
    for count in 0..<good.count {
      let error = #expect(throws: ArchiveError.self) { _ = try Archive(parsing: Array(good.prefix(count))) }
      #expect(error?.kind == .damaged, "\(count) bytes")
    }
  }

  @Test(arguments: [1, 2, 32, 5000])
  func `bytes after the end are refused`(count: Int) throws {
    let good = try small()
    for byte in [UInt8(0), 0x0a, 0xff] {
      let longer = good + [UInt8](repeating: byte, count: count)
      #expect(
        throws: ArchiveError.trailingBytes(offset: good.count, declared: good.count, found: longer.count)
      ) {
        _ = try Archive(parsing: longer)
      }
    }
    #expect(throws: ArchiveError.self) { _ = try Archive(parsing: good + good) }
  }

  @Test func `a transfer as text is named as such`() throws {
    let good = try small()
    let unix = good.split(separator: [0x0d, 0x0a] as [UInt8], omittingEmptySubsequences: false)
      .joined(separator: [0x0a])
    let dos = good.flatMap { $0 == 0x0a ? [0x0d, 0x0a] : [$0] }
    let seven = good.map { $0 & 0x7f }
    for bytes in [Array(unix), dos, seven] {
      #expect(throws: ArchiveError.transferDamage) { _ = try Archive(parsing: bytes) }
    }
  }

  @Test func `what never was an archive is named as such`() {
    for text in ["", "PK\u{3}\u{4}", "a long text that is no archive at all"] {
      let error = #expect(throws: ArchiveError.self) { _ = try Archive(parsing: Array(text.utf8)) }
      guard case .notAnArchive = error else {
        Issue.record("\(String(describing: error))")
        continue
      }
    }
  }

  @Test func `a digest of other pixels is found by recomputing it`() throws {
    let handmade = HandmadeArchive()
    let archive = try Archive(parsing: handmade.bytes)
    #expect(archive.storedPixelDigest?.bytes == handmade.digest)
    #expect(throws: ArchiveError.self) { try archive.verifyPixels() }
    let written = try Archive(parsing: try archive.serialized())
    try written.verifyPixels()
    #expect(written == archive)
  }

  @Test func `reading takes no more memory than was allowed`() throws {
    let archive = Samples.random(
      shape: ImageShape(channels: 3, height: 32, width: 32), classNames: nil, classCount: 2, bases: 20,
      hallucinators: 0, bits: 4, seed: 6)
    let bytes = try archive.serialized()
    // The file, its labels, offsets and steps of each channel, the codes that are being decoded; and of each base
    // that is held two bytes a code, three quantizers and what holds them. Then four images and a base in binary32.
    let base = 2 * 3072 + 3 * 16 + 256
    let rest = bytes.count + 2 + 20 * 8 * 3 + 4 * 3072 + 5 * 4 * 3072
    for (needed, read) in [
      (rest + 20 * base, { limits throws(ArchiveError) in _ = try Archive(parsing: bytes, limits: limits) }),
      (rest + base, { limits throws(ArchiveError) in _ = try ArchiveReader(parsing: bytes, limits: limits) }),
    ] as [(Int, (Limits) throws(ArchiveError) -> Void)] {
      try read(Limits(memory: needed))
      #expect(throws: ArchiveError.limitExceeded(what: "memory", allowed: needed - 1, declared: needed)) {
        try read(Limits(memory: needed - 1))
      }
    }
  }
}
