/// Range-codes the codes of tensors: the distance of each from what was expected, in contexts of its surroundings.
struct TensorModel {
  private var model: BitModel
  private let part: String
  private static let expectedClasses = 16
  /// Planes are told apart up to the third.
  private static let planeClasses = 3
  private static let reach = 4
  private static let near = 2

  /// A model of tensors of `slots` kinds that share nothing.
  init(slots: Int, part: String) {
    let classes = NumberCoder.sizeClasses
    model = BitModel(
      sizes: SIMD4(
        slots * TensorModel.expectedClasses * TensorModel.planeClasses, slots * classes * classes,
        slots * 125, slots * 324),
      mixers: slots)
    self.part = part
  }

  /// Codes a tensor; a decoder fills `codes`, which must have the shape's count.
  mutating func code(
    _ codes: inout [UInt16], prediction: TensorPrediction, slot: Int, previous: [UInt16]?,
    coder: inout some BitCoder
  ) throws(ArchiveError) {
    let bits = prediction.bits
    let (plane, columns) = (prediction.shape.rows * prediction.shape.columns, prediction.shape.columns)
    var residuals = [Int16](repeating: 0, count: codes.count)
    try prediction.walk(&codes, previous: previous) { place, codes throws(ArchiveError) in
      let index = place.index
      let expected = place.expected
      let around = place.around
      let left = place.column > 0 ? Int(residuals[index - 1]) : 0
      let above = place.row > 0 ? Int(residuals[index - columns]) : 0
      let below = place.plane > 0 ? Int(residuals[index - plane]) : 0
      let second = place.plane > 1 ? Int(residuals[index - 2 * plane]) : 0
      let planeClass = min(place.plane, 2)
      var relation = 0
      if place.plane > 0 {
        let other = Int(codes[index - plane])
        relation = 1 + (other > expected ? 1 : 0) + (other >= expected ? 1 : 0)
      }
      let activity =
        abs(around.left - around.aboveLeft) + abs(around.above - around.aboveLeft)
        + abs(around.above - around.aboveRight)
      let near = TensorModel.near
      let reach = TensorModel.reach
      let contexts = SIMD4<Int32>(
        Int32(
          (slot * TensorModel.expectedClasses + (expected >> max(0, bits - 4))) * TensorModel.planeClasses
            + planeClass),
        Int32(
          (slot * NumberCoder.sizeClasses + NumberCoder.sizeClass(activity)) * NumberCoder.sizeClasses
            + NumberCoder.sizeClass(2 * abs(below) + abs(second))),
        Int32(slot * 125 + (cut(left, near) * 5 + cut(above, near)) * 5 + cut(below, near)),
        Int32(
          slot * 324 + (cut(around.left - expected, reach) * 9 + cut(around.above - expected, reach)) * 4
            + relation))
      let residual = try NumberCoder.code(
        prediction.wrapped(Int(codes[index]) - expected), contexts: contexts, mixer: slot, model: &model,
        coder: &coder, part: part)
      guard residual >= -prediction.middle, residual < prediction.middle else {
        throw .invalid(
          field: "code in \(part)", rule: "of \(bits) bits", found: "a difference of \(residual)", offset: nil
        )
      }
      residuals[index] = Int16(truncatingIfNeeded: residual)
      codes[index] = UInt16(truncatingIfNeeded: (expected + residual) & ((1 << bits) - 1))
    }
  }
}

/// `value` cut to -reach…reach, counted from 0.
@inline(__always)
private func cut(_ value: Int, _ reach: Int) -> Int { min(max(value, -reach), reach) + reach }
