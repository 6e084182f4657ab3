import Testing

@testable import HabaFormat

struct ArchiveTests {
  @Test(arguments: UniformQuantizer.bitRange)
  func `what is written is read again, at every depth`(bits: Int) throws {
    for hallucinators in [0, 1, 4] {
      let archive = Samples.random(
        shape: ImageShape(channels: 3, height: 7, width: 5), classNames: ["b", "a", "ü/..\u{1b}[0m", "7"],
        classCount: 4, bases: 9, hallucinators: hallucinators, bits: bits,
        hallucinatorBits: min(16, 18 - bits), seed: UInt64(bits))
      let bytes = try archive.serialized()
      let read = try Archive(parsing: bytes)
      #expect(read == archive)
      #expect(read.storedPixelDigest == archive.pixelDigest())
      try read.verifyPixels()
      #expect(try read.serialized() == bytes)
    }
  }

  @Test func `tensors of a hallucinator may differ in depth`() throws {
    #expect(try Archive(parsing: try Samples.formula.serialized()) == Samples.formula)
  }

  @Test func `compressible codes are stored in fewer bytes than their bits`() throws {
    var archive = Samples.random(
      shape: ImageShape(channels: 3, height: 32, width: 32), classNames: nil, classCount: 10, bases: 10,
      hallucinators: 0, bits: 5, seed: 1)
    for index in archive.bases.indices {
      archive.bases[index].pixels.codes = (0..<3072).map { UInt16($0 / 32 % 32) }
    }
    let bytes = try archive.serialized()
    #expect(bytes.count < 1000)
    #expect(try Archive(parsing: bytes) == archive)
  }

  @Test func `65536 classes without names and with empty ones are read again`() throws {
    let archive = Samples.random(
      shape: ImageShape(channels: 1, height: 1, width: 2), classNames: nil, classCount: 65_536, bases: 300,
      hallucinators: 0, bits: 4, seed: 2)
    #expect(try Archive(parsing: try archive.serialized()) == archive)
  }

  @Test func `for ten named classes the container stays under 400 bytes`() throws {
    let names = [
      "airplane", "automobile", "bird", "cat", "deer", "dog", "frog", "horse", "ship", "truck",
    ]
    var archive = Samples.random(
      shape: ImageShape(channels: 3, height: 32, width: 32), classNames: names, classCount: 10, bases: 10,
      hallucinators: 5, bits: 4, seed: 4)
    archive.provenance.options["filler"] = String(repeating: "x", count: 68)
    let bytes = try archive.serialized()
    #expect(try Inspection(parsing: bytes, fileBytes: bytes.count).containerStoredBytes < 400)
    archive.provenance.options["filler"] = String(repeating: "x", count: 69)
    #expect(throws: ArchiveError.self) { _ = try archive.serialized() }
  }

  /// Changes of a good archive, each of which a reader would refuse.
  private static let spoilers: [(String, @Sendable (inout Archive) -> Void)] = [
    ("no base", { $0.bases = [] }),
    ("a label out of range", { $0.bases[0].label = 1 }),
    ("a negative label", { $0.bases[0].label = -1 }),
    (
      "labels that fall",
      {
        $0.classNames = nil
        $0.classCount = 2
        $0.bases.append($0.bases[0])
        $0.bases[0].label = 1
      }
    ),
    ("no class", { $0.classCount = 0 }),
    ("names for other classes", { $0.classNames = ["a", "b"] }),
    ("an empty name", { $0.classNames = [""] }),
    ("a name with a zero", { $0.classNames = ["a\0"] }),
    ("a name of 256 bytes", { $0.classNames = [String(repeating: "x", count: 256)] }),
    (
      "equal names",
      {
        $0.classCount = 2
        $0.classNames = ["a", "a"]
      }
    ),
    ("a mean that is missing", { $0.normalization.mean = [1] }),
    ("a mean that is not finite", { $0.normalization.mean[0] = .infinity }),
    ("a deviation of zero", { $0.normalization.deviation[1] = 0 }),
    ("a code too large", { $0.bases[0].pixels.codes[3] = 16 }),
    ("a code too few", { $0.bases[0].pixels.codes.removeLast() }),
    ("a depth of 0", { $0.bases[0].pixels.quantizer.bits = 0 }),
    ("a depth of 17", { $0.bases[0].pixels.quantizer.bits = 17 }),
    ("a step of zero", { $0.bases[0].pixels.quantizer.step = 0 }),
    ("a negative step", { $0.hallucinators[0].scale.quantizer.step = -1 }),
    ("an offset that is not a number", { $0.hallucinators[0].shift.quantizer.offset = .nan }),
    ("a largest value that is infinite", { $0.bases[0].pixels.quantizer.step = 3e38 }),
    (
      "hallucinators of different depths",
      {
        $0.hallucinators.append($0.hallucinators[0])
        $0.hallucinators[1].scale.quantizer.bits = 5
      }
    ),
    ("no channel", { $0.shape.channels = 0 }),
    ("an endless height", { $0.shape.height = .max }),
    ("an image too large", { $0.shape = ImageShape(channels: 255, height: 65_535, width: 65_535) }),
    (
      "an image too small to hallucinate",
      { $0.shape = ImageShape(channels: 2, height: 2, width: 10) }
    ),
    ("a negative source", { $0.source.images = -1 }),
    ("a source beyond binary64", { $0.source.pixelBytes = .max }),
    ("a path in the provenance", { $0.provenance.options["data"] = "/home/me/cifar" }),
    ("a control character in the provenance", { $0.provenance.encoder = "a\u{1b}b" }),
    ("an option named like a field", { $0.provenance.options["seed"] = "1" }),
    ("an option without a name", { $0.provenance.options[""] = "1" }),
    ("negative steps", { $0.provenance.steps = -1 }),
    ("a provenance of more than 128 bytes", { $0.provenance.objective = String(repeating: "x", count: 90) }),
  ]

