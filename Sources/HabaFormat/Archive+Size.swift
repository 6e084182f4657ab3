extension Archive {
  /// The most bytes that an archive of such content can take, known before any of it is there.
  ///
  /// It is what the file takes if nothing can be compressed and the provenance is as long as it may be. Bases are
  /// kept as pixels, each with a quantizer of its own, and nothing optional is there but metadata. Int.max stands for
  /// more than can be counted.
  ///
  /// - Parameters:
  ///   - shape: The images' shape.
  ///   - classNames: The classes' names, if they have any.
  ///   - classCount: The number of classes.
  ///   - bases: The number of bases.
  ///   - hallucinators: The number of hallucinators; 0 for none.
  ///   - bits: The depth of bases, and of hallucinators where nothing else is said.
  ///   - hallucinatorBits: The depth of hallucinators.
  ///   - baseShape: The bases' shape, where it isn't that of the images.
  ///   - form: The hallucinators' form, where it isn't the published one.
  ///   - metadata: What the maker says of the archive.
  public static func maximumSize(
    shape: ImageShape, classNames: [String]?, classCount: Int, bases: Int, hallucinators: Int, bits: Int,
    hallucinatorBits: Int? = nil, baseShape: ImageShape? = nil, form: HallucinatorForm? = nil,
    metadata: [String: String] = [:]
  ) -> Int {
    let baseShape = baseShape ?? shape
    let form = form ?? .published(features: shape.channels)
    let names = classNames?.reduce(0) { $0 + 1 + $1.utf8.count } ?? 0
    // A count takes a second byte from 128, a third from 16384 and so on: few classes can have so many.
    let labels = [7, 14, 21].reduce(classCount) { $0 + min(classCount, bases >> $1) }
    let basePart = Header.contentSize(
      tensors: [(baseShape.count, bits)], slices: [baseShape.channels], repeated: bases, grouping: .tensors,
      layout: .packed)
    var hallucinatorPart = 0
    if hallucinators > 0 {
      let tensors = form.tensorShapes(baseChannels: baseShape.channels, image: shape).map {
        (count: $0.count, bits: hallucinatorBits ?? bits)
      }
      let codes = Header.contentSize(
        tensors: tensors, slices: form.sliceCounts, repeated: hallucinators, grouping: .tensors,
        layout: .packed)
      hallucinatorPart = sum([codes, form.kind == .residual ? hallucinators : 0]) ?? Int.max
    }
    let metadataPart = Metadata.content(of: metadata).count
    let parts = [names, labels, metadataPart, hallucinatorPart, basePart].filter { $0 > 0 }
    // Of the header's numbers, counts grow with what they count; two of the source may take 8 bytes each.
    let counts = [
      shape.height, shape.width, classCount, bases, hallucinators, baseShape.height, baseShape.width,
    ]
    let network = hallucinators == 0 ? 0 : form.kind == .residual ? 17 : 9
    let fixed = 1 + 2 + 1 + 1 + 2 + 2 + network + 2 + 16 + SHA256Digest.byteCount + 1 + 1
    let header =
      fixed + counts.reduce(0) { $0 + VariableInteger.byteCount($1) } + 8 * shape.channels
      + FormatCaps.provenanceBytes + parts.reduce(0) { $0 + SectionEntry.byteCount(rawSize: $1) }
    return sum([Prelude.byteCount, header] + parts) ?? Int.max
  }
}
