internal import Glibc
public import HabaTensor

/// Numbers without a pattern that anyone can compute again: sin(0.37 i + 0.0101 i² + phase), as in Scripts/figures.
public func chirp(_ count: Int, phase: Double = 0) -> [Float] {
  (0..<count).map { index in
    let i = Double(index)
    let angle: Double = 0.37 * i + 0.0101 * i * i + phase
    return Float(sin(angle))
  }
}

/// A constant tensor of `chirp`'s numbers.
public func chirp(_ shape: [Int], phase: Double = 0) -> Tensor {
  Tensor(chirp(shape.reduce(1, *), phase: phase), shape: shape)
}

/// Four weighted sums of values in row-major order, as in Scripts/figures.
public func projections(_ values: [Float]) -> [Double] {
  (0..<4).map { number in
    let k = Double(number)
    let (linear, square): (Double, Double) = (0.41 + 0.17 * k, 0.0073 * (k + 1))
    var sum = 0.0
    for (index, value) in values.enumerated() {
      let i = Double(index)
      sum += Double(value) * sin(linear * i + square * i * i)
    }
    return sum
  }
}

/// The length of a tensor as a vector, summed in binary64.
public func norm(_ t: Tensor) -> Double {
  t.values.reduce(0) { $0 + Double($1) * Double($1) }.squareRoot()
}

/// Whether every value lies within a tolerance of what is expected.
public func agree(_ found: [Double], _ expected: [Float], within tolerance: Double) -> Bool {
  found.count == expected.count && zip(found, expected).allSatisfy { abs($0 - Double($1)) <= tolerance }
}
