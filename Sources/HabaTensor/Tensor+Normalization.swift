internal import CHabaKernels

extension Tensor {
  /// Average pooling of images `[N, H, W, C]` over squares of `size`; odd rows and columns at the end are left out.
  public func averagePooled(_ size: Int = 2) -> Tensor {
    let (n, h, w, c) = (shape[0], shape[1], shape[2], shape[3])
    let (rows, columns) = (h / size, w / size)
    precondition(rows > 0 && columns > 0, "pooling \(shape) by \(size)")
    let output = Buffer(count: n * rows * columns * c)
    output.pointer.update(repeating: 0, count: output.count)
    let share = 1 / Float(size * size)
    Threads.forEachPiece(n) { image in
      for y in 0..<rows * size {
        for x in 0..<columns * size {
          haba_accumulate(
            self.pointer + ((image * h + y) * w + x) * c, share,
            output.pointer + ((image * rows + y / size) * columns + x / size) * c, c)
        }
      }
    }
    return .result([n, rows, columns, c], output, of: [self]) { g in [g.spread(size, height: h, width: w)] }
  }

  /// Spreads every element evenly over a square of `size`: the adjoint of `averagePooled`.
  func spread(_ size: Int, height: Int, width: Int) -> Tensor {
    let (n, rows, columns, c) = (shape[0], shape[1], shape[2], shape[3])
    let output = Buffer(count: n * height * width * c)
    output.pointer.update(repeating: 0, count: output.count)
    let share = 1 / Float(size * size)
    Threads.forEachPiece(n) { image in
      for y in 0..<rows * size {
        for x in 0..<columns * size {
          haba_affine(
            self.pointer + ((image * rows + y / size) * columns + x / size) * c, share, 0,
            output.pointer + ((image * height + y) * width + x) * c, c)
        }
      }
    }
    return .result([n, height, width, c], output, of: [self]) { g in [g.averagePooled(size)] }
  }

  /// Instance norm: every image's every channel shifted to mean 0 and scaled to deviation 1.
  public func instanceNormalized(epsilon: Float = 1e-5) -> Tensor {
    let centred = self - mean(axes: [1, 2])
    return centred / (centred.squared().mean(axes: [1, 2]) + epsilon).squareRoot()
  }

  /// Instance norm of images `[N, H, W, C]` with a scale and a shift for each channel (`[C]`), then ReLU, then
  /// average pooling over squares of `pool` (1: none), in one pass over memory.
  public func normReluPooled(scale: Tensor, shift: Tensor, pool: Int = 2, epsilon: Float = 1e-5) -> Tensor {
    NormReluPool(self, scale, shift, pool: pool, epsilon: epsilon).value()
  }
}
