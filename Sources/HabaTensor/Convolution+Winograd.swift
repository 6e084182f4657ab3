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
  /// Tiles that one piece covers: the two working sets of 36 x tiles x channels then stay in the cache.
  private static let tilesPerPiece = 64

  private var tiles: Int { input[0] * ((input[1] + 3) / 4) * ((input[2] + 3) / 4) }

  func fastOutput(_ x: Tensor, _ w: Tensor) -> Buffer {
    let (from, to) = (kernel[2], kernel[3])
    let u = Buffer(count: Self.frequencies * from * to)
    Threads.forEachPiece(6) { haba_winograd_kernel(w.pointer, u.pointer, from * to, $0) }
    return filtered(x, u, from: from, to: to)
  }

  func fastInputGradient(_ g: Tensor, _ w: Tensor) -> Buffer {
    let (from, to) = (kernel[3], kernel[2])
    let turned = Buffer(count: w.count)
    Threads.forEachPiece(9) { haba_turn_kernel(w.pointer, turned.pointer, to, from, $0) }
    let u = Buffer(count: Self.frequencies * from * to)
    Threads.forEachPiece(6) { haba_winograd_kernel(turned.pointer, u.pointer, from * to, $0) }
    return filtered(g, u, from: from, to: to)
  }

  /// Images `[N, H, W, from]` filtered by transformed kernels `[36, from, to]`.
  private func filtered(_ x: Tensor, _ u: Buffer, from: Int, to: Int) -> Buffer {
    let (height, width, tiles) = (input[1], input[2], tiles)
    let y = Buffer(count: input[0] * height * width * to)
    func transformIn(_ values: Buffer, _ run: Range<Int>, start: Int, stride: Int) {
      haba_winograd_input(
        x.pointer, values.pointer + (run.lowerBound - start) * from, height, width, from, run.lowerBound, run.count,
        stride * from)
    }
    func multiply(_ values: Buffer, _ products: Buffer, frequency k: Int, count: Int) {
      BLAS.multiply(
        values.pointer + k * count * from, by: u.pointer + k * from * to, into: products.pointer + k * count * to,
        m: count, n: to, k: from)
    }
    func transformOut(_ products: Buffer, _ run: Range<Int>, start: Int, stride: Int) {
      haba_winograd_output(
        products.pointer + (run.lowerBound - start) * to, y.pointer, height, width, to, run.lowerBound, run.count,
        stride * to)
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
    // Tiles are transformed in blocks; each frequency then adds its block's product. Both phases split without sharing.
    let block = min(512, tiles)
    let values = Buffer(count: Self.frequencies * block * from)
    let gradients = Buffer(count: Self.frequencies * block * to)
    let u = Buffer(count: Self.frequencies * from * to)
    for start in Swift.stride(from: 0, to: tiles, by: block) {
      let count = min(block, tiles - start)
      Threads.forEachRun(of: 16, in: count) { run in
        let first = start + run.lowerBound
        haba_winograd_input(
          x.pointer, values.pointer + run.lowerBound * from, input[1], input[2], from, first, run.count, block * from)
        haba_winograd_output_adjoint(
          g.pointer, gradients.pointer + run.lowerBound * to, input[1], input[2], to, first, run.count, block * to)
      }
      Threads.forEachPiece(Self.frequencies) { k in
        BLAS.multiply(
          values.pointer + k * block * from, transposed: true, by: gradients.pointer + k * block * to,
          into: u.pointer + k * from * to, m: from, n: to, k: count, adding: start > 0)
      }
    }
    let w = Buffer(count: 9 * from * to)
    Threads.forEachPiece(9) { haba_winograd_kernel_adjoint(u.pointer, w.pointer, from * to, $0) }
    return w
  }
}
