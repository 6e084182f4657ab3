extension Archive {
  /// The most bytes that an archive of such content can take, known before any of it is there.
  ///
  /// It is what the file takes if nothing can be compressed and the provenance is as long as it may be.
  /// Int.max stands for more than can be counted.
  ///
  /// - Parameters:
  ///   - shape: The images' shape.
  ///   - classNames: The classes' names, if they have any.
  ///   - classCount: The number of classes.
  ///   - bases: The number of bases.
  ///   - hallucinators: The number of hallucinators; 0 for none.
  ///   - bits: The depth of bases, and of hallucinators where nothing else is said.
  ///   - hallucinatorBits: The depth of hallucinators.
  public static func maximumSize(
    shape: ImageShape, classNames: [String]?, classCount: Int, bases: Int, hallucinators: Int, bits: Int,
    hallucinatorBits: Int? = nil
  ) -> Int {
    let sections = 2 + (classNames == nil ? 0 : 1) + (hallucinators > 0 ? 1 : 0)
    let header = Header.byteCount(
      channels: shape.channels, sections: sections, provenance: FormatCaps.provenanceBytes)
    let names = classNames?.reduce(0) { $0 + 1 + $1.utf8.count } ?? 0
    // A count takes a second byte from 128, a third from 16384 and so on: few classes can have so many.
    let labels = [7, 14, 21, 28].reduce(classCount) { $0 + min(classCount, bases >> $1) }
    let basePart = Header.contentSize(tensors: [(shape.count, bits)], repeated: bases, layout: .packed)
    var hallucinatorPart = 0
    if hallucinators > 0 {
      let tensors = Hallucinator.tensorCounts(for: shape).map { (count: $0, bits: hallucinatorBits ?? bits) }
      hallucinatorPart = Header.contentSize(tensors: tensors, repeated: hallucinators, layout: .packed)
    }
    return sum([Prelude.byteCount, header, names, labels, basePart, hallucinatorPart]) ?? Int.max
  }
}
