/// The content of a section of tensors: every offset, then every step, then the codes, tensor by tensor.
enum TensorSection {
  static func content(of tensors: [QuantizedTensor], layout: CodeLayout) -> [UInt8] {
    var writer = ByteWriter()
    for tensor in tensors { writer.float(tensor.quantizer.offset) }
    for tensor in tensors { writer.float(tensor.quantizer.step) }
    for tensor in tensors { CodePacking.append(tensor, layout: layout, to: &writer) }
    return writer.bytes
  }

  /// The codings of the same tensors that a writer chooses from.
  static func encoded(_ tensors: [QuantizedTensor], kind: SectionKind) throws(ArchiveError) -> EncodedSection {
    var contents = [(CodeLayout.packed, content(of: tensors, layout: .packed))]
    // At these depths both layouts are the same bytes.
    if !tensors.allSatisfy({ $0.quantizer.bits % 8 == 0 }) {
      contents.append((.bytes, content(of: tensors, layout: .bytes)))
    }
    return try EncodedSection(kind, contents: contents)
  }

  /// Takes as many tensors as there are sizes in `tensors`, `repeated` times over.
  static func tensors(
    from content: [UInt8], tensors: [(count: Int, bits: Int)], repeated: Int, layout: CodeLayout,
    kind: SectionKind
  ) throws(ArchiveError) -> [QuantizedTensor] {
    var reader = ByteReader(
      content, range: 0..<content.count, offset: 0, part: "the content of \(kind.description)")
    let total = tensors.count * repeated
    var offsets: [Float] = []
    var steps: [Float] = []
    for _ in 0..<total { offsets.append(try reader.float()) }
    for _ in 0..<total { steps.append(try reader.float()) }
    var result: [QuantizedTensor] = []
    for (index, (offset, step)) in zip(offsets, steps).enumerated() {
      let (count, bits) = tensors[index % tensors.count]
      let quantizer = UniformQuantizer(bits: bits, offset: offset, step: step)
      try quantizer.check(field: "tensor \(index) of \(kind.description)", offset: index * 4)
      let codes = try CodePacking.codes(from: &reader, count: count, bits: bits, layout: layout)
      result.append(QuantizedTensor(quantizer: quantizer, codes: codes))
    }
    try reader.finish()
    return result
  }
}
