import Testing

@testable import HabaFormat

/// Figures from a Python program that was written after the specification, sections 11 and 13, with unbounded integers.
struct TransformTests {
  struct Figure: Sendable, CustomTestStringConvertible {
    var shape: ImageShape
    var side: Int
    var flags: Int
    /// Of the first base's samples as little-endian i32.
    var samples: String
    /// Of the range-coded coefficients of two bases.
    var stream: String
    var testDescription: String { "\(shape.channels)x\(shape.height)x\(shape.width) by \(side)" }
  }

  private static let figures = [
    Figure(
      shape: ImageShape(channels: 1, height: 9, width: 17), side: 8, flags: 0,
      samples: "85cee4bea30d649cab29e730c9155fe0f188c1f474715d54af3b40bc3bf9ac54",
      stream: "e357b53025cda77c6abe8927426cf185001e3dd69d0fac076a394253094e0a66"),
    Figure(
      shape: ImageShape(channels: 3, height: 18, width: 33), side: 8, flags: 3,
      samples: "ab96e15f7dfb8c9bc7dd3c3992867a4642b309a8286c14755b3f3612ffb65c5d",
      stream: "8691bf2dc58035442ac952362c2acc66f6b3165e0f1495a5608b929fbe7db2af"),
    Figure(
      shape: ImageShape(channels: 3, height: 17, width: 16), side: 16, flags: 1,
      samples: "debd42e729ff9a2f092a91ddc248c62b50966643d692d3b501408f04ada3fa3c",
      stream: "6d9ddb7b0df2674565cebec83abba6d8305cbb7ab5785bcb97452f61570afddc"),
    Figure(
      shape: ImageShape(channels: 2, height: 5, width: 20), side: 16, flags: 0,
      samples: "0bbe627070a8f220a28e1b3206d52cff55ce4f528fcb12c70f49b7a1434f83c4",
      stream: "b305cda5de83b8e815091634573f37c81fc6db100e28c113e8a91ec5103453e1"),
  ]

  private func transform(_ figure: Figure) -> BaseTransform {
    let count = figure.side * figure.side
    let planes = (0..<figure.shape.channels).map { plane in
      BaseTransform.Plane(
        steps: (0..<count).map { (index: Int) -> UInt16 in
          let own = plane == 0 ? index * index % 97 : 0
          return UInt16(160 + 40 * plane + own)
        },
        shrinkage: [0, 8, 128][plane])
    }
    return BaseTransform(
      blockSide: figure.side, hasColorTransform: figure.flags & 1 != 0, hasHalfChroma: figure.flags & 2 != 0,
      planes: planes)
  }

  private func coefficients(_ count: Int, side: Int) -> [Int16] {
    (0..<count).map { index in
      guard ((index * 7919) >> 3) % 5 == 0 else { return 0 }
      let value = Double((index * index * 31 + index * 17) % 201 - 100)
      return Int16((value / Double(1 + index % (side * side) / 9)).rounded(.down))
    }
  }

  @Test(arguments: figures)
  func `coefficients become the samples of the specification`(figure: Figure) {
    let transform = transform(figure)
    let count = transform.coefficientCount(shape: figure.shape)
    let samples = transform.samples(of: coefficients(count, side: figure.side), shape: figure.shape)
    let stored = samples.flatMap { HandmadeArchive.littleEndian(Int32($0)) }
    #expect(SHA256.digest(of: stored).description == figure.samples)
  }

  @Test(arguments: figures)
  func `coefficients make the stream of the specification`(figure: Figure) throws {
    let transform = transform(figure)
    let order = CoefficientOrder(transform: transform, shape: figure.shape)
    #expect(order.countPerBase == transform.coefficientCount(shape: figure.shape))
    var values = coefficients(2 * order.countPerBase, side: figure.side)
    var encoder = RangeEncoder()
    var model = CoefficientModel(part: "coefficients")
    try model.code(&values, bases: 2, order: order, coder: &encoder)
    #expect(SHA256.digest(of: encoder.finished()).description == figure.stream)
  }

  @Test(arguments: figures, [CodeLayout.bytes, .ranged])
  func `an archive of coefficients is read as it was written`(figure: Figure, layout: CodeLayout) throws {
    let transform = transform(figure)
    let count = transform.coefficientCount(shape: figure.shape)
    let all = coefficients(5 * count, side: figure.side)
    var archive = Samples.random(
      shape: figure.shape, classNames: nil, classCount: 2, bases: 5, hallucinators: 0, bits: 4, seed: 1)
    archive.transform = transform
    for index in 0..<5 {
      archive.bases[index] = Base(
        label: archive.bases[index].label, coefficients: Array(all[index * count..<(index + 1) * count]))
    }
    archive.codings[.bases] = SectionStyle(coding: layout == .bytes ? .zstd : .raw, layout: layout)
    let bytes = try archive.serialized()
    let read = try Archive(parsing: bytes)
    #expect(read == archive)
    #expect(try read.serialized() == bytes)
    try read.verifyPixels()
    let inspection = try Inspection(parsing: bytes, fileBytes: bytes.count)
    #expect(inspection.baseKind == "transform")
    archive.recode()
    #expect(try archive.serialized().count <= bytes.count)
  }

