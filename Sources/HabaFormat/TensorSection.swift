internal import Glibc
internal import HabaFiles

/// Tensors of one kind that a section holds: their shape, depth, and how many slices can have quantizers of their own.
struct TensorSlot: Hashable {
  var name: String
  var shape: TensorShape
  var bits: Int
  var slices: Int
}

/// The content of a section of tensors, as rows with one tensor, or none, in each slot.
///
/// First the marks of the tensors that are there, where some may be missing, then every offset, then every step, then
/// the codes, tensor by tensor.
struct TensorSection: Hashable {
  var kind: SectionKind
  var slots: [TensorSlot]
  var grouping: Grouping
  /// Whether tensors may be missing.
  var isSparse: Bool

  var part: String { "the content of \(kind.description)" }

  func prediction(_ slot: TensorSlot, _ predictor: Predictor) -> TensorPrediction {
    TensorPrediction(shape: slot.shape, bits: slot.bits, predictor: predictor)
  }

  /// The bytes of the content in the packed layout, if each of `rows` rows has all tensors that any may have; Int.max
  /// beyond counting.
  ///
  /// No archive takes more for it: a writer tries this layout.
  func packedSize(rows: Int) -> Int {
    let present = slots.filter { $0.bits > 0 }
    let tensors = Header.contentSize(
      tensors: present.map { ($0.shape.count, $0.bits) }, slices: present.map(\.slices), repeated: rows,
      grouping: grouping, layout: .packed)
    return sum([tensors, isSparse ? rows : 0]) ?? Int.max
  }

  // MARK: Writing

  /// All rows in the given layout.
  func content(of rows: [[QuantizedTensor]], style: SectionStyle) throws(ArchiveError) -> [UInt8] {
    var writer = ByteWriter()
    if isSparse {
      for row in rows { writer.integer(TensorSection.marks(of: row)) }
    }
    let quantizers = quantizers(of: rows)
    for quantizer in quantizers { writer.float(quantizer.offset) }
    for quantizer in quantizers { writer.float(quantizer.step) }
    var previous = [[UInt16]?](repeating: nil, count: slots.count)
    var encoder = RangeEncoder()
    var model = TensorModel(slots: style.layout == .ranged ? slots.count : 0, part: part)
    for row in rows {
      for (index, (slot, tensor)) in zip(slots, row).enumerated() where !tensor.isMissing {
        let prediction = prediction(slot, style.predictor)
        if style.layout == .ranged {
          var codes = tensor.codes
          try model.code(
            &codes, prediction: prediction, slot: index, previous: previous[index], coder: &encoder)
        } else {
          let symbols = try prediction.symbols(of: tensor.codes, previous: previous[index])
          CodePacking.append(symbols, bits: slot.bits, layout: style.layout, to: &writer)
        }
        previous[index] = tensor.codes
      }
    }
    if style.layout == .ranged { writer.append(encoder.finished()) }
    return writer.bytes
  }

  /// One bit for each slot, lowest first: whether the row has a tensor there.
  private static func marks(of row: [QuantizedTensor]) -> UInt8 {
    row.enumerated().reduce(0) { $1.element.isMissing ? $0 : $0 | 1 << UInt8($1.offset) }
  }

  private func quantizers(of rows: [[QuantizedTensor]]) -> [UniformQuantizer] {
    switch grouping {
    case .shared:
      return slots.indices.compactMap { slot in rows.first { !$0[slot].isMissing }?[slot].quantizer }
    case .tensors, .slices:
      return rows.flatMap { row in
        zip(slots, row).flatMap { slot, tensor in
          guard !tensor.isMissing else { return [UniformQuantizer]() }
          let count = grouping == .tensors ? 1 : slot.slices
          return tensor.quantizers.count == count
            ? tensor.quantizers : Array(repeating: tensor.quantizer, count: count)
        }
      }
    }
  }

  /// The section in the smallest of the codings that a writer tries, or in the given one.
  ///
  /// `head` is content that comes before that of the tensors.
  func encoded(
    _ rows: [[QuantizedTensor]], as style: SectionStyle?, after head: [UInt8] = []
  ) throws(ArchiveError) -> EncodedSection {
    func content(_ style: SectionStyle) throws(ArchiveError) -> [UInt8] {
      head + (try self.content(of: rows, style: style))
    }
    if let style { return try EncodedSection(kind, style: style, content: try content(style)) }
    var choice = SectionChoice(kind)
    let isLarge = rows.reduce(0) { $0 + $1.reduce(0) { $0 + $1.codes.count } } > TensorSection.largeCount
    // At these depths both layouts are the same bytes.
    let isBytewise = slots.allSatisfy { $0.bits % 8 == 0 }
    for layout in [CodeLayout.packed, .bytes] where layout == .packed || !isBytewise {
      try choice.offer(SectionStyle(coding: .raw, layout: layout), frames: true, content: content)
    }
    guard !isLarge else { return try choice.best() }
    let promising = try promisingPredictors(rows)
    if let predictor = promising.first, predictor != .none {
      let style = SectionStyle(coding: .raw, layout: .bytes, predictor: predictor)
      try choice.offer(style, frames: true, content: content)
    }
    for predictor in promising {
      let style = SectionStyle(coding: .raw, layout: .ranged, predictor: predictor)
      try choice.offer(style, frames: false, content: content)
    }
    return try choice.best()
  }

  /// The two predictors with the least entropy of symbols; none where even they gain nothing.
  private func promisingPredictors(_ rows: [[QuantizedTensor]]) throws(ArchiveError) -> [Predictor] {
    var costs: [(predictor: Predictor, bits: Double)] = []
    for predictor in Predictor.allCases {
      var counts = Array(repeating: [Int](repeating: 0, count: 256), count: slots.count)
      var previous = [[UInt16]?](repeating: nil, count: slots.count)
      for row in rows {
        for (index, (slot, tensor)) in zip(slots, row).enumerated() where !tensor.isMissing {
          let shift = UInt16(max(0, slot.bits - 8))
          for symbol in try prediction(slot, predictor).symbols(of: tensor.codes, previous: previous[index]) {
            counts[index][Int(symbol >> shift)] += 1
          }
          previous[index] = tensor.codes
        }
      }
      var bits = 0.0
      for (slot, counts) in zip(slots, counts) {
        bits += entropy(counts) + Double(max(0, slot.bits - 8) * counts.reduce(0, +))
      }
      costs.append((predictor, bits))
    }
    let packed = rows.reduce(0) { $0 + zip(slots, $1).reduce(0) { $0 + $1.1.codes.count * $1.0.bits } }
    let best = costs.sorted { $0.bits < $1.bits }.prefix(2)
    // What a few codes seem to gain is chance: as much as there are symbols.
    guard let least = best.first, least.bits + 600 < Double(packed) || packed < 32_768 else { return [] }
    return best.map(\.predictor)
  }

  /// From so many codes on a writer takes the first layouts that come to mind.
  private static let largeCount = 1 << 22
}

/// The bits that symbols with these counts take at least.
private func entropy(_ counts: [Int]) -> Double {
  let total = Double(counts.reduce(0, +))
  return counts.reduce(0) { $1 == 0 ? $0 : $0 - Double($1) * log2(Double($1) / total) }
}
