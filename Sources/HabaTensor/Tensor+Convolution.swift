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
    let y = isFast ? fastOutput(x, w) : isBlocked ? blockedOutput(x, w) : unfoldedOutput(x, w)
    return .result(output, y, of: [x, w]) { g in
      [x.isTracked ? inputGradient(g, w) : nil, w.isTracked ? kernelGradient(x, g) : nil]
    }
  }

  /// x's gradient from y's and w.
  func inputGradient(_ g: Tensor, _ w: Tensor) -> Tensor {
    precondition(g.shape == output && w.shape == kernel)
    let x =
      isFast ? fastInputGradient(g, w) : isBlocked ? blockedInputGradient(g, w) : unfoldedInputGradient(g, w)
    return .result(input, x, of: [g, w]) { h in
      [g.isTracked ? output(h, w) : nil, w.isTracked ? kernelGradient(h, g) : nil]
    }
  }

  /// w's gradient from x and y's gradient.
  func kernelGradient(_ x: Tensor, _ g: Tensor) -> Tensor {
    precondition(x.shape == input && g.shape == output)
    let w =
      isFast ? fastKernelGradient(x, g) : isBlocked ? blockedKernelGradient(x, g) : unfoldedKernelGradient(x, g)
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
