internal import CHabaKernels

/// Any kernel with whole blocks of outputs: products that read images where they lie, in a border of zeros.
extension Convolution {
  var isBlocked: Bool { kernel[3] % Self.block == 0 }

  private var taps: Int { kernel[0] * kernel[1] * kernel[2] }
  private var area: Int { output[1] * output[2] }
  /// Values in a row of an image in its border.
  private var borderedRow: Int { (input[2] + 2 * padding) * input[3] }
  private var borderedSize: Int { (input[1] + 2 * padding) * borderedRow }

  /// Images that one product takes, to pay for the kernel's way to the processor: until there are `rows` places.
  private func images(for rows: Int) -> Int { max(1, min(input[0], rows / area)) }

  /// Calls `body` with the place of images that lie one after the other, each in its border.
  private func withBorder(_ x: Tensor, _ images: Range<Int>, _ body: (UnsafePointer<Float>) -> Void) {
    let (height, row) = (input[1], input[2] * input[3])
    guard padding > 0 else { return body(x.pointer + images.lowerBound * height * row) }
    let bordered = Buffer(count: images.count * borderedSize)
    bordered.pointer.update(repeating: 0, count: bordered.count)
    for image in images {
      let inside =
        bordered.pointer + (image - images.lowerBound) * borderedSize + padding * borderedRow + padding * input[3]
      for y in 0..<height {
        (inside + y * borderedRow).update(from: x.pointer + (image * height + y) * row, count: row)
      }
    }
    body(UnsafePointer(bordered.pointer))
  }

  func blockedOutput(_ x: Tensor, _ w: Tensor) -> Buffer {
    let (area, depth, output) = (area, kernel[3], output)
    let y = Buffer(count: input[0] * area * depth)
    let panels = Self.panels(w, terms: taps, columns: depth)
    Threads.forEachRun(of: images(for: 64), in: input[0]) { images in
      withBorder(x, images) { places in
        var product = haba_product()
        product.a = places
        (product.a_set, product.a_group, product.a_row) = (borderedSize, stride * borderedRow, stride * input[3])
        (product.a_outer, product.a_inner) = (borderedRow, 1)
        product.b = UnsafePointer(panels.pointer)
        (product.b_panel, product.b_term) = (taps * Self.block, Self.block)
        product.y = y.pointer + images.lowerBound * area * depth
        (product.y_set, product.y_group) = (area * depth, output[2] * depth)
        (product.y_row, product.y_panel) = (depth, Self.block)
        (product.sets, product.groups, product.rows) = (images.count, output[1], output[2])
        (product.repeats, product.outer, product.inner) = (1, kernel[0], kernel[1] * kernel[2])
        product.panels = depth / Self.block
        haba_multiply_blocks(&product)
      }
    }
    return y
  }

  func blockedInputGradient(_ g: Tensor, _ w: Tensor) -> Buffer {
    if let turned {
      return turned.blockedOutput(g, Tensor(shape: turned.kernel, buffer: turnedKernel(w)))
    }
    // The gradient of each place's columns, which are then added up.
    let (area, depth, size) = (area, kernel[3], input[1] * input[2] * input[3])
    let blocks = (taps + Self.block - 1) / Self.block
    let row = blocks * Self.block
    let panels = Self.transposedPanels(w, terms: depth, columns: taps)
    let x = Buffer(count: input[0] * size)
    Threads.forEachRun(of: images(for: 64), in: input[0]) { images in
      let columns = Buffer(count: images.count * area * row)
      var product = haba_product()
      product.a = UnsafePointer(g.pointer + images.lowerBound * area * depth)
      (product.a_row, product.a_inner) = (depth, 1)
      product.b = UnsafePointer(panels.pointer)
      (product.b_panel, product.b_term) = (depth * Self.block, Self.block)
      product.y = columns.pointer
      (product.y_row, product.y_panel) = (row, Self.block)
      (product.sets, product.groups, product.rows) = (1, 1, images.count * area)
      (product.repeats, product.outer, product.inner, product.panels) = (1, 1, depth, blocks)
      haba_multiply_blocks(&product)
      (x.pointer + images.lowerBound * size).update(repeating: 0, count: images.count * size)
      for image in images {
        haba_fold(
          columns.pointer + (image - images.lowerBound) * area * row, x.pointer + image * size, input[1], input[2],
          input[3], kernel[0], kernel[1], padding, stride, output[1], output[2], row)
      }
    }
    return x
  }

  func blockedKernelGradient(_ x: Tensor, _ g: Tensor) -> Buffer {
    let (area, depth, output) = (area, kernel[3], output)
    return summed(share: (input[0] + 7) / 8, together: images(for: 256)) { images, sum, adding in
      withBorder(x, images) { places in
        var product = haba_product()
        product.a = places
        (product.a_group, product.a_row) = (borderedRow, 1)
        (product.a_repeat, product.a_outer, product.a_inner) = (borderedSize, stride * borderedRow, stride * input[3])
        product.b = UnsafePointer(g.pointer + images.lowerBound * area * depth)
        (product.b_panel, product.b_term) = (Self.block, depth)
        product.y = sum
        (product.y_group, product.y_row, product.y_panel) = (kernel[1] * kernel[2] * depth, depth, Self.block)
        (product.sets, product.groups, product.rows) = (1, kernel[0], kernel[1] * kernel[2])
        (product.repeats, product.outer, product.inner) = (images.count, output[1], output[2])
        (product.panels, product.adding) = (depth / Self.block, adding ? 1 : 0)
        haba_multiply_blocks(&product)
      }
    }
  }

  /// The convolution of y's gradient by the kernel turned around that gives x's, where that has whole blocks of outputs.
  private var turned: Convolution? {
    guard stride == 1, kernel[0] == kernel[1], padding < kernel[0], kernel[2] % Self.block == 0 else { return nil }
    return Convolution(
      input: output, kernel: [kernel[0], kernel[1], kernel[3], kernel[2]], padding: kernel[0] - 1 - padding)
  }

  /// Values `[terms, columns]` as `[columns / 16, terms, 16]`.
  private static func panels(_ w: Tensor, terms: Int, columns: Int) -> Buffer {
    let panels = Buffer(count: terms * columns)
    Threads.forEachPiece(columns / block) { panel in
      for term in 0..<terms {
        (panels.pointer + (panel * terms + term) * block)
          .update(from: w.pointer + term * columns + panel * block, count: block)
      }
    }
    return panels
  }

  /// Values `[columns, terms]` as `[columns / 16, terms, 16]`, with zeros for columns that lack to a whole block.
  private static func transposedPanels(_ w: Tensor, terms: Int, columns: Int) -> Buffer {
    let count = (columns + block - 1) / block
    let panels = Buffer(count: count * terms * block)
    Threads.forEachPiece(count) { panel in
      for term in 0..<terms {
        let target = panels.pointer + (panel * terms + term) * block
        for column in 0..<block {
          let source = panel * block + column
          target[column] = source < columns ? w.pointer[source * terms + term] : 0
        }
      }
    }
    return panels
  }
}
