/// The cosine transform of square blocks: the inverse on integers, which is normative, and its counterpart.
struct CosineTransform {
  /// The two that there are.
  static func of(side: Int) -> CosineTransform { side == 8 ? eight : sixteen }
  private static let eight = CosineTransform(side: 8)
  private static let sixteen = CosineTransform(side: 16)

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

  private init(side: Int) {
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
    var samples = [Int](repeating: 0, count: side * side)
    var middle = samples
    unpack(coefficients, into: &samples, by: &middle)
    return samples
  }

  /// The same with arrays of `side * side` that are there already, of any content.
  ///
  /// Most coefficients are 0: rows without any take no time.
  func unpack(_ coefficients: [Int], into samples: inout [Int], by middle: inout [Int]) {
    let count = side * side
    precondition(
      coefficients.count == count && samples.count == count && middle.count == count, "a block of another side")
    let lastShift = side == 8 ? 27 : 28
    coefficients.withUnsafeBufferPointer { coefficients in
      basis.withUnsafeBufferPointer { basis in
        middle.withUnsafeMutableBufferPointer { middle in
          samples.withUnsafeMutableBufferPointer { samples in
            for place in 0..<count { samples[place] = 0 }
            for row in 0..<side {
              let start = row &* side
              var isEmpty = true
              for k in 0..<side where coefficients[start &+ k] != 0 {
                let (value, weights) = (coefficients[start &+ k], k &* side)
                if isEmpty {
                  for column in 0..<side { middle[start &+ column] = value &* basis[weights &+ column] }
                } else {
                  for column in 0..<side { middle[start &+ column] &+= value &* basis[weights &+ column] }
                }
                isEmpty = false
              }
              if isEmpty { continue }
              for column in 0..<side {
                middle[start &+ column] = (middle[start &+ column] &+ 1 << (Self.firstShift - 1)) >> Self.firstShift
              }
              for other in 0..<side {
                let weight = basis[start &+ other]
                for column in 0..<side { samples[other &* side &+ column] &+= middle[start &+ column] &* weight }
              }
            }
            for place in 0..<count { samples[place] = (samples[place] &+ 1 << (lastShift - 1)) >> lastShift }
          }
        }
      }
    }
  }

  /// Row k, column n: the orthonormal transform's wave k at place n.
  var weights: [Float] {
    let scale = (2 / Float(side)).squareRoot() / 16_384
    return basis.map { Float($0) * scale }
  }

  /// The coefficients of a block of samples, [side, side] both, in pixel levels: what an encoder quantizes.
  func coefficients(of samples: [Float]) -> [Float] {
    let weights = self.weights
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
