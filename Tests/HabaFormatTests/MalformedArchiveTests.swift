import HabaFormat
import Testing

/// Files with right checksums and wrong fields: what someone makes who means it.
struct MalformedArchiveTests {
  typealias Change = @Sendable (inout HandmadeArchive) -> Void

  @Test func `the handmade archive is read as it was made`() throws {
    let archive = try Archive(parsing: HandmadeArchive().bytes)
    #expect(archive.shape == ImageShape(channels: 1, height: 3, width: 3))
    #expect(archive.classNames == ["ca"])
    #expect(archive.normalization == Normalization(mean: [120], deviation: [60]))
    #expect(archive.source == Source(images: 10, pixelBytes: 90))
    #expect(archive.provenance == Provenance(encoder: "e", seed: 7, objective: "o", steps: 5))
    #expect(archive.bases.map(\.label) == [0, 0])
    // 0x1b is 3, 2, 1, 0 from the lowest bits up, 0xe4 the other way round.
    #expect(archive.bases[0].pixels.codes == [3, 2, 1, 0, 0, 1, 2, 3, 3])
    #expect(archive.bases[0].pixels.values == [0.5, 0, -0.5, -1, -1, -0.5, 0, 0.5, 0.5])
    #expect(archive.bases[1].pixels.codes == [3, 3, 3, 3, 0, 0, 0, 0, 1])
    // 0x00032211 in groups of 3 bits from the lowest up, computed with Python.
    #expect(archive.hallucinators[0].encodeKernel.codes == [1, 2, 0, 1, 2, 6, 0, 0, 0])
    #expect(archive.hallucinators[0].decodeBias.codes == [4])
  }