  @Test(arguments: spoilers.indices)
  func `content that a reader would refuse is not written`(index: Int) throws {
    let (name, spoil) = ArchiveTests.spoilers[index]
    var archive = Samples.formula
    try archive.check()
    spoil(&archive)
    let error = #expect(throws: ArchiveError.self, "\(name)") { _ = try archive.serialized() }
    #expect(error?.kind == .invalidContent, "\(name)")
    #expect(error?.description.contains("\n") == false)
  }

  @Test(arguments: [
    (ImageShape(channels: 3, height: 32, width: 32), 10, 20, 5),
    (ImageShape(channels: 1, height: 28, width: 28), 10, 40, 2),
    (ImageShape(channels: 3, height: 16, width: 24), 1000, 1000, 0),
    (ImageShape(channels: 1, height: 64, width: 64), 2, 100, 1),
  ])
  func `no archive is larger than planned, and none is much smaller`(
    shape: ImageShape, classes: Int, bases: Int, hallucinators: Int
  ) throws {
    for bits in [2, 5, 8, 11] {
      let names = bits % 2 == 0 ? (0..<classes).map { "class \($0) \($0 &* 7919)" } : nil
      let archive = Samples.random(
        shape: shape, classNames: names, classCount: classes, bases: bases, hallucinators: hallucinators,
        bits: bits, seed: UInt64(bits))
      let size = try archive.serialized().count
      let planned = Archive.maximumSize(
        shape: shape, classNames: names, classCount: classes, bases: bases, hallucinators: hallucinators,
        bits: bits)
      #expect(size <= planned)
      let tolerance = classes > 100 ? 0.9 : 0.985
      #expect(Double(size) > tolerance * Double(planned), "\(bits) bits: \(size) of \(planned)")
    }
  }

  @Test func `a size beyond counting is the largest number`() {
    let size = Archive.maximumSize(
      shape: ImageShape(channels: 255, height: 65_535, width: 65_535), classNames: nil, classCount: 1,
      bases: .max / 2, hallucinators: 3, bits: 16)
    #expect(size == .max)
  }

  /// Two million equal codes range-coded in a frame: more than 2^14 for each byte that would be stored.
  @Test func `what a reader would refuse is not written`() throws {
    let side = 1448
    var archive = Samples.random(
      shape: ImageShape(channels: 1, height: side, width: side), classNames: nil, classCount: 1, bases: 2,
      hallucinators: 0, bits: 1, seed: 3)
    let flat = QuantizedTensor(
      quantizer: UniformQuantizer(bits: 1, offset: 0, step: 1), codes: Array(repeating: 1, count: side * side))
    for index in archive.bases.indices { archive.bases[index].pixels = flat }
    archive.codings[.bases] = SectionStyle(coding: .zstd, layout: .ranged)
    #expect(throws: ArchiveError.self) { try archive.serialized() }
    archive.recode()
    _ = try Archive(parsing: try archive.serialized())
  }
}
