/// The two 3x3 convolutions of a hallucinator.
///
/// Each goes row by row over whole planes, so that the inner loop uses vector instructions; every single
/// output still gets its terms in the order of the specification, one after another.
enum Convolution {
  private static let side = 3

  /// [inputs, h, w] to [outputs, h+2p-2, w+2p-2] for a padding p of 0 or 1:
  /// `bias[o] + sum over (i, ky, kx) of kernel[o, i, ky, kx] * input[i, y+ky-p, x+kx-p]`, over the terms inside.
  static func forward(
    _ input: [Float], inputs: Int, height: Int, width: Int, kernel: [Float], bias: [Float], padding: Int
  ) -> [Float] {
    let (outputs, taps) = (bias.count, side * side)
    let (newHeight, newWidth) = (height + 2 * padding - 2, width + 2 * padding - 2)
    return planes(outputs, newHeight, newWidth, bias: bias) { target, out in
      input.withUnsafeBufferPointer { input in
        for tap in 0..<inputs * taps {
          let (channel, ky, kx) = (tap / taps, tap / side % side, tap % side)
          let weight = kernel[out * inputs * taps + tap]
          accumulate(
            target, newHeight, newWidth,
            UnsafeBufferPointer(rebasing: input[channel * height * width..<(channel + 1) * height * width]),
            height, width, down: ky - padding, across: kx - padding, weight: weight)
        }
      }
    }
  }

  /// [inputs, h, w] to [outputs, h+2-2p, w+2-2p] for a padding p of 0 or 1:
  /// `bias[o] + sum over (i, ky, kx) of kernel[i, o, ky, kx] * input[i, y-ky+p, x-kx+p]`, over the terms inside.
  static func transposed(
    _ input: [Float], inputs: Int, height: Int, width: Int, kernel: [Float], bias: [Float], padding: Int
  ) -> [Float] {
    let (outputs, taps) = (bias.count, side * side)
    let (newHeight, newWidth) = (height + 2 - 2 * padding, width + 2 - 2 * padding)
    return planes(outputs, newHeight, newWidth, bias: bias) { target, out in
      input.withUnsafeBufferPointer { input in
        for tap in 0..<inputs * taps {
          let (channel, ky, kx) = (tap / taps, tap / side % side, tap % side)
          let weight = kernel[(channel * outputs + out) * taps + tap % taps]
          accumulate(
            target, newHeight, newWidth,
            UnsafeBufferPointer(rebasing: input[channel * height * width..<(channel + 1) * height * width]),
            height, width, down: padding - ky, across: padding - kx, weight: weight)
        }
      }
    }
  }

  /// New planes that start as their bias, each then given to `body`.
  private static func planes(
    _ count: Int, _ height: Int, _ width: Int, bias: [Float],
    _ body: (UnsafeMutableBufferPointer<Float>, Int) -> Void
  ) -> [Float] {
    let plane = height * width
    var output = [Float](repeating: 0, count: count * plane)
    output.withUnsafeMutableBufferPointer { output in
      for index in 0..<count {
        let target = UnsafeMutableBufferPointer(rebasing: output[index * plane..<(index + 1) * plane])
        target.update(repeating: bias[index])
        body(target, index)
      }
    }
    return output
  }

  /// `target[y, x] += weight * source[y + down, x + across]` where both are inside, product and sum each rounded.
  @inline(__always)
  private static func accumulate(
    _ target: UnsafeMutableBufferPointer<Float>, _ height: Int, _ width: Int,
    _ source: UnsafeBufferPointer<Float>, _ sourceHeight: Int, _ sourceWidth: Int, down: Int, across: Int,
    weight: Float
  ) {
    let (firstRow, endRow) = (max(0, -down), min(height, sourceHeight - down))
    let (firstColumn, endColumn) = (max(0, -across), min(width, sourceWidth - across))
    guard firstRow < endRow, firstColumn < endColumn else { return }
    for row in firstRow..<endRow {
      let own = UnsafeMutableBufferPointer(
        rebasing: target[row * width + firstColumn..<row * width + endColumn])
      let start = (row + down) * sourceWidth + firstColumn + across
      let other = UnsafeBufferPointer(rebasing: source[start..<start + own.count])
      for index in own.indices {
        let term = weight * other[index]
        own[index] += term
      }
    }
  }
}
