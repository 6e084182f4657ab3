extension Archive {
  /// The most bytes that an archive of such content can take, known before any of it is there.
  ///
  /// It is the `maximumSize` of a layout whose bases are kept as pixels, each with a quantizer of its own, as is each
  /// tensor of the hallucinators. Nothing optional is there but metadata.
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
    var layout = ArchiveLayout(
      shape: shape, classNames: classNames, classCount: classCount, bases: bases,
      baseCoding: .pixels(bits: bits, grouping: .tensors), baseShape: baseShape, metadata: metadata)
    if hallucinators != 0 {
      layout.hallucinators = ArchiveLayout.Hallucinators(
        count: hallucinators, form: form ?? .published(features: shape.channels), bits: hallucinatorBits ?? bits)
    }
    return layout.maximumSize
  }
}
