import Testing

@testable import HabaFormat

@Suite struct `Sizes without images` {
  @Test func `the size that is told is that of the file, in kept codings and in chosen ones`() throws {
    var random = RandomArchives(seed: 411)
    for index in 0..<150 {
      var archive = random.next()
      for _ in 0..<2 {
        let told = try archive.encoded().fileSize
        #expect(try archive.serialized().count == told, "\(index)")
        archive.recode()
      }
    }
  }

  /// One base of 65025 parts, each of which becomes an image of 2^28 pixels: 17 terabytes, which take days to expand.
  ///
  /// As images of one pixel they are the same file but for two sides of 16384, which take 3 bytes each instead of one.
  @Test func `no image is made for it`() throws {
    let side = 255
    let base = ImageShape(channels: 1, height: side, width: side)
    var archive = Samples.random(
      shape: base, classNames: nil, classCount: 1, bases: 1, hallucinators: 0, bits: 3, seed: 12)
    archive.formation = side
    archive.shape = ImageShape(channels: 1, height: 1, width: 1)
    let small = try archive.serialized().count
    archive.shape = ImageShape(channels: 1, height: 16_384, width: 16_384)
    #expect(archive.imageCount == 65_025)
    #expect(try archive.encoded().fileSize == small + 2 * 2)
  }

  @Test func `what can't be written has no size`() {
    var archive = Samples.formula
    archive.bases[0].pixels.codes[3] = 16
    #expect(throws: ArchiveError.self) { _ = try archive.encoded() }
  }

  @Test func `with sections taken over the file is what it is without`() throws {
    var random = RandomArchives(seed: 412)
    var earlier: EncodedArchive?
    for index in 0..<120 {
      var archive = random.next()
      // Half the time another archive of the same bases or of the same rest comes next.
      for step in 0..<3 {
        if step == 1 { archive.bases.append(archive.bases[archive.bases.count - 1]) }
        if step == 1 { archive.softLabels = nil }
        if step == 2 { archive.hallucinators = [] }
        let encoded = try archive.encoded(reusing: earlier)
        #expect(encoded.serialized() == (try archive.serialized()), "\(index), \(step)")
        earlier = encoded
      }
    }
  }

  typealias Change = @Sendable (inout Archive) -> Void

  /// Changes of an archive that has everything, and the sections that have to be coded anew for each.
  private static let changes: [(String, [SectionKind], Change)] = [
    ("nothing", [], { _ in }),
    ("the seed", [], { $0.provenance.seed += 1 }),
    ("the order of names", [.names], { $0.classNames?.swapAt(0, 1) }),
    ("an accent that is written in another way", [.names], { $0.classNames?[2] = "e\u{301}" }),
    ("a base's class", [.labels], { $0.bases[1].label = 1 }),
    ("a text", [.metadata], { $0.metadata["title"] = "more" }),
    ("a soft label", [.softLabels], { $0.softLabels?.values.codes[5] ^= 1 }),
    ("the class of a soft label", [.softLabels], { $0.softLabels?.classes[0] = 1 }),
    ("a value of a hallucinator", [.hallucinators], { $0.hallucinators[1].scale.codes[2] ^= 1 }),
    ("another hallucinator", [.hallucinators], { $0.hallucinators[0] = $0.hallucinators[1] }),
    ("the depth of a tensor", [.hallucinators], { $0.hallucinators[1].shift.quantizer.bits = 5 }),
    ("a value of a base", [.bases], { $0.bases[3].pixels.codes[1] ^= 1 }),
    ("the depth of bases", [.bases], { for base in 0..<4 { $0.bases[base].pixels.quantizer.bits = 6 } }),
    ("the sign of an offset that is 0", [.bases], { $0.bases[0].pixels.quantizer.offset = -0.0 }),
    ("the sides of bases", [.bases], { $0.baseShape = ImageShape(channels: 1, height: 4, width: 16) }),
    ("the style of bases", [.bases], { $0.codings[.bases] = SectionStyle(coding: .raw, layout: .bytes) }),
  ]

  @Test(arguments: changes.indices)
  func `only what is not the same to the last bit is coded anew`(index: Int) throws {
    let (name, kinds, change) = Self.changes[index]
    var archive = Samples.everything
    archive.classNames = ["cats", "dogs", "\u{e9}"]
    archive.bases[0].pixels.quantizer.offset = 0
    // Wrong checksums tell which parts are the earlier ones.
    let earlier = try archive.encoded().parts.map { part in
      var marked = part
      marked.section.entry.checksum ^= 1
      return marked
    }
    change(&archive)
    let fresh = try archive.encoded().parts
    let found = try EncodedArchive(archive, reusing: earlier).parts
    #expect(found.map(\.content.kind) == SectionKind.known)
    for (part, fresh) in zip(found, fresh) {
      let isNew = part.section.entry.checksum == fresh.section.entry.checksum
      #expect(isNew == kinds.contains(part.content.kind), "\(name): \(part.content.kind.name)")
      #expect(part.section.stored == fresh.section.stored, "\(name): \(part.content.kind.name)")
    }
  }

  @Test func `coefficients are coded anew where they, their steps or their shape are others`() throws {
    let archive = Samples.coefficients
    let changes: [(Bool, Change)] = [
      (false, { $0.provenance.seed += 1 }),
      (true, { $0.bases[2] = Base(label: $0.bases[2].label, coefficients: $0.bases[0].coefficients) }),
      (true, { $0.transform?.planes[1].steps[0] += 1 }),
      (true, { $0.transform?.planes[1].shrinkage += 1 }),
      (true, { $0.baseShape = ImageShape(channels: 3, height: 12, width: 11) }),
    ]
    for (index, (isNew, change)) in changes.enumerated() {
      var earlier = try archive.encoded().parts
      earlier[1].section.entry.checksum ^= 1
      var changed = archive
      change(&changed)
      let found = try EncodedArchive(changed, reusing: earlier).parts[1].section.entry.checksum
      #expect((found != earlier[1].section.entry.checksum) == isNew, "\(index)")
    }
  }
}
