internal import CHabaKernels

/// 3x3 convolutions with padding 1 by Winograd's minimal filtering F(4x4, 3x3): a quarter of the multiplications.
///
/// With U = G w G^T, V = B^T x B and y = A^T (U V) A, summed over channels as 36 matrix products, the three faces share
/// their transforms: x's gradient is the convolution of y's gradient with the kernel turned around, and w's gradient is
/// G^T (V^T (A g A^T)) G, the adjoint.
extension Convolution {
  /// Whether the fast way applies: the kernels work on sixteen channels at a time.
  var isFast: Bool {
    kernel[0] == 3 && kernel[1] == 3 && padding == 1 && stride == 1 && kernel[2] % 16 == 0 && kernel[3] % 16 == 0
  }

  private static let frequencies = 36
  /// Channels that lie together.
  static let block = 16
  /// Tiles that one piece covers: the two working sets of 36 x tiles x channels then stay in the cache.
  private static let tilesPerPiece = 64
  /// Tiles that a kernel's gradient is summed over at a time.
  private static let tilesPerSum = 512

  private var tiles: Int { input[0] * ((input[1] + 3) / 4) * ((input[2] + 3) / 4) }

  func fastOutput(_ x: Tensor, _ w: Tensor) -> Buffer {
    let (from, to) = (kernel[2], kernel[3])
    let u = Buffer(count: Self.frequencies * from * to)
    Threads.forEachPiece(6) { haba_winograd_kernel(w.pointer, u.pointer, from, to, $0) }
    return filtered(x, u, from: from, to: to)
  }

  func fastInputGradient(_ g: Tensor, _ w: Tensor) -> Buffer {
    let (from, to) = (kernel[3], kernel[2])
    let turned = turnedKernel(w)
    let u = Buffer(count: Self.frequencies * from * to)
    Threads.forEachPiece(6) { haba_winograd_kernel(turned.pointer, u.pointer, from, to, $0) }
    return filtered(g, u, from: from, to: to)
  }

  /// The kernel turned by half a circle, with input and output exchanged: `[KH, KW, O, I]`.
  func turnedKernel(_ w: Tensor) -> Buffer {
    let turned = Buffer(count: w.count)
    let taps = kernel[0] * kernel[1]
    Threads.forEachPiece(taps) { haba_turn_kernel(w.pointer, turned.pointer, kernel[2], kernel[3], taps, $0) }
    return turned
  }

  /// Images `[N, H, W, from]` filtered by transformed kernels `[36, from, to]`.
  private func filtered(_ x: Tensor, _ u: Buffer, from: Int, to: Int) -> Buffer {
    let (height, width, tiles) = (input[1], input[2], tiles)
    let y = Buffer(count: input[0] * height * width * to)
    func transformIn(_ values: Buffer, _ run: Range<Int>, start: Int, stride: Int) {
      haba_winograd_input(
        x.pointer, values.pointer + (run.lowerBound - start) * Self.block, height, width, from, run.lowerBound,
        run.count, stride)
    }
    func multiply(_ values: Buffer, _ products: Buffer, frequency k: Int, count: Int) {
      var product = haba_product()
      product.a = UnsafePointer(values.pointer + k * count * from)
      (product.a_row, product.a_outer, product.a_inner) = (Self.block, count * Self.block, 1)
      product.b = UnsafePointer(u.pointer + k * from * to)
      (product.b_panel, product.b_term) = (from * Self.block, Self.block)
      product.y = products.pointer + k * count * to
      (product.y_row, product.y_panel) = (Self.block, count * Self.block)
      (product.sets, product.groups, product.rows, product.panels) = (1, 1, count, to / Self.block)
      (product.repeats, product.outer, product.inner) = (1, from / Self.block, Self.block)
      haba_multiply_blocks(&product)
    }
    func transformOut(_ products: Buffer, _ run: Range<Int>, start: Int, stride: Int) {
      haba_winograd_output(
        products.pointer + (run.lowerBound - start) * Self.block, y.pointer, height, width, to, run.lowerBound,
        run.count, stride)
    }
    if tiles >= 4 * Self.tilesPerPiece {
      Threads.forEachRun(of: Self.tilesPerPiece, in: tiles) { run in
        let values = Buffer(count: Self.frequencies * run.count * from)
        let products = Buffer(count: Self.frequencies * run.count * to)
        transformIn(values, run, start: run.lowerBound, stride: run.count)
        for k in 0..<Self.frequencies { multiply(values, products, frequency: k, count: run.count) }
        transformOut(products, run, start: run.lowerBound, stride: run.count)
      }
    } else {
      // Too few tiles to share out whole: each phase is split in its own way.
      let values = Buffer(count: Self.frequencies * tiles * from)
      let products = Buffer(count: Self.frequencies * tiles * to)
      Threads.forEachRun(of: 8, in: tiles) { transformIn(values, $0, start: 0, stride: tiles) }
      Threads.forEachRun(of: 6, in: Self.frequencies) { run in
        for k in run { multiply(values, products, frequency: k, count: tiles) }
      }
      Threads.forEachRun(of: 8, in: tiles) { transformOut(products, $0, start: 0, stride: tiles) }
    }
    return y
  }

  func fastKernelGradient(_ x: Tensor, _ g: Tensor) -> Buffer {
    let (from, to, tiles) = (kernel[2], kernel[3], tiles)
    // Tiles are transformed some at a time; each frequency then adds their product. Both phases split without sharing.
    let most = min(Self.tilesPerSum, tiles)
    let values = Buffer(count: Self.frequencies * most * from)
    let gradients = Buffer(count: Self.frequencies * most * to)
    let u = Buffer(count: Self.frequencies * from * to)
    for start in Swift.stride(from: 0, to: tiles, by: most) {
      let count = min(most, tiles - start)
      Threads.forEachRun(of: 16, in: count) { run in
        let first = start + run.lowerBound
        haba_winograd_input(
          x.pointer, values.pointer + run.lowerBound * Self.block, input[1], input[2], from, first, run.count, most)
        haba_winograd_output_adjoint(
          g.pointer, gradients.pointer + run.lowerBound * Self.block, input[1], input[2], to, first, run.count, most)
      }
      Threads.forEachPiece(Self.frequencies) { k in
        var product = haba_product()
        product.a = UnsafePointer(values.pointer + k * most * from)
        (product.a_group, product.a_row, product.a_inner) = (most * Self.block, 1, Self.block)
        product.b = UnsafePointer(gradients.pointer + k * most * to)
        (product.b_panel, product.b_term) = (most * Self.block, Self.block)
        product.y = u.pointer + k * from * to
        (product.y_group, product.y_row, product.y_panel) = (Self.block * to, to, Self.block)
        (product.sets, product.groups, product.rows) = (1, from / Self.block, Self.block)
        product.panels = to / Self.block
        (product.repeats, product.outer, product.inner) = (1, 1, count)
        product.adding = start > 0 ? 1 : 0
        haba_multiply_blocks(&product)
      }
    }
    let w = Buffer(count: 9 * from * to)
    Threads.forEachPiece(9) { haba_winograd_kernel_adjoint(u.pointer, w.pointer, from * to, $0) }
    return w
  }
}
