/// Reads the tensors of a section row by row, so that no more than a row need be in memory.
final class TensorStream {
  private let section: TensorSection
  private let content: ContentReader
  private let style: SectionStyle
  /// For each row the slots that have a tensor; none where all have.
  private let marks: [UInt8]
  private let offsets: [Float]
  private let steps: [Float]
  private var model: TensorModel
  private var decoder: RangeDecoder?
  private var row = 0
  private var group = 0
  private var previous: [[UInt16]?]

  /// Starts to read `rows` rows; the marks and all quantizers are read and checked at once.
  ///
  /// `scalars` is what all tensors together must have, where some may be missing.
  init(
    _ section: TensorSection, entry: SectionEntry, rows: Int, scalars: Int?, content: ContentReader
  ) throws(ArchiveError) {
    self.section = section
    self.content = content
    style = entry.style
    previous = Array(repeating: nil, count: section.slots.count)
    marks = section.isSparse ? try content.take(rows) : []
    try section.checkMarks(marks, scalars: scalars)
    let groups = section.groupCount(rows: rows, marks: marks)
    offsets = try content.floats(groups)
    steps = try content.floats(groups)
    model = TensorModel(slots: style.layout == .ranged ? section.slots.count : 0, part: section.part)
    if style.layout == .ranged { decoder = try RangeDecoder(content) }
    try checkQuantizers(rows: rows)
  }

  /// The tensors of the next row.
  func next() throws(ArchiveError) -> [QuantizedTensor] {
    var tensors: [QuantizedTensor] = []
    for (index, slot) in section.slots.enumerated() {
      guard isThere(row, index) else {
        tensors.append(.missing)
        continue
      }
      let codes = try codes(of: slot, index)
      previous[index] = style.predictor == .tensor ? codes : nil
      tensors.append(QuantizedTensor(quantizers: takeQuantizers(slot, index), codes: codes))
    }
    row += 1
    return tensors
  }

  /// Demands that nothing is left.
  func finish() throws(ArchiveError) {
    if let decoder { try decoder.finish() } else { try content.finish() }
  }

  private func isThere(_ row: Int, _ slot: Int) -> Bool {
    marks.isEmpty || marks[row] >> UInt8(slot) & 1 != 0
  }

  private func codes(of slot: TensorSlot, _ index: Int) throws(ArchiveError) -> [UInt16] {
    let prediction = section.prediction(slot, style.predictor)
    if var coder = decoder {
      var codes = [UInt16](repeating: 0, count: slot.shape.count)
      defer { decoder = coder }
      try model.code(&codes, prediction: prediction, slot: index, previous: previous[index], coder: &coder)
      return codes
    }
    let symbols = try CodePacking.codes(
      from: content, count: slot.shape.count, bits: slot.bits, layout: style.layout)
    return try prediction.codes(of: symbols, previous: previous[index])
  }

  private func takeQuantizers(_ slot: TensorSlot, _ index: Int) -> [UniformQuantizer] {
    let range: Range<Int>
    switch section.grouping {
    case .shared: range = section.sharedGroup(index)
    case .tensors: range = group..<group + 1
    case .slices: range = group..<group + slot.slices
    }
    if section.grouping != .shared { group = range.upperBound }
    return range.map { UniformQuantizer(bits: slot.bits, offset: offsets[$0], step: steps[$0]) }
  }

  /// Checks every quantizer, and that no coarser grouping would do.
  private func checkQuantizers(rows: Int) throws(ArchiveError) {
    var (isSingle, isShared) = (true, true)
    var first = [UniformQuantizer?](repeating: nil, count: section.slots.count)
    defer { group = 0 }
    for row in 0..<(section.grouping == .shared ? min(1, rows) : rows) {
      for (index, slot) in section.slots.enumerated() {
        guard section.grouping == .shared ? slot.bits > 0 : isThere(row, index) else { continue }
        let quantizers = takeQuantizers(slot, index)
        for quantizer in quantizers {
          try quantizer.check(field: "\(slot.name) in row \(row) of \(section.kind.description)", offset: nil)
          isSingle = isSingle && quantizer.isSame(as: quantizers[0])
          isShared = isShared && (first[index] ?? quantizer).isSame(as: quantizer)
          first[index] = first[index] ?? quantizer
        }
      }
    }
    let coarsest = !isSingle ? Grouping.slices : isShared ? .shared : .tensors
    guard coarsest == section.grouping else {
      throw .invalid(
        field: "grouping of \(section.kind.description)",
        rule: "the coarsest that does, \(coarsest.rawValue)",
        found: "\(section.grouping.rawValue)", offset: nil)
    }
  }
}

extension TensorSection {
  /// Checks the marks of tensors against the depths and scalars of the header.
  func checkMarks(_ marks: [UInt8], scalars: Int?) throws(ArchiveError) {
    guard isSparse else { return }
    let all = marks.reduce(0, |)
    let wanted = slots.enumerated().reduce(UInt8(0)) { $1.element.bits > 0 ? $0 | 1 << UInt8($1.offset) : $0 }
    guard all == wanted else {
      throw .invalid(
        field: "marks of \(kind.description)", rule: "set for just the tensors that have a depth",
        found: "\(all) in all, not \(wanted)", offset: 0)
    }
    var counted = 0
    for mark in marks {
      for (index, slot) in slots.enumerated() where mark >> UInt8(index) & 1 != 0 {
        counted += slot.shape.count
      }
    }
    guard scalars == nil || counted == scalars else {
      throw .invalid(
        field: "marks of \(kind.description)", rule: "those of \(scalars ?? 0) scalars", found: "\(counted)",
        offset: 0)
    }
  }

  /// How many quantizers are stored.
  func groupCount(rows: Int, marks: [UInt8]) -> Int {
    if grouping == .shared { return slots.count { $0.bits > 0 } }
    let sizes = slots.map { grouping == .tensors ? 1 : $0.slices }
    guard isSparse else { return sizes.reduce(0, +) * rows }
    return marks.reduce(0) { total, mark in
      total + sizes.enumerated().reduce(0) { mark >> UInt8($1.offset) & 1 != 0 ? $0 + $1.element : $0 }
    }
  }

  /// Where the shared quantizer of a slot lies.
  func sharedGroup(_ slot: Int) -> Range<Int> {
    let place = slots[..<slot].count { $0.bits > 0 }
    return place..<place + 1
  }
}