  @Test func `coefficients of more than one chunk are read as they were written`() throws {
    let shape = ImageShape(channels: 1, height: 8, width: 8)
    let encoder = TransformEncoder(shape: shape, blockSide: 8, step: 60)
    var archive = Samples.random(
      shape: shape, classNames: nil, classCount: 3, bases: 3, hallucinators: 0, bits: 4, seed: 3)
    archive.transform = encoder.transform
    let few = (0..<7).map { seed in
      encoder.coefficients(of: (0..<64).map { (index: Int) -> Float in Float(index * (seed + 3) * 5 % 256) })
    }
    archive.bases = (0..<40_000).map { Base(label: $0 / 14_000, coefficients: few[$0 * $0 % 7]) }
    let bytes = try archive.serialized()
    #expect(try Archive(parsing: bytes) == archive)
    let reader = try ArchiveReader(parsing: bytes)
    for base in archive.bases { #expect(try reader.nextBase() == base) }
    #expect(try reader.nextBase() == nil)
  }

  @Test(arguments: [8, 16], [false, true])
  func `finely quantized pixels come back almost as they were`(side: Int, hasHalfChroma: Bool) {
    let shape = ImageShape(channels: 3, height: 19, width: 32)
    let encoder = TransformEncoder(shape: shape, blockSide: side, step: 1, hasHalfChroma: hasHalfChroma)
    // Colours that change little from pixel to pixel, so that halving them loses little.
    let levels = (0..<shape.count).map { index in
      let (channel, row, column) = (index / 608, index / 32 % 19, index % 32)
      return Float(100 + 20 * channel) + 3 * Float(row) - 2 * Float(column)
    }
    let samples = encoder.transform.samples(of: encoder.coefficients(of: levels), shape: shape)
    let worst = zip(levels, samples).map { abs($0 - Float($1)) }.max() ?? 0
    #expect(worst <= (hasHalfChroma ? 6 : 2))
  }

  @Test func `the inverse of a single first coefficient is a flat block`() {
    for side in [8, 16] {
      var coefficients = [Int](repeating: 0, count: side * side)
      // An orthonormal transform: 16 sixteenths times the side, on each of side x side samples.
      coefficients[0] = 16 * side * 10
      #expect(CosineTransform.of(side: side).samples(of: coefficients).allSatisfy { $0 == 10 })
    }
  }

  /// The largest coefficients in the largest steps, all of one sign: from the same Python program.
  ///
  /// Where colours are mixed the farthest sample is beyond 32 bits.
  @Test(arguments: [
    (8, 0, 1, 936_687_934, "b4847be724342f5e4ccbbb5209deab9a9984cd6c74a66ccb34102f881551494b"),
    (8, 0, -1, -936_687_678, "fb8617c620888d8c04a7bb03269a7b74519f095ace6f6baeafe0c18be5ec962d"),
    (16, 0, 1, 1_809_228_601, "852143e481905be4a712fd838fdb228774a41faccb8df57594caf03db95e904e"),
    (16, 3, 1, 2_713_842_838, "8407c1d1a5ee36fdf656989eab9cc50cc170055ca987d7c8d5bec9e4bf1aa44c"),
    (16, 3, -1, -2_713_842_581, "f47d3a246ab682451d3ba1fcc0b22efde914437571abd5e933ba2ccde00e579e"),
  ])
  func `the largest coefficients become the samples of the specification`(
    side: Int, flags: Int, sign: Int16, farthest: Int, digest: String
  ) {
    let shape = ImageShape(channels: flags == 0 ? 1 : 3, height: 16, width: 16)
    let transform = BaseTransform(
      blockSide: side, hasColorTransform: flags & 1 != 0, hasHalfChroma: flags & 2 != 0,
      planes: Array(repeating: BaseTransform.Plane(steps: [65_535]), count: shape.channels))
    let count = transform.coefficientCount(shape: shape)
    let samples = transform.samples(of: Array(repeating: sign * 32_767, count: count), shape: shape)
    #expect(samples.max { abs($0) < abs($1) } == farthest)
    let stored = samples.flatMap { HandmadeArchive.littleEndian(Int64($0)) }
    #expect(SHA256.digest(of: stored).description == digest)
  }
}
