internal import CHabaKernels

/// Any kernel: unfolded columns and matrix products.
extension Convolution {
  private var taps: Int { kernel[0] * kernel[1] * kernel[2] }
  private var outputArea: Int { output[1] * output[2] }
  private var inputSize: Int { input[1] * input[2] * input[3] }

  /// Images whose columns one product takes: until there are 256 rows, where the kernel is so large that a product of fewer is
  /// mostly spent on laying the kernel out.
  ///
  /// Without a stride it is always one, so that what was ever computed with such kernels stays the same to the last bit.
  private var imagesPerProduct: Int {
    stride == 1 || taps * kernel[3] < 1 << 15 ? 1 : max(1, min(input[0], 256 / outputArea))
  }

  /// Columns of neighbouring images, one below the other.
  private func unfold(_ x: UnsafePointer<Float>, _ images: Range<Int>, into columns: UnsafeMutablePointer<Float>) {
    for image in images {
      haba_unfold(
        x + image * inputSize, columns + (image - images.lowerBound) * outputArea * taps, input[1], input[2], input[3],
        kernel[0], kernel[1], padding, stride, output[1], output[2])
    }
  }

  func unfoldedOutput(_ x: Tensor, _ w: Tensor) -> Buffer {
    let (taps, area, depth) = (taps, outputArea, kernel[3])
    let y = Buffer(count: input[0] * area * depth)
    Threads.forEachRun(of: imagesPerProduct, in: input[0]) { images in
      let columns = Buffer(count: images.count * area * taps)
      unfold(x.pointer, images, into: columns.pointer)
      BLAS.multiply(
        columns.pointer, by: w.pointer, into: y.pointer + images.lowerBound * area * depth, m: images.count * area,
        n: depth, k: taps)
    }
    return y
  }

  func unfoldedInputGradient(_ g: Tensor, _ w: Tensor) -> Buffer {
    let (taps, area, size, depth) = (taps, outputArea, inputSize, kernel[3])
    let x = Buffer(count: input[0] * size)
    Threads.forEachRun(of: imagesPerProduct, in: input[0]) { images in
      let columns = Buffer(count: images.count * area * taps)
      BLAS.multiply(
        g.pointer + images.lowerBound * area * depth, by: w.pointer, otherTransposed: true, into: columns.pointer,
        m: images.count * area, n: taps, k: depth)
      (x.pointer + images.lowerBound * size).update(repeating: 0, count: images.count * size)
      for image in images {
        haba_fold(
          columns.pointer + (image - images.lowerBound) * area * taps, x.pointer + image * size, input[1], input[2],
          input[3], kernel[0], kernel[1], padding, stride, output[1], output[2], taps)
      }
    }
    return x
  }

  func unfoldedKernelGradient(_ x: Tensor, _ g: Tensor) -> Buffer {
    let (taps, area, depth) = (taps, outputArea, kernel[3])
    return summed(share: (input[0] + 7) / 8, together: imagesPerProduct) { images, sum, adding in
      let columns = Buffer(count: images.count * area * taps)
      unfold(x.pointer, images, into: columns.pointer)
      BLAS.multiply(
        columns.pointer, transposed: true, by: g.pointer + images.lowerBound * area * depth, into: sum, m: taps,
        n: depth, k: images.count * area, adding: adding)
    }
  }

  /// A kernel's gradient, to which `body` adds a few images at a time: in partial sums of `share` images, added up in order.
  func summed(
    share: Int, together: Int, _ body: (Range<Int>, UnsafeMutablePointer<Float>, _ adding: Bool) -> Void
  ) -> Buffer {
    let count = kernel.reduce(1, *)
    let pieces = share > 0 ? (input[0] + share - 1) / share : 0
    let partial = Buffer(count: max(1, pieces) * count)
    Threads.forEachPiece(pieces) { piece in
      let own = piece * share..<min(input[0], (piece + 1) * share)
      for start in Swift.stride(from: own.lowerBound, to: own.upperBound, by: together) {
        body(start..<min(own.upperBound, start + together), partial.pointer + piece * count, start > own.lowerBound)
      }
    }
    let w = Buffer(count: count)
    Threads.forEachRun(of: 1 << 15, in: count) { run in
      let sum = w.pointer + run.lowerBound
      sum.update(repeating: 0, count: run.count)
      for piece in 0..<pieces {
        haba_accumulate(partial.pointer + piece * count + run.lowerBound, 1, sum, run.count)
      }
    }
    return w
  }
}
