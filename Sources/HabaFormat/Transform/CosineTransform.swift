/// The cosine transform of square blocks: the inverse on integers, which is normative, and its counterpart.
struct CosineTransform {
  /// 8 or 16.
  let side: Int
  /// Row k, column n: round(2^14 cos((2n+1) k pi / 2 side)), the first row divided by the root of 2.
  private let basis: [Int]

  /// round(2^14 cos(m pi / 32)) for m in 0…16.
  private static let cosines = [
    16_384, 16_305, 16_069, 15_679, 15_137, 14_449, 13_623, 12_665, 11_585, 10_394, 9_102, 7_723, 6_270,
    4_756,
    3_196, 1_606, 0,
  ]
  /// The bits that the first pass drops.
  private static let firstShift = 7

  init(side: Int) {
    self.side = side
    basis = (0..<side * side).map { place in
      let (row, column) = (place / side, place % side)
      return row == 0
        ? CosineTransform.cosines[8]
        : CosineTransform.cosine((2 * column + 1) * row * (16 / side))
    }
  }

  private static func cosine(_ angle: Int) -> Int {
    let turned = angle % 64
    let folded = turned > 32 ? 64 - turned : turned
    return folded > 16 ? -cosines[32 - folded] : cosines[folded]
  }

  /// The samples of a block of coefficients in sixteenths, [side, side] both; no overflow for coefficients below 2^32.
  func samples(of coefficients: [Int]) -> [Int] {
    let lastShift = side == 8 ? 27 : 28
    let count = side * side
    var middle = [Int](repeating: 0, count: count)
    var result = [Int](repeating: 0, count: count)
    for row in 0..<side {
      for k in 0..<side where coefficients[row * side + k] != 0 {
        let value = coefficients[row * side + k]
        for column in 0..<side { middle[row * side + column] += value * basis[k * side + column] }
      }
      for column in 0..<side {
        middle[row * side + column] =
          (middle[row * side + column] + 1 << (CosineTransform.firstShift - 1)) >> CosineTransform.firstShift
      }
    }
    for k in 0..<side {
      for row in 0..<side {
        let weight = basis[k * side + row]
        for column in 0..<side { result[row * side + column] += middle[k * side + column] * weight }
      }
    }
    return result.map { ($0 + 1 << (lastShift - 1)) >> lastShift }
  }

  /// The coefficients of a block of samples, [side, side] both, in pixel levels: what an encoder quantizes.
  func coefficients(of samples: [Float]) -> [Float] {
    let scale = (2 / Float(side)).squareRoot() / 16_384
    let weights = basis.map { Float($0) * scale }
    var middle = [Float](repeating: 0, count: side * side)
    var result = middle
    for row in 0..<side {
      for k in 0..<side {
        var sum: Float = 0
        for column in 0..<side { sum += weights[k * side + column] * samples[row * side + column] }
        middle[row * side + k] = sum
      }
    }
    for k in 0..<side {
      for column in 0..<side {
        var sum: Float = 0
        for row in 0..<side { sum += weights[k * side + row] * middle[row * side + column] }
        result[k * side + column] = sum
      }
    }
    return result
  }
}
