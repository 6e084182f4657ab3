/// Range-codes coefficients in contexts of those before them.
struct CoefficientModel {
  private var model: BitModel
  private let part: String
  private static let planeClasses = 3
  private static let sumClasses = 12
  private static let blockCount = 256

  init(part: String) {
    let (planes, classes) = (CoefficientModel.planeClasses, NumberCoder.sizeClasses)
    model = BitModel(
      sizes: SIMD4(
        planes * CoefficientModel.blockCount, planes * CoefficientModel.sumClasses * classes,
        planes * classes * classes * 3, planes * classes * classes * classes),
      mixers: planes)
    self.part = part
  }

  /// Codes the coefficients of `bases` bases; a decoder fills `values`.
  mutating func code(
    _ values: inout [Int16], bases: Int, order: CoefficientOrder, coder: inout some BitCoder
  ) throws(ArchiveError) {
    // A pointer: the array would be held anew for every coefficient.
    try values.withUnsafeMutableBufferPointer { values throws(ArchiveError) in
      try code(values, bases: bases, order: order, coder: &coder)
    }
  }

  private mutating func code(
    _ values: UnsafeMutableBufferPointer<Int16>, bases: Int, order: CoefficientOrder, coder: inout some BitCoder
  ) throws(ArchiveError) {
    let side = order.transform.blockSide
    let classes = NumberCoder.sizeClasses
    try order.walk(bases: bases) { place throws(ArchiveError) in
      let (row, column) = (place.frequency / side, place.frequency % side)
      let block = place.index - place.frequency
      @inline(__always)
      func size(_ index: Int?) -> Int { index.map { abs(Int(values[$0])) } ?? 0 }
      @inline(__always)
      func near(_ down: Int, _ across: Int) -> Int {
        let (row, column) = (row + down, column + across)
        guard row >= 0, column >= 0, column < side else { return 0 }
        return abs(Int(values[block + row * side + column]))
      }
      let around =
        2 * (near(-1, 0) + near(0, -1) + near(-1, 1)) + near(-1, -1) + near(-2, 0) + near(0, -2)
      let besides = size(place.left) + size(place.above)
      let others = 2 * size(place.below) + size(place.second)
      let plane = min(place.plane, CoefficientModel.planeClasses - 1)
      let sum = row + column
      let band = sum == 0 ? 0 : sum < 4 ? 1 : 2
      let aroundClass = NumberCoder.sizeClass(around)
      let othersClass = NumberCoder.sizeClass(others)
      let contexts = SIMD4<Int32>(
        Int32(plane * CoefficientModel.blockCount + place.frequency),
        Int32(
          (plane * CoefficientModel.sumClasses + min(sum, CoefficientModel.sumClasses - 1)) * classes
            + aroundClass),
        Int32(
          ((plane * classes + NumberCoder.sizeClass(besides)) * classes + othersClass) * 3 + band),
        Int32(
          ((plane * classes + aroundClass) * classes + othersClass) * classes
            + NumberCoder.sizeClass(2 * besides)))
      let expected = order.expected(place, values)
      let found = try NumberCoder.code(
        Int(values[place.index]) - expected, contexts: contexts, mixer: plane, model: &model, coder: &coder,
        part: part)
      values[place.index] = try CoefficientSection.coefficient(expected + found, part: part)
    }
  }
}
