internal import CHabaKernels

/// A convolution with zero padding, as one bilinear family with three faces.
///
/// With x `[N, H, W, I]`, w `[KH, KW, I, O]` and y `[N, H', W', O]`, the three faces are y from x and w, x's
/// gradient from y's and w, and w's gradient from x and y's. Each is linear in both operands, and each one's
/// derivatives are the other two: so gradients of any order stay inside the family. A transposed convolution is the
/// second face.
struct Convolution: Equatable {
  /// Lengths of x's axes.
  var input: [Int]
  /// Lengths of w's axes.
  var kernel: [Int]
  /// Zeros on every side.
  var padding: Int
  /// Distance of neighbouring windows.
  var stride: Int

  /// Lengths of y's axes.
  var output: [Int] {
    [
      input[0], (input[1] + 2 * padding - kernel[0]) / stride + 1, (input[2] + 2 * padding - kernel[1]) / stride + 1,
      kernel[3],
    ]
  }

  init(input: [Int], kernel: [Int], padding: Int, stride: Int = 1) {
    precondition(input.count == 4 && kernel.count == 4 && input[3] == kernel[2], "convolution of \(input), \(kernel)")
    self.input = input
    self.kernel = kernel
    self.padding = padding
    self.stride = stride
    precondition(
      input[1] + 2 * padding >= kernel[0] && input[2] + 2 * padding >= kernel[1] && stride > 0,
      "kernel \(kernel) is larger than input \(input)")
  }

  /// y from x and w.
  func output(_ x: Tensor, _ w: Tensor) -> Tensor {
    precondition(x.shape == input && w.shape == kernel)
    let y = isFast ? fastOutput(x, w) : unfoldedOutput(x, w)
    return .result(output, y, of: [x, w]) { g in
      [x.isTracked ? inputGradient(g, w) : nil, w.isTracked ? kernelGradient(x, g) : nil]
    }
  }

  /// x's gradient from y's and w.
  func inputGradient(_ g: Tensor, _ w: Tensor) -> Tensor {
    precondition(g.shape == output && w.shape == kernel)
    let x = isFast ? fastInputGradient(g, w) : unfoldedInputGradient(g, w)
    return .result(input, x, of: [g, w]) { h in
      [g.isTracked ? output(h, w) : nil, w.isTracked ? kernelGradient(h, g) : nil]
    }
  }

  /// w's gradient from x and y's gradient.
  func kernelGradient(_ x: Tensor, _ g: Tensor) -> Tensor {
    precondition(x.shape == input && g.shape == output)
    let w = isFast ? fastKernelGradient(x, g) : unfoldedKernelGradient(x, g)
    return .result(kernel, w, of: [x, g]) { v in
      [x.isTracked ? inputGradient(g, v) : nil, g.isTracked ? output(x, v) : nil]
    }
  }
}

extension Tensor {
  /// The convolution (cross-correlation) of images `[N, H, W, I]` with a kernel `[KH, KW, I, O]`.
  public func convolved(with kernel: Tensor, padding: Int = 0, stride: Int = 1) -> Tensor {
    Convolution(input: shape, kernel: kernel.shape, padding: padding, stride: stride).output(self, kernel)
  }

  /// The transposed convolution of images `[N, H, W, O]` with a kernel `[KH, KW, I, O]`: `[N, H + KH - 1, W + KW - 1, I]`.
  public func transposedConvolved(with kernel: Tensor) -> Tensor {
    let size = [shape[0], shape[1] + kernel.shape[0] - 1, shape[2] + kernel.shape[1] - 1, kernel.shape[2]]
    return Convolution(input: size, kernel: kernel.shape, padding: 0).inputGradient(self, kernel)
  }
}

// MARK: - Any kernel: unfolded columns and matrix products

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
          input[3], kernel[0], kernel[1], padding, stride, output[1], output[2])
      }
    }
    return x
  }

  func unfoldedKernelGradient(_ x: Tensor, _ g: Tensor) -> Buffer {
    let (taps, area, depth) = (taps, outputArea, kernel[3])
    // At most eight partial sums, added up in order.
    let share = (input[0] + 7) / 8
    let pieces = (input[0] + share - 1) / max(1, share)
    let together = imagesPerProduct
    let partial = Buffer(count: max(1, pieces) * taps * depth)
    Threads.forEachPiece(pieces) { piece in
      let own = piece * share..<min(input[0], (piece + 1) * share)
      let columns = Buffer(count: min(together, own.count) * area * taps)
      for start in Swift.stride(from: own.lowerBound, to: own.upperBound, by: together) {
        let images = start..<min(own.upperBound, start + together)
        unfold(x.pointer, images, into: columns.pointer)
        BLAS.multiply(
          columns.pointer, transposed: true, by: g.pointer + start * area * depth,
          into: partial.pointer + piece * taps * depth, m: taps, n: depth, k: images.count * area,
          adding: start > own.lowerBound)
      }
    }
    let w = Buffer(count: taps * depth)
    Threads.forEachRun(of: 1 << 15, in: w.count) { run in
      let sum = w.pointer + run.lowerBound
      sum.update(repeating: 0, count: run.count)
      for piece in 0..<pieces {
        haba_accumulate(partial.pointer + piece * w.count + run.lowerBound, 1, sum, run.count)
      }
    }
    return w
  }
}
