import Glibc

@testable import HabaTensor

/// Numbers without a pattern that anyone can compute again: sin(0.37 i + 0.0101 i² + phase), as in Scripts/figures.
func chirp(_ count: Int, phase: Double = 0) -> [Float] {
  (0..<count).map { index in
    let i = Double(index)
    let angle: Double = 0.37 * i + 0.0101 * i * i + phase
    return Float(sin(angle))
  }
}

/// A constant tensor of `chirp`'s numbers.
func chirp(_ shape: [Int], phase: Double = 0) -> Tensor {
  Tensor(chirp(shape.reduce(1, *), phase: phase), shape: shape)
}

/// Four weighted sums of values in row-major order, as in Scripts/figures.
func projections(_ values: [Float]) -> [Double] {
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

/// The inner product, summed in binary64.
func dot(_ a: Tensor, _ b: Tensor) -> Double {
  zip(a.values, b.values).reduce(0) { $0 + Double($1.0) * Double($1.1) }
}

/// The largest difference as a share of the largest expected value; infinite where counts differ or a value is not finite.
func relativeError(_ found: [Float], _ expected: [Double]) -> Double {
  guard found.count == expected.count, found.allSatisfy({ $0.isFinite }) else { return .infinity }
  let largest = expected.reduce(0) { max($0, abs($1)) }
  return zip(found, expected).reduce(0) { max($0, abs(Double($1.0) - $1.1)) } / max(largest, 1e-30)
}

/// As above, between tensors of the same shape.
func relativeError(_ found: Tensor, _ expected: Tensor) -> Double {
  found.shape == expected.shape ? relativeError(found.values, expected.values.map(Double.init)) : .infinity
}

/// A convolution and its two gradients by their sums, in binary64.
struct DirectConvolution {
  let input: [Int]
  let kernel: [Int]
  let padding: Int
  var stride = 1

  var output: [Int] {
    let (rows, columns) = (input[1] + 2 * padding - kernel[0], input[2] + 2 * padding - kernel[1])
    return [input[0], rows / stride + 1, columns / stride + 1, kernel[3]]
  }

  /// Calls `body` with the places of every product: in x, in w, in y.
  private func forEachProduct(_ body: (Int, Int, Int) -> Void) {
    for n in 0..<input[0] {
      for oy in 0..<output[1] {
        for ox in 0..<output[2] {
          for ky in 0..<kernel[0] {
            for kx in 0..<kernel[1] {
              let (iy, ix) = (oy * stride + ky - padding, ox * stride + kx - padding)
              guard iy >= 0, iy < input[1], ix >= 0, ix < input[2] else { continue }
              let x = ((n * input[1] + iy) * input[2] + ix) * input[3]
              let w = (ky * kernel[1] + kx) * kernel[2] * kernel[3]
              let y = ((n * output[1] + oy) * output[2] + ox) * kernel[3]
              for i in 0..<kernel[2] {
                for o in 0..<kernel[3] { body(x + i, w + i * kernel[3] + o, y + o) }
              }
            }
          }
        }
      }
    }
  }

  func output(_ x: [Float], _ w: [Float]) -> [Double] {
    var y = [Double](repeating: 0, count: output.reduce(1, *))
    forEachProduct { y[$2] += Double(x[$0]) * Double(w[$1]) }
    return y
  }

  func inputGradient(_ g: [Float], _ w: [Float]) -> [Double] {
    var x = [Double](repeating: 0, count: input.reduce(1, *))
    forEachProduct { x[$0] += Double(g[$2]) * Double(w[$1]) }
    return x
  }

  func kernelGradient(_ x: [Float], _ g: [Float]) -> [Double] {
    var w = [Double](repeating: 0, count: kernel.reduce(1, *))
    forEachProduct { w[$1] += Double(x[$0]) * Double(g[$2]) }
    return w
  }
}
