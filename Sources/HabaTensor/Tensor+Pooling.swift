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

  /// The largest value of each window of `size` by `size`, windows `stride` apart; of equal ones the first.
  public func maxPooled(_ size: Int = 2, stride: Int? = nil) -> Tensor {
    let (n, h, w, c) = (shape[0], shape[1], shape[2], shape[3])
    let stride = stride ?? size
    precondition(h >= size && w >= size && stride > 0, "pooling \(shape) by \(size)")
    precondition(h * w * c <= Int32.max, "an image of \(shape) has more places than can be pooled")
    let (rows, columns) = ((h - size) / stride + 1, (w - size) / stride + 1)
    let (size, area) = (size, h * w * c)
    let output = Buffer(count: n * rows * columns * c)
    let chosen = [Int32](unsafeUninitializedCapacity: output.count) { places, count in
      if let start = places.baseAddress {
        nonisolated(unsafe) let start = start
        Threads.forEachPiece(n) { image in
          let slot = image * rows * columns * c
          haba_max_pool(
            self.pointer + image * area, output.pointer + slot, start + slot, w, c, size, stride, rows, columns)
        }
      }
      count = output.count
    }
    let shape = shape
    return .result([n, rows, columns, c], output, of: [self]) { g in
      [g.scatteredElements(to: chosen, shape: shape, pieces: n)]
    }
  }

  /// Average pooling to a fixed number of rows and columns: each averages the span of rows that it covers, as PyTorch's
  /// adaptive pooling does.
  public func adaptivelyPooled(height: Int, width: Int) -> Tensor {
    func spans(_ from: Int, _ to: Int) -> [Float] {
      var weights = [Float](repeating: 0, count: from * to)
      for row in 0..<to {
        let span = row * from / to..<((row + 1) * from + to - 1) / to
        for column in span { weights[row * from + column] = 1 / Float(span.count) }
      }
      return weights
    }
    return resampled(
      rows: Tensor(spans(shape[1], height), shape: [height, shape[1]]),
      columns: Tensor(spans(shape[2], width), shape: [width, shape[2]]))
  }

  /// Bilinear resampling to another size, pixel centres aligned by the images' edges (PyTorch's `align_corners=False`).
  public func bilinearlyResized(height: Int, width: Int) -> Tensor {
    func taps(_ from: Int, _ to: Int) -> [Float] {
      var weights = [Float](repeating: 0, count: from * to)
      for row in 0..<to {
        let place = max(0, (Float(row) + 0.5) * Float(from) / Float(to) - 0.5)
        let low = min(Int(place), from - 1)
        let high = min(low + 1, from - 1)
        weights[row * from + low] += 1 - (place - Float(low))
        weights[row * from + high] += place - Float(low)
      }
      return weights
    }
    return resampled(
      rows: Tensor(taps(shape[1], height), shape: [height, shape[1]]),
      columns: Tensor(taps(shape[2], width), shape: [width, shape[2]]))
  }

  /// Images whose rows and columns are weighted sums of this one's: `rows` is `[H', H]`, `columns` `[W', W]`.
  private func resampled(rows: Tensor, columns: Tensor) -> Tensor {
    let (n, h, w, c) = (shape[0], shape[1], shape[2], shape[3])
    let (newH, newW) = (rows.shape[0], columns.shape[0])
    let high = rows.multiplied(by: permuted([1, 0, 2, 3]).reshaped([h, n * w * c])).reshaped([newH, n, w, c])
    let wide = columns.multiplied(by: high.permuted([2, 1, 0, 3]).reshaped([w, n * newH * c]))
    return wide.reshaped([newW, n, newH, c]).permuted([1, 2, 0, 3])
  }
}