  @Test(arguments: [UInt8(0), 1])
  func `a section may be a zstd frame, and codes may have whole bytes`(layout: UInt8) throws {
    var handmade = HandmadeArchive()
    let codes: [UInt8] = layout == 0 ? [0x1b, 0xe4, 0x03, 0xff, 0, 1] : (0..<18).map { UInt8($0 % 4) }
    let content = HandmadeArchive.floats([-1, -2, 0.5, 0.25]) + codes
    handmade.bases = HandmadeArchive.Section(
      kind: 6, coding: 1, layout: layout, stored: HandmadeFrame.raw(content), contentSize: content.count)
    let archive = try Archive(parsing: handmade.bytes)
    #expect(
      archive.bases.flatMap(\.pixels.codes)
        == (layout == 0
          ? [3, 2, 1, 0, 0, 1, 2, 3, 3, 3, 3, 3, 3, 0, 0, 0, 0, 1] : (0..<18).map { UInt16($0 % 4) }))
  }

  private static let unsupported: [(String, Change)] = [
    ("a later minor version", { $0.minor = 10 }),
    ("an earlier minor version", { $0.minor = 8 }),
    ("version 1.0", { ($0.major, $0.minor) = (1, 0) }),
    ("version 255.255", { ($0.major, $0.minor) = (255, 255) }),
    ("a required feature", { $0.features = 4 }),
    ("all required features", { $0.features = .max }),
    ("a section kind", { $0.extraSections = [HandmadeArchive.Section(kind: 7, stored: [1])] }),
    ("section kind 0", { $0.names?.kind = 0 }),
    ("a section coding", { $0.bases?.coding = 2 }),
    ("a code layout", { $0.bases?.layout = 3 }),
    ("a predictor", { $0.bases?.layout = 0x60 }),
    ("a feature by its name", { $0.requiredFeatures = ["mirror"] }),
    ("a base kind", { $0.baseKind = 2 }),
    ("an upsampling", { ($0.baseSides, $0.upsampling) = ((2, 2), 3) }),
    ("a grouping of bases", { $0.baseCoding = [2, 3] }),
    ("a block side", { ($0.baseKind, $0.baseCoding) = (1, [4, 0]) }),
    ("flags of the transform", { ($0.baseKind, $0.baseCoding) = (1, [8, 4]) }),
    ("the hallucinators that mix bases", { $0.hallucinatorKind = 3 }),
    ("a hallucinator kind", { $0.hallucinatorKind = 4 }),
    ("a grouping of hallucinators", { $0.hallucinatorGrouping = 3 }),
    ("a label kind", { $0.softLabels = [2] }),
  ]

  @Test(arguments: unsupported.indices)
  func `what this version doesn't know is refused as unsupported`(index: Int) {
    let (name, change) = MalformedArchiveTests.unsupported[index]
    expectRefusal(name, change, kind: .unsupported)
  }

  private static let invalid: [(String, Change)] = [
    ("no channel", { $0.channels = 0 }),
    ("no row", { $0.height = 0 }),
    ("no column", { $0.width = 0 }),
    ("too few rows to hallucinate", { $0.height = 2 }),
    ("an image too large", { ($0.channels, $0.height, $0.width) = (255, 65_535, 65_535) }),
    ("no class", { $0.classCount = 0 }),
    ("too many classes", { $0.classCount = 65_537 }),
    ("no base", { $0.baseCount = 0 }),
    ("too many bases", { $0.baseCount = 1 << 30 }),
    ("more bases than are there", { $0.baseCount = 3 }),
    ("fewer bases than are there", { $0.baseCount = 1 }),
    ("too many hallucinators", { $0.hallucinatorCount = 1 << 30 }),
    (
      "more images than can be counted",
      { ($0.baseCount, $0.hallucinatorCount, $0.height, $0.width) = (1 << 24, 65_536, 16_384, 16_384) }
    ),
    ("more hallucinators than are there", { $0.hallucinatorCount = 2 }),
    ("no hallucinator but a section", { $0.hallucinatorCount = 0 }),
    ("codes of 0 bits", { $0.baseCoding = [0, 1] }),
    ("codes of 17 bits", { $0.baseCoding = [17, 1] }),
    ("codes of other bits", { $0.baseCoding = [8, 1] }),
    ("a grouping that is too coarse", { $0.baseCoding = [2, 0] }),
    ("a grouping that is too fine", { $0.baseCoding = [2, 2] }),
    ("hallucinators with a grouping that is too fine", { $0.hallucinatorGrouping = 1 }),
    ("bases without channels", { $0.baseChannels = 0 }),
    ("bases of more channels than images", { $0.baseChannels = 2 }),
    ("bases without rows", { $0.baseSides = (0, 3) }),
    ("no part", { $0.formation = 0 }),
    ("parts that don't divide a base", { ($0.formation, $0.upsampling) = (2, 1) }),
    ("an upsampling where nothing is to be done", { $0.upsampling = 1 }),
    ("no upsampling where something is to be done", { $0.baseSides = (2, 2) }),
    ("colours of one channel", { ($0.baseKind, $0.baseCoding) = (1, [8, 1]) }),
    ("halved planes without colours", { ($0.baseKind, $0.baseCoding) = (1, [8, 2]) }),
    ("hallucinators without features", { $0.hallucinatorFeatures = 0 }),
    ("soft labels for no class", { $0.softLabels = [1, 0, 4] }),
    ("soft labels for too many classes", { $0.softLabels = [1, 2, 4] }),
    ("soft labels without a section", { $0.softLabels = [1, 1, 4] }),
    ("a learning rate of zero", { $0.learningRate = [1, 0, 0, 0, 0] }),
    ("a learning rate without a number", { $0.learningRate = [1, 0, 0, 0xc0, 0x7f] }),
    ("another mark of a learning rate", { $0.learningRate = [2] }),
    ("a feature of capitals", { $0.optionalFeatures = ["Mirror"] }),
    ("features out of order", { $0.optionalFeatures = ["b", "a"] }),
    ("nine features", { $0.optionalFeatures = ["a", "b", "c", "d", "e", "f", "g", "h", "i"] }),
    ("metadata of capitals", { $0.metadata = HandmadeArchive.Section(kind: 3, stored: [1, 0x41, 1, 0x61]) }),
    (
      "metadata twice",
      { $0.metadata = HandmadeArchive.Section(kind: 3, stored: [1, 97, 1, 98, 1, 97, 1, 98]) }
    ),
    ("empty metadata", { $0.metadata = HandmadeArchive.Section(kind: 3, stored: [1, 97, 0]) }),
    ("metadata with an escape", { $0.metadata = HandmadeArchive.Section(kind: 3, stored: [1, 97, 1, 27]) }),
    (
      "metadata that is not UTF-8",
      { $0.metadata = HandmadeArchive.Section(kind: 3, stored: [1, 97, 1, 255]) }
    ),
    (
      "metadata of 4097 bytes",
      {
        let text = HandmadeArchive.varint(4093) + Array(repeating: 97, count: 4093)
        $0.metadata = HandmadeArchive.Section(kind: 3, stored: [1, 97] + text)
      }
    ),
    ("a tensor of 0 bits", { $0.hallucinatorBits[3] = 0 }),
    ("a mean that is not a number", { $0.normalization[0] = .nan }),
    ("an infinite deviation", { $0.normalization[1] = .infinity }),
    ("a deviation of minus zero", { $0.normalization[1] = -0.0 }),
    ("a negative deviation", { $0.normalization[1] = -60 }),
    ("source images beyond counting", { $0.sourceImages = 1 << 60 }),
    ("source bytes beyond binary64", { $0.sourceBytes = 1 << 53 + 1 }),
    ("a provenance of 129 bytes", { $0.provenance += [1, 0x61, 110] + Array(repeating: 0x61, count: 110) }),
    ("an option name of capitals", { $0.provenance += [1, 0x41, 1, 0x61] }),
    ("an option without a name", { $0.provenance += [0, 1, 0x61] }),
    ("an option named steps", { $0.provenance += [5] + Array("steps".utf8) + [1, 0x61] }),
    ("options out of order", { $0.provenance += [1, 0x62, 1, 0x61, 1, 0x61, 1, 0x61] }),
    ("an option twice", { $0.provenance += [1, 0x61, 1, 0x61, 1, 0x61, 1, 0x61] }),
    ("a slash in the provenance", { $0.provenance[13] = 0x2f }),
    ("a backslash in the provenance", { $0.provenance[13] = 0x5c }),
    ("an escape in the provenance", { $0.provenance[13] = 0x1b }),
    ("a provenance that is not UTF-8", { $0.provenance[13] = 0xff }),
    ("no labels", { $0.labels = nil }),
    ("no bases section", { $0.bases = nil }),
    ("no hallucinators section", { $0.hallucinators = nil }),
    ("sections out of order", { swap(&$0.names, &$0.bases) }),
    ("a section twice", { $0.extraSections = [$0.bases].compactMap { $0 } }),
    ("an empty section", { $0.labels?.stored = [] }),
    ("a layout of labels", { $0.labels?.layout = 1 }),
    ("a section beyond the file", { $0.bases?.storedSize = 1000 }),
    ("a section short of the end", { $0.bases?.storedSize = 1 }),
    ("bytes after the section table", { $0.headerTail = [0] }),
    ("a base too many in a class", { $0.labels?.stored = [3] }),
    ("a count in a longer form", { $0.labels?.stored = [0x82, 0x00] }),
    ("a count without an end", { $0.labels?.stored = Array(repeating: 0xff, count: 9) }),
    ("a class too many", { $0.labels?.stored = [2, 0] }),
    ("a name with a zero", { $0.names?.stored = [2, 0x63, 0] }),
    ("a name that is empty", { $0.names?.stored = [0, 0] }),
    ("a name that is not UTF-8", { $0.names?.stored = [2, 0xc3, 0x28] }),
    ("a name in a longer form of UTF-8", { $0.names?.stored = [2, 0xc1, 0x81] }),
    ("a name too many", { $0.names?.stored = [2, 0x63, 0x61, 1, 0x62] }),
    (
      "equal names",
      {
        $0.classCount = 2
        $0.labels?.stored = [1, 1]
        $0.names?.stored = [1, 0x61, 1, 0x61]
      }
    ),
    ("bits beyond the last code", { $0.bases?.stored[18] = 0x07 }),
    (
      "an offset that is not a number",
      { $0.bases?.stored.replaceSubrange(0..<4, with: HandmadeArchive.floats([.nan])) }
    ),
    (
      "an infinite step",
      { $0.bases?.stored.replaceSubrange(8..<12, with: HandmadeArchive.floats([.infinity])) }
    ),
    ("a step of zero", { $0.bases?.stored.replaceSubrange(8..<12, with: HandmadeArchive.floats([0])) }),
    (
      "a step of minus zero",
      { $0.bases?.stored.replaceSubrange(8..<12, with: HandmadeArchive.floats([-0.0])) }
    ),
    ("a negative step", { $0.bases?.stored.replaceSubrange(8..<12, with: HandmadeArchive.floats([-1])) }),
    (
      "a largest value beyond binary32",
      { $0.bases?.stored.replaceSubrange(8..<12, with: HandmadeArchive.floats([3e38])) }
    ),
    (
      "a code beyond its bits",
      {
        $0.bases?.layout = 1
        $0.bases?.stored = HandmadeArchive.floats([-1, -2, 0.5, 0.25]) + Array(repeating: 3, count: 17) + [4]
      }
    ),
  ]

  @Test(arguments: invalid.indices)
  func `a field that breaks a rule is refused as invalid`(index: Int) {
    let (name, change) = MalformedArchiveTests.invalid[index]
    expectRefusal(name, change, kind: .invalidContent)
  }

  /// Changes the frame of the bases section, which declares its true 22 bytes unless said otherwise.
  private static func frame(_ frame: [UInt8], size: Int = 22) -> Change {
    { $0.bases = HandmadeArchive.Section(kind: 6, coding: 1, stored: frame, contentSize: size) }
  }

  private static let content = HandmadeArchive.floats([-1, -2, 0.5, 0.25]) + [0x1b, 0xe4, 3, 0xff, 0, 1]

  private static let damaged: [(String, Change)] = [
    ("a file size too large", { $0.fileSizeError = 1 }),
    ("a file size too small", { $0.fileSizeError = -1 }),
    ("bytes after the last section", { $0.fileTail = [0] }),
    ("a provenance cut short", { $0.provenance = [1, 2, 3] }),
    ("a provenance string cut short", { $0.provenance[12] = 100 }),
    ("a name cut short", { $0.names?.stored = [3, 0x63, 0x61] }),
    ("a label that goes on", { $0.labels?.stored = [0x82] }),
    ("a bomb of 8 MiB", frame(HandmadeFrame.bomb(blocks: 64))),
    ("a frame of fewer bytes", frame(HandmadeFrame.raw(Array(content.dropLast())))),
    ("a frame of more bytes", frame(HandmadeFrame.raw(content + [0]))),
    ("two frames", frame(HandmadeFrame.raw(content) + HandmadeFrame.raw([]))),
    ("bytes after the frame", frame(HandmadeFrame.raw(content) + [0])),
    ("a frame cut short", frame(Array(HandmadeFrame.raw(content).dropLast()))),
    ("half a frame header", frame([0x28, 0xb5, 0x2f, 0xfd, 0])),
    ("no frame", frame(content)),
    ("a skippable frame before", frame([0x50, 0x2a, 0x4d, 0x18, 0, 0, 0, 0] + HandmadeFrame.raw(content))),
    ("a window of 16 MiB", frame(HandmadeFrame.raw(content, window: 14 << 3))),
    ("a window of terabytes", frame(HandmadeFrame.raw(content, window: 0xff))),
    ("a frame with a checksum", frame(HandmadeFrame.raw(content, descriptor: 0x04) + [0, 0, 0, 0])),
    ("a frame with an unused bit", frame(HandmadeFrame.raw(content, descriptor: 0x10))),
    ("a frame with a reserved bit", frame(HandmadeFrame.raw(content, descriptor: 0x08))),
    (
      "a frame with a dictionary",
      frame([0x28, 0xb5, 0x2f, 0xfd, 0x01, 0, 9] + HandmadeFrame.raw(content)[6...])
    ),
  ]

  @Test(arguments: damaged.indices)
  func `sizes and frames that don't fit together are refused as damage`(index: Int) {
    let (name, change) = MalformedArchiveTests.damaged[index]
    expectRefusal(name, change, kind: .damaged)
  }

  @Test func `a bomb stops at the declared size, not at its own`() {
    var handmade = HandmadeArchive()
    MalformedArchiveTests.frame(HandmadeFrame.bomb(blocks: 100_000))(&handmade)
    let error = #expect(throws: ArchiveError.self) { _ = try Archive(parsing: handmade.bytes) }
    guard case .compression(_, _, let reason) = error else {
      Issue.record("\(String(describing: error))")
      return
    }
    #expect(reason == "it expands to more than the 22 bytes declared")
  }

  @Test func `a header longer than the format allows is refused before it is read`() {
    var handmade = HandmadeArchive()
    handmade.headerTail = Array(repeating: 0, count: 4096)
    let error = #expect(throws: ArchiveError.self) { _ = try Archive(parsing: handmade.bytes) }
    guard case .invalid(let field, _, _, let offset) = error else {
      Issue.record("\(String(describing: error))")
      return
    }
    #expect(field == "header size")
    #expect(offset == 12)
  }

  @Test func `an unknown version is named with the one that is known`() {
    var handmade = HandmadeArchive()
    (handmade.major, handmade.minor) = (2, 1)
    let error = #expect(throws: ArchiveError.unsupportedVersion(major: 2, minor: 1, offset: 8)) {
      _ = try Archive(parsing: handmade.bytes)
    }
    #expect(error?.description.contains("2.1") == true)
    #expect(error?.description.contains("0.9") == true)
  }

  @Test func `names from a file are shown without their control characters`() {
    var handmade = HandmadeArchive()
    handmade.classCount = 2
    handmade.labels?.stored = [1, 1]
    handmade.names?.stored = [2, 0x1b, 0x0a, 2, 0x1b, 0x0a]
    let error = #expect(throws: ArchiveError.self) { _ = try Archive(parsing: handmade.bytes) }
    #expect(error?.description.contains(#"\u{1b}\u{a}"#) == true)
    #expect(error?.description.utf8.allSatisfy { $0 >= 0x20 } == true)
  }

  private func expectRefusal(_ name: String, _ change: Change, kind: ArchiveError.Kind) {
    var handmade = HandmadeArchive()
    change(&handmade)
    let error = #expect(throws: ArchiveError.self, "\(name)") { _ = try Archive(parsing: handmade.bytes) }
    #expect(error?.kind == kind, "\(name): \(String(describing: error))")
    #expect(error?.description.contains("\n") == false)
  }
}
