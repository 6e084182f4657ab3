import Testing

@testable import HabaFormat

@Suite struct `The most bytes of a layout` {
  private static let cifar = ImageShape(channels: 3, height: 32, width: 32)

  /// An archive at its longest: all of it raw, source and provenance as long as they may be.
  private func longest(_ archive: Archive) -> Archive {
    var archive = archive
    archive.source = Source(images: 1 << 53, pixelBytes: 1 << 53)
    // 12 bytes of numbers, and one before each string.
    archive.provenance = Provenance(
      encoder: String(repeating: "x", count: 128 - 12 - 2), seed: 1, objective: "", steps: 2)
    archive.codings = Dictionary(uniqueKeysWithValues: SectionKind.known.map { ($0, SectionStyle(coding: .raw)) })
    if archive.transform != nil { archive.codings[.bases]?.layout = .bytes }
    return archive
  }

  /// Counted by hand, part by part.
  ///
  /// - 32 bytes of prelude.
  /// - 220 of header: 6 for C, H, W, K, B and M, 2 for no features, 8 for bases, 2 for hard labels and no learning rate,
  ///   24 for means and deviations, 16 for the source, 32 for the digest, 129 for the provenance, 1 for the number of
  ///   sections; with hallucinators 9 more.
  /// - Lines of 7 bytes and a size: of labels, of hallucinators, of bases.
  /// - 10 of labels; a hallucinator has 41 + 2 + 1350 + 1350 + 41 + 2 of codes and 48 of quantizers; a base has 1536 of
  ///   codes and 8 of a quantizer.
  @Test(arguments: [
    (10, 0, 32 + 220 + 8 + 9 + 10 + 15_440), (20, 0, 32 + 220 + 8 + 10 + 10 + 30_880),
    (50, 0, 32 + 220 + 8 + 10 + 10 + 77_200), (10, 2, 32 + 229 + 8 + 9 + 9 + 10 + 5668 + 15_440),
    (20, 5, 32 + 229 + 8 + 9 + 10 + 10 + 14_170 + 30_880), (50, 5, 32 + 229 + 8 + 9 + 10 + 10 + 14_170 + 77_200),
  ])
  func `for small colour images it is what the format's text adds up to`(
    bases: Int, hallucinators: Int, size: Int
  ) {
    #expect(
      Archive.maximumSize(
        shape: Self.cifar, classNames: nil, classCount: 10, bases: bases, hallucinators: hallucinators, bits: 4)
        == size)
  }

  /// Counted as above, part by part.
  ///
  /// Names have a line, 10 lengths and 7 bytes each; metadata has a line and 1 + 5 + 2 + 300 bytes. Two hallucinators of
  /// maps of [3, 8, 8] have a line, a mark each, 41 + 2 + 96 + 96 + 41 + 2 bytes of codes and 48 of quantizers, and 11
  /// bytes in the header, two of which say that there are 1104 numbers.
  @Test func `names, metadata and residual hallucinators add what the format's text says`() {
    let names = (0..<10).map { "class \($0)" }
    var layout = ArchiveLayout(
      shape: Self.cifar, classNames: names, classCount: 10, bases: 10,
      baseCoding: .pixels(bits: 4, grouping: .tensors), metadata: ["title": String(repeating: "x", count: 300)])
    #expect(layout.maximumSize == 15_719 + 8 + 10 * 8 + 9 + 308)
    layout.hallucinators = .init(count: 2, form: .residual(channels: 3, grain: 4), bits: 4)
    #expect(layout.maximumSize == 15_719 + 8 + 80 + 9 + 308 + 11 + 9 + 2 * (1 + 278 + 48))
    // Without scale and shift 192 bytes less, 4 quantizers, and 336 numbers.
    layout.hallucinators?.bits = [4, 4, 0, 0, 4, 4]
    #expect(layout.maximumSize == 15_719 + 8 + 80 + 9 + 308 + 11 + 9 + 2 * (1 + 86 + 32))
  }

  @Test func `no archive whose sections are coded anew takes more`() throws {
    var random = RandomArchives(seed: 413)
    var slack = Int.max
    for index in 0..<300 {
      var archive = random.next()
      archive.recode()
      let size = try archive.encoded().fileSize
      let most = ArchiveLayout(of: archive).maximumSize
      #expect(size <= most, "\(index)")
      slack = min(slack, most - size)
      try ArchiveLayout(of: archive).check()
    }
    // A bound that is far from all of them would be none: provenance and source are short by a hundred bytes.
    #expect(slack < 128)
  }

  @Test func `where nothing is compressed the file takes just that`() throws {
    var random = RandomArchives(seed: 414)
    var seen = 0
    for index in 0..<400 {
      let archive = longest(random.next())
      let size = try archive.encoded().fileSize
      let most = ArchiveLayout(of: archive).maximumSize
      #expect(size <= most, "\(index)")
      // Missing tensors and coefficients that are not the largest take less.
      let isWhole = archive.hallucinators.allSatisfy { !$0.tensors.contains { $0.isMissing } }
      guard archive.transform == nil, isWhole else { continue }
      #expect(size == most, "\(index)")
      seen += 1
    }
    #expect(seen > 100)
  }

  @Test func `a writer that may choose compresses codes of any order below it`() throws {
    // Codes that repeat, so that zstd is chosen, whose line in the table is longer.
    for bases in [1, 2, 40, 90] {
      var archive = Samples.random(
        shape: ImageShape(channels: 1, height: 5, width: 5), classNames: nil, classCount: 100, bases: bases,
        hallucinators: 0, bits: 8, seed: 2)
      for index in archive.bases.indices { archive.bases[index].pixels = archive.bases[0].pixels }
      var other = longest(archive)
      other.recode()
      #expect(try other.encoded().fileSize <= ArchiveLayout(of: archive).maximumSize)
    }
  }

  @Test func `the largest coefficients take just that`() throws {
    for side in [8, 16] {
      var archive = Samples.random(
        shape: ImageShape(channels: 2, height: 8, width: 3 * side), classNames: nil, classCount: 2, bases: 3,
        hallucinators: 0, bits: 4, seed: 5)
      let steps = (1...side * side).map { UInt16($0) }
      archive.transform = BaseTransform(
        blockSide: side, hasColorTransform: false, hasHalfChroma: false,
        planes: [BaseTransform.Plane(steps: steps), BaseTransform.Plane(steps: [7])])
      // From block to block the first coefficient goes from one end to the other.
      let block = { (value: Int16) in Array(repeating: value, count: side * side) }
      let plane = block(32_767) + block(-32_767) + block(32_767)
      archive.bases = (0..<3).map { Base(label: $0 / 2, coefficients: plane + plane) }
      archive = longest(archive)
      let most = ArchiveLayout(of: archive).maximumSize
      #expect(try archive.encoded().fileSize == most)
      archive.recode()
      #expect(try archive.encoded().fileSize < most)
    }
  }

  /// Classes 128 and 257 are 128 each from what comes before, which is two bytes.
  @Test func `soft labels and labels of two bytes take just that`() throws {
    var archive = Samples.random(
      shape: ImageShape(channels: 1, height: 3, width: 3), classNames: nil, classCount: 300, bases: 384,
      hallucinators: 0, bits: 4, seed: 6)
    for index in archive.bases.indices { archive.bases[index].label = index / 128 }
    let values = Samples.tensor(768, bits: 7, factor: 31, start: 5, offset: 0, step: 1 / 127)
    archive.softLabels = SoftLabels(
      classesPerImage: 2, classes: Array(repeating: [128, 257], count: 384).flatMap { $0 }, values: values)
    archive.studentLearningRate = 0.5
    archive = longest(archive)
    #expect(try archive.encoded().fileSize == ArchiveLayout(of: archive).maximumSize)
    // A learning rate of 4 bytes; 2 in the header, a line, classes, a quantizer and codes of soft labels.
    let layout = ArchiveLayout(of: archive)
    var plain = layout
    plain.softLabels = nil
    plain.hasStudentLearningRate = false
    #expect(layout.maximumSize - plain.maximumSize == 4 + 2 + 9 + 384 * 4 + 8 + 768 * 7 / 8)
  }

  @Test func `numbers of three bytes are counted, and no more than there can be`() {
    #expect(VariableInteger.mostBytes(count: 5, total: 127) == 5)
    #expect(VariableInteger.mostBytes(count: 5, total: 128) == 6)
    #expect(VariableInteger.mostBytes(count: 5, total: 1000) == 10)
    #expect(VariableInteger.mostBytes(count: 5, total: 16_383) == 10)
    #expect(VariableInteger.mostBytes(count: 5, total: 16_384) == 11)
    #expect(VariableInteger.mostBytes(count: 1, total: 1 << 24) == 4)
  }

  @Test func `sections that are kept as they are count`() throws {
    var handmade = HandmadeArchive()
    let plain = ArchiveLayout(of: try Archive(parsing: handmade.bytes)).maximumSize
    handmade.extraSections = [
      HandmadeArchive.Section(kind: 128, stored: [1, 2, 3]),
      HandmadeArchive.Section(kind: 200, coding: 1, stored: [9], contentSize: 1000),
    ]
    let archive = try Archive(parsing: handmade.bytes)
    #expect(ArchiveLayout(of: archive).maximumSize == plain + (8 + 3) + (8 + 2 + 1))
    #expect(try archive.encoded().fileSize == handmade.bytes.count)
  }

  private typealias Change = @Sendable (inout ArchiveLayout) -> Void
  private static let spoilers: [(String, Change)] = [
    ("no channel", { $0.shape.channels = 0 }),
    ("endless rows", { $0.shape.height = .max }),
    ("images too large", { $0.shape = ImageShape(channels: 255, height: 65_535, width: 65_535) }),
    ("endless bases", { $0.bases = .max }),
    ("no base", { $0.bases = 0 }),
    ("a negative number of classes", { $0.classCount = -1 }),
    ("classes beyond counting", { $0.classCount = .max }),
    ("bases of more channels", { $0.baseShape.channels = 4 }),
    ("endless columns of bases", { $0.baseShape.width = .max }),
    ("no part", { $0.formation = 0 }),
    ("parts that don't divide a base", { $0.formation = 5 }),
    ("a depth of 17", { $0.baseCoding = .pixels(bits: 17, grouping: .shared) }),
    (
      "a transform without planes",
      {
        $0.baseCoding = .coefficients(
          BaseTransform(blockSide: 8, hasColorTransform: true, hasHalfChroma: false, planes: []))
      }
    ),
    ("no hallucinator", { $0.hallucinators?.count = 0 }),
    ("endless hallucinators", { $0.hallucinators?.count = .max }),
    ("endless features", { $0.hallucinators?.form.features = .max }),
    ("a depth too few", { $0.hallucinators?.bits = [4, 4, 4, 4, 4] }),
    ("a tensor that is missing", { $0.hallucinators?.bits[2] = 0 }),
    (
      "more images than can be counted",
      {
        ($0.bases, $0.formation) = (1 << 24, 32)
        $0.hallucinators?.count = 65_536
      }
    ),
    ("soft labels for no class", { $0.softLabels = .init(classesPerImage: 0, bits: 4) }),
    ("soft labels for endless classes", { $0.softLabels = .init(classesPerImage: .max, bits: 4) }),
    ("soft labels of no depth", { $0.softLabels = .init(classesPerImage: 2, bits: 0) }),
    (
      "more soft labels than can be counted",
      {
        $0.classCount = 65_536
        ($0.bases, $0.formation) = (1 << 24, 32)
        $0.hallucinators?.count = 16
        $0.softLabels = .init(classesPerImage: 65_536, bits: 4)
      }
    ),
    ("a feature of capitals", { $0.optionalFeatures = ["Crop"] }),
  ]

  @Test(arguments: spoilers.indices)
  func `what no archive can be is refused, and beyond all sizes`(index: Int) throws {
    let (name, spoil) = Self.spoilers[index]
    var layout = ArchiveLayout(
      shape: Self.cifar, classNames: nil, classCount: 10, bases: 20,
      baseCoding: .pixels(bits: 4, grouping: .tensors),
      hallucinators: .init(count: 2, form: .published(features: 3), bits: 4))
    try layout.check()
    #expect(layout.maximumSize == 36_846)
    spoil(&layout)
    let error = #expect(throws: ArchiveError.self, "\(name)") { try layout.check() }
    #expect(error?.kind == .invalidContent, "\(name)")
    #expect(layout.maximumSize == .max, "\(name)")
  }
}
