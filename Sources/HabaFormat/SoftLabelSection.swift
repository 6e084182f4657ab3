/// The content of the section of soft labels: the labelled classes where not all are, then a tensor of numbers.
enum SoftLabelSection {
  private static let kind = SectionKind.softLabels

  private static func tensors(images: Int, soft: Header.Soft) -> TensorSection {
    TensorSection(
      kind: kind,
      slots: [
        TensorSlot(
          name: "soft labels", shape: TensorShape(planes: 1, rows: images, columns: soft.classesPerImage),
          bits: soft.bits, slices: 1)
      ], grouping: .shared, isSparse: false)
  }

  static func content(of labels: SoftLabels, images: Int) -> SectionContent {
    var writer = ByteWriter()
    for start in stride(from: 0, to: labels.classes.count, by: labels.classesPerImage) {
      var next = 0
      for label in labels.classes[start..<start + labels.classesPerImage] {
        writer.variableInteger(Int(label) - next)
        next = Int(label) + 1
      }
    }
    let soft = Header.Soft(classesPerImage: labels.classesPerImage, bits: labels.values.quantizer.bits)
    return .tensors(tensors(images: images, soft: soft), rows: [[labels.values]], head: writer.bytes)
  }

  /// The most bytes of the content in the packed layout; Int.max beyond counting.
  static func packedSize(images: Int, classCount: Int, soft: Header.Soft) -> Int {
    let (count, values) = (soft.classesPerImage, tensors(images: images, soft: soft).packedSize(rows: 1))
    guard count < classCount else { return values }
    // The first class and the distances, less 1 each, lead to the last class at most.
    let classes = product(images, VariableInteger.mostBytes(count: count, total: classCount - count))
    return sum([classes ?? Int.max, values]) ?? Int.max
  }

  static func labels(
    from content: ContentReader, entry: SectionEntry, header: Header, soft: Header.Soft
  ) throws(ArchiveError) -> SoftLabels {
    var classes: [UInt16] = []
    if soft.classesPerImage < header.classCount {
      for _ in 0..<header.images {
        var next = 0
        for _ in 0..<soft.classesPerImage {
          let offset = content.offset
          let label = next + (try content.variableInteger(field: "class of a soft label"))
          try Archive.check(
            label, in: 0...header.classCount - 1, field: "class of a soft label", offset: offset)
          classes.append(UInt16(truncatingIfNeeded: label))
          next = label + 1
        }
      }
    }
    let stream = try TensorStream(
      tensors(images: header.images, soft: soft), entry: entry, rows: 1, scalars: nil, content: content)
    let values = try stream.next()[0]
    try stream.finish()
    return SoftLabels(classesPerImage: soft.classesPerImage, classes: classes, values: values)
  }
}
