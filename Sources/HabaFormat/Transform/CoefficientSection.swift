/// The content of a section of bases that are kept as coefficients: the quantization of each plane, then numbers, some
/// bases at a time.
enum CoefficientSection {
  /// Sizes that a coefficient may have.
  private static let largest = 32_767
  /// The most bytes of a number in layout 1: of twice the distance of the largest coefficient from the smallest.
  private static let longestNumber = VariableInteger.byteCount(2 * 2 * largest)

  static let part = "the content of \(SectionKind.bases.description)"

  static func coefficient(_ value: Int, part: String) throws(ArchiveError) -> Int16 {
    guard abs(value) <= largest else {
      throw .invalid(field: "coefficient in \(part)", rule: "-32767…32767", found: "\(value)", offset: nil)
    }
    return Int16(value)
  }

  /// The bases that are coded together.
  static func chunk(of order: CoefficientOrder) -> Int {
    max(1, FormatCaps.chunkCoefficients / max(1, order.countPerBase))
  }

  static func encoded(
    _ bases: [[Int16]], transform: BaseTransform, shape: ImageShape, as style: SectionStyle?
  ) throws(ArchiveError) -> EncodedSection {
    let order = CoefficientOrder(transform: transform, shape: shape)
    func content(_ style: SectionStyle) throws(ArchiveError) -> [UInt8] {
      try CoefficientSection.content(of: bases, order: order, layout: style.layout)
    }
    if let style { return try EncodedSection(.bases, style: style, content: try content(style)) }
    var choice = SectionChoice(.bases)
    try choice.offer(SectionStyle(coding: .raw, layout: .ranged), frames: false, content: content)
    try choice.offer(SectionStyle(coding: .raw, layout: .bytes), frames: true, content: content)
    return try choice.best()
  }

  /// The most bytes of the content in layout 1; Int.max beyond counting.
  static func bytesSize(bases: Int, transform: BaseTransform, shape: ImageShape) -> Int {
    let numbers = product(bases, transform.coefficientCount(shape: shape), longestNumber)
    return sum([head(of: transform).count, numbers ?? Int.max]) ?? Int.max
  }

  /// What comes before the numbers.
  private static func head(of transform: BaseTransform) -> [UInt8] {
    var writer = ByteWriter()
    for plane in transform.planes {
      writer.integer(UInt8(truncatingIfNeeded: plane.shrinkage))
      writer.integer(plane.steps.count == 1 ? 0 : 1 as UInt8)
      for step in plane.steps { writer.integer(step) }
    }
    return writer.bytes
  }

  private static func content(
    of bases: [[Int16]], order: CoefficientOrder, layout: CodeLayout
  ) throws(ArchiveError) -> [UInt8] {
    var writer = ByteWriter()
    writer.append(head(of: order.transform))
    var encoder = RangeEncoder()
    var model = CoefficientModel(part: part)
    let chunk = chunk(of: order)
    for start in stride(from: 0, to: bases.count, by: chunk) {
      let some = bases[start..<min(start + chunk, bases.count)]
      var values = some.flatMap { $0 }
      if layout == .ranged {
        try model.code(&values, bases: some.count, order: order, coder: &encoder)
      } else {
        try order.walk(bases: some.count) { place throws(ArchiveError) in
          let symbol = Int(values[place.index]) - order.expected(place, values)
          writer.variableInteger(symbol < 0 ? -2 * symbol - 1 : 2 * symbol)
        }
      }
    }
    if layout == .ranged { writer.append(encoder.finished()) }
    return writer.bytes
  }
}

/// Reads the coefficients of bases, some at a time.
final class CoefficientStream {
  /// The transform with its steps.
  let transform: BaseTransform
  private let order: CoefficientOrder
  private let content: ContentReader
  private var decoder: RangeDecoder?
  private var model: CoefficientModel
  private var left: Int
  private var values: [Int16] = []
  private var taken = 0

  /// Starts to read `bases` bases of `shape`; the steps are read at once.
  init(
    _ transform: BaseTransform, shape: ImageShape, bases: Int, layout: CodeLayout, content: ContentReader
  ) throws(ArchiveError) {
    var transform = transform
    let count = transform.blockSide * transform.blockSide
    for index in 0..<shape.channels {
      transform.planes.append(try CoefficientStream.plane(index, count: count, from: content))
    }
    self.transform = transform
    self.content = content
    order = CoefficientOrder(transform: transform, shape: shape)
    left = bases
    model = CoefficientModel(part: content.part)
    if layout == .ranged { decoder = try RangeDecoder(content) }
  }

  private static func plane(
    _ index: Int, count: Int, from content: ContentReader
  ) throws(ArchiveError) -> BaseTransform.Plane {
    let offset = content.offset
    let shrinkage = try content.integer8()
    let mode = try content.integer8()
    guard FormatCaps.shrinkage.contains(shrinkage), mode < 2 else {
      throw .invalid(
        field: "shrinkage and mode of plane \(index)", rule: "0…128 and 0 or 1",
        found: "\(shrinkage) and \(mode)",
        offset: offset)
    }
    var steps: [UInt16] = []
    for _ in 0..<(mode == 0 ? 1 : count) { steps.append(UInt16(truncatingIfNeeded: try content.integer16())) }
    let plane = BaseTransform.Plane(steps: steps, shrinkage: shrinkage)
    guard !steps.contains(0), plane.steps.count == steps.count else {
      throw .invalid(
        field: "steps of plane \(index)", rule: "positive, and one where all are the same", found: "others",
        offset: offset + 2)
    }
    return plane
  }

  /// The coefficients of the next base.
  func next() throws(ArchiveError) -> [Int16] {
    if taken * order.countPerBase == values.count { try readChunk() }
    let start = taken * order.countPerBase
    taken += 1
    return Array(values[start..<start + order.countPerBase])
  }

  /// Demands that nothing is left.
  func finish() throws(ArchiveError) {
    if let decoder { try decoder.finish() } else { try content.finish() }
  }

  private func readChunk() throws(ArchiveError) {
    let count = min(left, CoefficientSection.chunk(of: order))
    left -= count
    taken = 0
    var read = [Int16](repeating: 0, count: count * order.countPerBase)
    if var coder = decoder {
      try model.code(&read, bases: count, order: order, coder: &coder)
      decoder = coder
    } else {
      let field = "coefficient in \(content.part)"
      try order.walk(bases: count) { place throws(ArchiveError) in
        let mapped = try content.variableInteger(field: field)
        let symbol = mapped & 1 == 0 ? mapped >> 1 : -(mapped >> 1) - 1
        read[place.index] = try CoefficientSection.coefficient(
          symbol + order.expected(place, read), part: content.part)
      }
    }
    values = read
  }
}
