import Testing

@testable import HabaFormat

/// All that an archive can hold beside plain bases and published hallucinators.
struct ContentTests {
  private func roundTrip(_ archive: Archive) throws -> [UInt8] {
    let bytes = try archive.serialized()
    let read = try Archive(parsing: bytes)
    #expect(read == archive)
    #expect(try read.serialized() == bytes)
    try read.verifyPixels()
    return bytes
  }

  @Test(arguments: CodeLayout.allCases, Predictor.allCases)
  func `every layout and predictor gives back what was written, whatever the grouping`(
    layout: CodeLayout, predictor: Predictor
  ) throws {
    for bits in [1, 3, 8, 11, 16] {
      for slices in [1, 3] {
        var archive = Samples.random(
          shape: ImageShape(channels: 3, height: 4, width: 5), classNames: nil, classCount: 2, bases: 4,
          hallucinators: 2, bits: bits, seed: UInt64(bits))
        if slices == 3 {
          archive.bases = archive.bases.map {
            Base(
              label: $0.label,
              pixels: QuantizedTensor(quantizing: $0.pixels.values.map { $0 * $0 }, bits: bits, slices: 3))
          }
        } else {
          for index in archive.bases.indices {
            archive.bases[index].pixels.quantizer = archive.bases[0].pixels.quantizer
          }
        }
        for coding in SectionCoding.allCases {
          let style = SectionStyle(coding: coding, layout: layout, predictor: predictor)
          archive.codings = [.bases: style, .hallucinators: style]
          _ = try roundTrip(archive)
        }
      }
    }
  }

  @Test func `quantizers that all codes share are stored once`() throws {
    var archive = Samples.random(
      shape: ImageShape(channels: 3, height: 4, width: 5), classNames: nil, classCount: 2, bases: 40,
      hallucinators: 0, bits: 8, seed: 4)
    let own = try archive.serialized().count
    for index in archive.bases.indices {
      archive.bases[index].pixels.quantizer = archive.bases[0].pixels.quantizer
    }
    #expect(try roundTrip(archive).count == own - 39 * 8)
  }

  // MARK: Hallucinators

  @Test func `an idle residual hallucinator takes less than 20 bytes, and changes nothing`() throws {
    var archive = Samples.random(
      shape: ImageShape(channels: 3, height: 32, width: 32), classNames: nil, classCount: 2, bases: 4,
      hallucinators: 0, bits: 4, seed: 4)
    let plain = archive.expanded()
    archive.hallucinatorForm = .residual(channels: 3)
    archive.hallucinators = [Hallucinator(), Hallucinator(), Hallucinator()]
    let bytes = try roundTrip(archive)
    #expect(try Inspection(parsing: bytes, fileBytes: bytes.count).hallucinators.storedBytes == 3)
    #expect(archive.image(base: 1, hallucinator: 2) == Array(plain[3072..<6144]))
  }

  @Test func `a residual hallucinator with a sparse map takes a few hundred bytes`() throws {
    var archive = Samples.random(
      shape: ImageShape(channels: 3, height: 32, width: 32), classNames: nil, classCount: 2, bases: 4,
      hallucinators: 0, bits: 4, seed: 4)
    archive.hallucinatorForm = .residual(channels: 3)
    var numbers = SeededNumbers(seed: 1)
    // 4 bits around an exact 0, one value in 20 another one, as training with a penalty leaves them.
    let quantizer = UniformQuantizer(bits: 4, offset: -0.4, step: 0.05)
    func sparse(_ count: Int) -> QuantizedTensor {
      QuantizedTensor(
        quantizer: quantizer,
        codes: (0..<count).map { _ in
          Int.random(in: 0..<20, using: &numbers) == 0 ? UInt16.random(in: 6...10, using: &numbers) : 8
        })
    }
    archive.hallucinators = [Hallucinator(scale: sparse(3072), decodeKernel: sparse(81)), Hallucinator()]
    let bytes = try roundTrip(archive)
    let inspection = try Inspection(parsing: bytes, fileBytes: bytes.count)
    #expect((100..<400).contains(inspection.hallucinators.storedBytes))
    #expect(inspection.hallucinators.parameters == 3072 + 81)
    #expect(inspection.hallucinators.bits == 4)
  }

