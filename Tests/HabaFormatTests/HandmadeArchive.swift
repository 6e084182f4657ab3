import HabaFiles
import HabaFormat

/// An archive put together field by field, as the specification has it: right in all that isn't changed.
///
/// As it stands: one class, two bases of [1, 3, 3] with codes of 2 bits, one hallucinator of 3 bits. Sizes and
/// checksums follow the fields, so that a change is found by the rule on it and not by a checksum.
struct HandmadeArchive {
  /// A section with its line in the table.
  struct Section {
    var kind: UInt8
    var coding: UInt8 = 0
    /// The layout, and 16 times the predictor.
    var layout: UInt8 = 0
    var stored: [UInt8]
    /// The declared content size of a zstd frame; nil: as many bytes as are stored.
    var contentSize: Int?
    /// The declared stored size; nil: the true one.
    var storedSize: Int?
  }

  var magic: [UInt8] = [0x89, 0x48, 0x42, 0x5a, 0x0d, 0x0a, 0x1a, 0x0a]
  var major: UInt8 = 0
  var minor: UInt8 = 9
  var features: UInt16 = 0
  var channels: UInt8 = 1
  var height = 3
  var width = 3
  var classCount = 1
  var baseCount = 2
  var hallucinatorCount = 1
  var requiredFeatures: [String] = []
  var optionalFeatures: [String] = []
  var baseKind: UInt8 = 0
  var baseChannels: UInt8 = 1
  /// Rows and columns of bases; nil: those of the images.
  var baseSides: (Int, Int)?
  var formation: UInt8 = 1
  var upsampling: UInt8 = 0
  /// Depth and grouping of pixels.
  var baseCoding: [UInt8] = [2, 1]
  var hallucinatorKind: UInt8 = 0
  var hallucinatorFeatures: UInt8 = 1
  var hallucinatorBits: [UInt8] = [3, 3, 3, 3, 3, 3]
  var hallucinatorGrouping: UInt8 = 0
  var softLabels: [UInt8] = [0]
  var learningRate: [UInt8] = [0]
  var normalization: [Float] = [120, 60]
  var sourceImages = 10
  var sourceBytes = 90
  var digest: [UInt8] = Array(repeating: 0, count: 32)
  /// Seed, steps, encoder "e", objective "o".
  var provenance: [UInt8] = [7, 0, 0, 0, 0, 0, 0, 0, 5, 0, 0, 0, 1, 0x65, 1, 0x6f]
  var names: Section? = Section(kind: 1, stored: [2, 0x63, 0x61])
  var labels: Section? = Section(kind: 2, stored: [2])
  var metadata: Section?
  /// Six offsets of 0 and six steps of 0.5, then 9, 1, 1, 1, 9 and 1 codes of 3 bits.
  var hallucinators: Section? = Section(
    kind: 5,
    stored: floats(Array(repeating: 0, count: 6) + Array(repeating: 0.5, count: 6)) + [
      0x11, 0x22, 0x03, 0, 1, 2, 3, 0x55, 0x66, 0x07, 0, 4,
    ])
  /// Two offsets, two steps, then two times 9 codes of 2 bits.
  var bases: Section? = Section(
    kind: 6, stored: floats([-1, -2, 0.5, 0.25]) + [0x1b, 0xe4, 0x03, 0xff, 0x00, 0x01])
  var extraSections: [Section] = []
  /// What follows the section table within the header.
  var headerTail: [UInt8] = []
  /// What follows the last section.
  var fileTail: [UInt8] = []
  /// What is added to the declared file size.
  var fileSizeError: Int = 0

  static func floats(_ values: [Float]) -> [UInt8] {
    values.flatMap { littleEndian($0.bitPattern) }
  }

  static func littleEndian<Number: FixedWidthInteger>(_ value: Number) -> [UInt8] {
    withUnsafeBytes(of: value.littleEndian) { Array($0) }
  }

  /// A number in groups of seven bits, lowest first.
  static func varint(_ value: Int) -> [UInt8] {
    value < 128 ? [UInt8(value)] : [UInt8(value & 127) | 128] + varint(value >> 7)
  }

  static func strings(_ values: [String]) -> [UInt8] {
    [UInt8(values.count)] + values.flatMap { [UInt8($0.utf8.count)] + Array($0.utf8) }
  }

  private var sections: [Section] {
    [names, labels, metadata, hallucinators, bases].compactMap { $0 } + extraSections
  }

  private var header: [UInt8] {
    let (baseHeight, baseWidth) = baseSides ?? (height, width)
    var bytes = [channels]
    bytes += [height, width, classCount, baseCount, hallucinatorCount].flatMap(HandmadeArchive.varint)
    bytes += HandmadeArchive.strings(requiredFeatures) + HandmadeArchive.strings(optionalFeatures)
    bytes += [baseKind, baseChannels] + [baseHeight, baseWidth].flatMap(HandmadeArchive.varint)
    bytes += [formation, upsampling] + baseCoding
    if hallucinatorCount > 0 {
      bytes += [hallucinatorKind, hallucinatorFeatures] + hallucinatorBits + [hallucinatorGrouping]
    }
    bytes += softLabels + learningRate + HandmadeArchive.floats(normalization)
    bytes += HandmadeArchive.varint(sourceImages) + HandmadeArchive.varint(sourceBytes) + digest
    bytes += [UInt8(provenance.count)] + provenance + [UInt8(sections.count)]
    for section in sections {
      bytes += [section.kind, section.coding, section.layout]
      bytes += HandmadeArchive.varint(section.storedSize ?? section.stored.count)
      if section.coding == 1 {
        bytes += HandmadeArchive.varint(section.contentSize ?? section.stored.count)
      }
      bytes += HandmadeArchive.littleEndian(CRC32C.checksum(section.stored))
    }
    return bytes + headerTail
  }

  var bytes: [UInt8] {
    let header = header
    let payload = sections.flatMap(\.stored)
    let size = UInt64(32 + header.count + payload.count + fileSizeError)
    var prelude = magic + [major, minor] + HandmadeArchive.littleEndian(features)
    prelude += HandmadeArchive.littleEndian(UInt32(header.count)) + HandmadeArchive.littleEndian(size)
    prelude += HandmadeArchive.littleEndian(CRC32C.checksum(header))
    prelude += HandmadeArchive.littleEndian(CRC32C.checksum(prelude))
    return prelude + header + payload + fileTail
  }
}

/// zstd frames written by hand, after RFC 8878.
enum HandmadeFrame {
  /// A frame with a window of 128 KiB whose blocks each repeat one byte 131072 times.
  static func bomb(blocks: Int) -> [UInt8] {
    var bytes: [UInt8] = [0x28, 0xb5, 0x2f, 0xfd, 0x00, 0x38]
    for index in 0..<blocks {
      // Last_Block, then Block_Type 1 (RLE), then the size.
      let header = UInt32(index == blocks - 1 ? 1 : 0) | 1 << 1 | 131_072 << 3
      bytes += HandmadeArchive.littleEndian(header).prefix(3) + [0]
    }
    return bytes
  }

  /// A frame of one raw block; `window` is the window descriptor, 0 for 1 KiB.
  static func raw(_ content: [UInt8], descriptor: UInt8 = 0, window: UInt8 = 0) -> [UInt8] {
    let header = UInt32(1) | UInt32(content.count) << 3
    return [0x28, 0xb5, 0x2f, 0xfd, descriptor, window] + HandmadeArchive.littleEndian(header).prefix(3)
      + content
  }
}
