import HabaFormat

/// An archive of one image that takes many seconds to make: wide convolutions over many pixels, of few stored bytes.
enum HeavyArchive {
  private static let channels = 128

  /// An archive of a small image is written, since writing makes the image; then its sides are enlarged in the header.
  ///
  /// Nothing else in the file depends on them, but for the digest, which nobody waits for.
  private static let bytes: [UInt8]? = {
    guard var bytes = try? small.serialized() else { return nil }
    // The header: channels, then height and width as varints, which have two bytes for 128 as for 512.
    guard Array(bytes[32..<37]) == [UInt8(channels), 0x80, 1, 0x80, 1] else { return nil }
    bytes.replaceSubrange(33..<37, with: [0x80, 4, 0x80, 4])
    let headerSize = number(bytes[12..<16])
    bytes.replaceSubrange(24..<28, with: checksum(bytes[32..<32 + headerSize]))
    bytes.replaceSubrange(28..<32, with: checksum(bytes[0..<28]))
    return bytes
  }()

  private static var small: Archive {
    func tensor(_ count: Int) -> QuantizedTensor {
      QuantizedTensor(
        quantizer: UniformQuantizer(bits: 1, offset: -0.25, step: 0.03125), codes: Array(repeating: 0, count: count))
    }
    let kernel = tensor(channels * channels * 9)
    return Archive(
      shape: ImageShape(channels: channels, height: 128, width: 128), classNames: nil, classCount: 1,
      normalization: Normalization(
        mean: Array(repeating: 100, count: channels), deviation: Array(repeating: 60, count: channels)),
      bases: [Base(label: 0, pixels: tensor(channels))],
      hallucinators: [Hallucinator(encodeKernel: kernel, decodeKernel: kernel)],
      source: Source(images: 1, pixelBytes: 1),
      provenance: Provenance(encoder: "test", seed: 0, objective: "none", steps: 0, options: [:]),
      baseShape: ImageShape(channels: channels, height: 1, width: 1), upsampling: .nearest,
      hallucinatorForm: HallucinatorForm(kind: .residual, features: channels))
  }

  private static func number(_ bytes: ArraySlice<UInt8>) -> Int {
    bytes.reversed().reduce(0) { $0 << 8 | Int($1) }
  }

  /// CRC-32C, little-endian.
  private static func checksum(_ bytes: ArraySlice<UInt8>) -> [UInt8] {
    var crc: UInt32 = 0xFFFF_FFFF
    for byte in bytes {
      crc ^= UInt32(byte)
      for _ in 0..<8 { crc = crc & 1 == 1 ? crc >> 1 ^ 0x82F6_3B78 : crc >> 1 }
    }
    return (0..<4).map { UInt8(truncatingIfNeeded: ~crc >> (8 * $0)) }
  }

  /// Writes it as `heavy.haba`.
  static func write(in folder: TemporaryFolder) throws {
    guard let bytes else { throw Unwritten() }
    try folder.write(bytes, to: "heavy.haba")
  }

  private struct Unwritten: Error {}
}