  /// From PyTorch 2 in binary64; no value lies within 0.01 of a half.
  private static let samePadded: [UInt8] = [
    139, 41, 129, 133, 61, 43, 50, 91, 136, 113, 93, 117, 0, 220, 146, 207, 110, 84, 215, 106, 108, 164, 187,
    44,
    251, 172, 118, 255, 114, 165, 255, 18, 255, 81, 186, 255, 0, 255, 92, 95,
  ]
  private static let residual: [UInt8] = [
    36, 176, 3, 46, 229, 25, 251, 0, 159, 118, 189, 74, 62, 255, 55, 240, 72, 115, 53, 114, 155, 175, 88, 192,
    86,
    42, 132, 0, 232, 76, 170, 0, 161, 117, 52, 195, 29, 231, 112, 118,
  ]

  @Test func `a same-padded hallucinator makes what PyTorch computes`() throws {
    var archive = Samples.formula
    archive.hallucinatorForm = HallucinatorForm(kind: .samePadded, features: 3)
    archive.hallucinators = [
      Hallucinator(
        encodeKernel: Samples.tensor(54, bits: 6, factor: 29, start: 11, offset: -0.5, step: 0.015625),
        encodeBias: Samples.tensor(3, bits: 5, factor: 13, start: 4, offset: -0.25, step: 0.03125),
        scale: Samples.tensor(60, bits: 4, factor: 5, start: 9, offset: 0.25, step: 0.0625),
        shift: Samples.tensor(60, bits: 3, factor: 3, start: 1, offset: -0.5, step: 0.125),
        decodeKernel: Samples.tensor(54, bits: 6, factor: 23, start: 5, offset: -0.5, step: 0.015625),
        decodeBias: Samples.tensor(2, bits: 5, factor: 17, start: 7, offset: -0.25, step: 0.03125))
    ]
    _ = try roundTrip(archive)
    #expect(archive.expanded() == ContentTests.samePadded)
  }

  @Test func `a residual hallucinator of coarse maps makes what PyTorch computes`() throws {
    var archive = Samples.formula
    archive.hallucinatorForm = .residual(channels: 2, grain: 2)
    archive.hallucinators = [
      Hallucinator(
        scale: Samples.tensor(12, bits: 4, factor: 5, start: 9, offset: -0.5, step: 0.0625),
        decodeKernel: Samples.tensor(36, bits: 6, factor: 23, start: 5, offset: -0.5, step: 0.015625))
    ]
    _ = try roundTrip(archive)
    #expect(archive.expanded() == ContentTests.residual)
  }

  @Test func `hallucinators may have more features than images channels, and bases fewer channels`() throws {
    for (kind, channels) in [(HallucinatorForm.Kind.published, 1), (.samePadded, 2), (.published, 3)] {
      let shape = ImageShape(channels: 3, height: 6, width: 7)
      var archive = Samples.random(
        shape: ImageShape(channels: channels, height: 6, width: 7), classNames: nil, classCount: 2, bases: 3,
        hallucinators: 0, bits: 5, seed: 5)
      archive.shape = shape
      archive.normalization = Normalization(mean: [100, 110, 120], deviation: [50, 60, 70])
      archive.hallucinatorForm = HallucinatorForm(kind: kind, features: 5)
      archive.hallucinators = (0..<2).map { index in
        Hallucinator(
          archive.hallucinatorForm.tensorShapes(baseChannels: channels, image: shape).map {
            Samples.tensor(
              $0.count, bits: 6, factor: 29 + index, start: 11, offset: -0.25, step: 1 / 128)
          })
      }
      _ = try roundTrip(archive)
      #expect(Set(archive.expanded()).count > 10)
    }
  }

  // MARK: Parts

  /// Part 2 (of 0…3) of a base of [2, 4, 6] as [2, 5, 7]: from PyTorch 2, `interpolate(mode="nearest")`.
  private static let nearest: [UInt8] = [
    109, 109, 109, 188, 188, 87, 87, 109, 109, 109, 188, 188, 87, 87, 109, 109, 109, 188, 188, 87, 87, 42, 42,
    42,
    120, 120, 199, 199, 42, 42, 42, 120, 120, 199, 199, 203, 203, 203, 84, 84, 176, 176, 203, 203, 203, 84,
    84, 176,
    176, 203, 203, 203, 84, 84, 176, 176, 123, 123, 123, 4, 4, 97, 97, 123, 123, 123, 4, 4, 97, 97,
  ]
  /// The same with `mode="bilinear"` in binary64; some values are halves.
  private static let bilinear: [UInt8] = [
    109, 120, 154, 188, 145, 101, 87, 102, 114, 148, 181, 146, 110, 98, 76, 87, 120, 154, 149, 145, 143, 48,
    60, 93,
    127, 153, 179, 188, 42, 53, 87, 120, 154, 188, 199, 203, 186, 135, 84, 123, 163, 176, 195, 178, 127, 76,
    116, 155,
    168, 163, 146, 95, 44, 84, 123, 137, 131, 114, 63, 12, 52, 92, 105, 123, 106, 55, 4, 44, 84, 97,
  ]

  private var inParts: Archive {
    var archive = Samples.formula
    archive.hallucinators = []
    archive.shape = ImageShape(channels: 2, height: 5, width: 7)
    archive.baseShape = ImageShape(channels: 2, height: 4, width: 6)
    archive.formation = 2
    archive.bases = [
      Base(label: 0, pixels: Samples.tensor(48, bits: 4, factor: 7, start: 3, offset: -1.5, step: 0.1875))
    ]
    return archive
  }

  @Test func `parts are upsampled as PyTorch does it`() throws {
    var archive = inParts
    _ = try roundTrip(archive)
    let found = archive.image(base: 0, part: 2, hallucinator: 0)
    for (one, other) in zip(found, ContentTests.bilinear) { #expect(abs(Int(one) - Int(other)) <= 1) }
    #expect(zip(found, ContentTests.bilinear).count { $0 == $1 } > 60)
    archive.upsampling = .nearest
    _ = try roundTrip(archive)
    #expect(archive.image(base: 0, part: 2, hallucinator: 0) == ContentTests.nearest)
  }

  @Test func `every part makes images of its own, in order`() throws {
    var archive = inParts
    archive.hallucinatorForm = .residual(channels: 2)
    archive.hallucinators = [
      Hallucinator(),
      Hallucinator(
        decodeBias: QuantizedTensor(
          quantizer: UniformQuantizer(bits: 2, offset: 0.5, step: 1), codes: [0, 0])),
    ]
    let bytes = try roundTrip(archive)
    #expect(archive.imageCount == 8)
    #expect(archive.labels == Array(repeating: 0, count: 8))
    let all = (0..<4).flatMap { part in
      (0..<2).flatMap { archive.image(base: 0, part: part, hallucinator: $0) }
    }
    #expect(archive.expanded() == all)
    let inspection = try Inspection(parsing: bytes, fileBytes: bytes.count)
    #expect(inspection.formation == 2)
    #expect(inspection.images == 8)
    #expect(inspection.bases.parameters == 48)
  }

  @Test func `a base of one channel is grey in images of three`() throws {
    var archive = Samples.random(
      shape: ImageShape(channels: 1, height: 4, width: 4), classNames: nil, classCount: 1, bases: 2,
      hallucinators: 0, bits: 4, seed: 6)
    archive.shape = ImageShape(channels: 3, height: 4, width: 4)
    archive.normalization = Normalization(mean: [100, 100, 100], deviation: [50, 50, 50])
    _ = try roundTrip(archive)
    let image = archive.image(base: 1, hallucinator: 0)
    #expect(image[..<16] == image[16..<32])
    #expect(image[..<16] == image[32...])
  }

  // MARK: Labels and the rest

  @Test(arguments: [1, 2, 5])
  func `soft labels are read as they were written`(classesPerImage: Int) throws {
    var archive = Samples.random(
      shape: ImageShape(channels: 1, height: 4, width: 4), classNames: nil, classCount: 5, bases: 6,
      hallucinators: 2, bits: 4, seed: 6)
    let count = archive.imageCount * classesPerImage
    let values = Samples.tensor(count, bits: 7, factor: 31, start: 5, offset: 0, step: 1 / 127)
    archive.softLabels =
      classesPerImage == 5
      ? SoftLabels(whole: values, classCount: 5)
      : SoftLabels(
        classesPerImage: classesPerImage,
        classes: (0..<archive.imageCount).flatMap { image in
          (0..<classesPerImage).map { UInt16(image % 4 + $0) }
        }, values: values)
    let bytes = try roundTrip(archive)
    let inspection = try Inspection(parsing: bytes, fileBytes: bytes.count)
    #expect(inspection.labelKind == "soft")
    #expect(inspection.labelParameters == count)
    let row = archive.softLabels?.row(image: 3, classCount: 5) ?? []
    #expect(row.count == 5)
    let first = Float((3 * classesPerImage * 31 + 5) % 128) * (1 / 127)
    #expect(row[classesPerImage == 5 ? 0 : 3] == first)
    if classesPerImage == 1 { #expect(row.count { $0 != 0 } == 1) }
  }

  @Test func `soft labels that can't be are not written`() {
    var archive = Samples.formula
    archive.classNames = nil
    archive.classCount = 3
    let quantizer = UniformQuantizer(bits: 4, offset: 0, step: 1)
    for (classes, codes) in [([0, 0], 2), ([1, 0], 2), ([1, 3], 2), ([0], 2), ([0, 1], 1)]
      as [([UInt16], Int)]
    {
      archive.softLabels = SoftLabels(
        classesPerImage: 2, classes: classes,
        values: QuantizedTensor(quantizer: quantizer, codes: Array(repeating: 1, count: codes)))
      #expect(throws: ArchiveError.self) { _ = try archive.serialized() }
    }
  }

  @Test func `a learned learning rate counts as a parameter`() throws {
    var archive = Samples.formula
    let without = try roundTrip(archive)
    archive.studentLearningRate = 0.01
    let with = try roundTrip(archive)
    #expect(with.count == without.count + 4)
    let one = try Inspection(parsing: with, fileBytes: with.count)
    #expect(one.studentLearningRate == 0.01)
    #expect(one.parameters == (try Inspection(parsing: without, fileBytes: without.count)).parameters + 1)
    for rate in [0, -1, Float.nan, .infinity] {
      archive.studentLearningRate = rate
      #expect(throws: ArchiveError.self) { _ = try archive.serialized() }
    }
  }

  @Test func `metadata and optional features are kept`() throws {
    var archive = Samples.formula
    archive.metadata = [
      "title": "Ünder\nthe sea", "licence": "CC-BY-4.0", "source": String(repeating: "x", count: 900),
    ]
    archive.optionalFeatures = ["crop-hint", "mirror"]
    let bytes = try roundTrip(archive)
    let inspection = try Inspection(parsing: bytes, fileBytes: bytes.count)
    #expect(inspection.metadata == archive.metadata)
    #expect(inspection.optionalFeatures == archive.optionalFeatures)
    archive.metadata["more"] = String(repeating: "é", count: 1700)
    #expect(throws: ArchiveError.self) { _ = try archive.serialized() }
    archive.metadata = ["tab": "a\tb"]
    #expect(throws: ArchiveError.self) { _ = try archive.serialized() }
  }

  @Test func `an optional section of a later version is passed over and kept`() throws {
    var handmade = HandmadeArchive()
    handmade.digest = try Archive(parsing: handmade.bytes).pixelDigest().bytes
    handmade.extraSections = [
      HandmadeArchive.Section(kind: 128, stored: [1, 2, 3]),
      HandmadeArchive.Section(kind: 200, coding: 1, stored: [9]),
    ]
    let archive = try Archive(parsing: handmade.bytes)
    #expect(try archive.serialized() == handmade.bytes)
    #expect(try Inspection(parsing: handmade.bytes, fileBytes: handmade.bytes.count).images == 2)
    var damaged = handmade.bytes
    damaged[damaged.count - 1] ^= 1
    #expect(throws: ArchiveError.self) { _ = try Archive(parsing: damaged) }
  }

  @Test func `what was read is written with the codings that it had`() throws {
    for layout in [UInt8(0), 0x10, 0x41, 0x51] {
      var handmade = HandmadeArchive()
      handmade.bases?.layout = layout
      if layout & 15 == 1 {
        handmade.bases?.stored = HandmadeArchive.floats([-1, -2, 0.5, 0.25]) + (0..<18).map { UInt8($0 % 4) }
      }
      handmade.digest = try Archive(parsing: handmade.bytes).pixelDigest().bytes
      #expect(try Archive(parsing: handmade.bytes).serialized() == handmade.bytes)
    }
  }

  @Test func `a reader gives the bases one by one`() throws {
    let archive = Samples.random(
      shape: ImageShape(channels: 3, height: 6, width: 5), classNames: ["a", "b", "c"], classCount: 3,
      bases: 7,
      hallucinators: 2, bits: 4, seed: 9)
    let bytes = try archive.serialized()
    let reader = try ArchiveReader(parsing: bytes)
    #expect(reader.baseCount == 7)
    let decoder = ImageDecoder(reader.archive)
    var (bases, pixels): ([Base], [UInt8]) = ([], [])
    while let base = try reader.nextBase() {
      bases.append(base)
      pixels += decoder.images(of: base)
    }
    #expect(bases == archive.bases)
    #expect(pixels == archive.expanded())
    #expect(reader.archive.storedPixelDigest == SHA256.digest(of: pixels))
  }
}
