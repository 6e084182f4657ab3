internal import CHabaKernels

/// Instance norm with scale and shift, ReLU and average pooling as one operation, with its first and second derivatives.
///
/// What it is, `definition` says in single operations; they also serve every derivative beyond the second. The kernels for the
/// value, its gradient and the gradient's gradient only do the same with fewer passes over memory.
struct NormReluPool {
  private let x: Tensor
  private let scale: Tensor
  private let shift: Tensor
  private let pool: Int
  private let epsilon: Float
  /// Mean and 1 / deviation of every image's every channel, `[N, C]`.
  private let means: Buffer
  private let inverses: Buffer

  private var images: Int { x.shape[0] }
  private var height: Int { x.shape[1] }
  private var width: Int { x.shape[2] }
  private var channels: Int { x.shape[3] }
  private var size: Int { height * width * channels }
  private var pooledShape: [Int] { [images, height / pool, width / pool, channels] }
  private var pooledSize: Int { (height / pool) * (width / pool) * channels }

  init(_ x: Tensor, _ scale: Tensor, _ shift: Tensor, pool: Int, epsilon: Float) {
    self.x = x
    self.scale = scale
    self.shift = shift
    self.pool = pool
    self.epsilon = epsilon
    let c = x.shape[3]
    precondition(scale.shape == [c] && shift.shape == [c], "scale and shift of \(scale.shape) for \(x.shape)")
    precondition(x.shape[1] >= pool && x.shape[2] >= pool, "pooling \(x.shape) by \(pool)")
    means = Buffer(count: x.shape[0] * c)
    inverses = Buffer(count: x.shape[0] * c)
  }

  private static func definition(
    _ x: Tensor, _ scale: Tensor, _ shift: Tensor, pool: Int, epsilon: Float
  ) -> Tensor {
    let plain = (x.instanceNormalized(epsilon: epsilon) * scale + shift).relu()
    return pool > 1 ? plain.averagePooled(pool) : plain
  }

  func value() -> Tensor {
    let output = Buffer(count: images * pooledSize)
    Threads.forEachPiece(images) { image in
      haba_norm_relu_pool(
        x.pointer + image * size, scale.pointer, shift.pointer, output.pointer + image * pooledSize,
        means.pointer + image * channels, inverses.pointer + image * channels, height, width, channels, pool, epsilon)
    }
    return .result(pooledShape, output, of: [x, scale, shift]) { g in gradients(g) }
  }

  /// The gradients of x, scale and shift from the result's.
  private func gradients(_ g: Tensor) -> [Tensor] {
    let dx = Buffer(count: x.count)
    // Each image adds to its own part; the parts are summed in order.
    let parts = Buffer(count: 2 * images * channels)
    parts.pointer.update(repeating: 0, count: parts.count)
    Threads.forEachPiece(images) { image in
      haba_norm_relu_pool_vjp(
        x.pointer + image * size, scale.pointer, shift.pointer, means.pointer + image * channels,
        inverses.pointer + image * channels, g.pointer + image * pooledSize, dx.pointer + image * size,
        parts.pointer + image * channels, parts.pointer + (images + image) * channels, height, width, channels, pool)
    }
    let sums = Tensor(shape: [2, images, channels], buffer: parts).sum(axes: [1])
    let own = [(x.shape, dx), ([channels], sums.taking([0]).buffer), ([channels], sums.taking([1]).buffer)]
    return Tensor.results(own, of: [g, x, scale, shift]) { cotangents in
      secondGradients(g, cotangents)
    }
  }

  /// The gradients of g, x, scale and shift from those of the three gradients.
  private func secondGradients(_ g: Tensor, _ cotangents: [Tensor?]) -> [Tensor?] {
    if Recording.isOn {
      // Names of their own for the inputs: one may have been made of another, which is not this operation's to differentiate.
      let inputs = [g, x, scale, shift].map { $0.isTracked ? $0.reshaped($0.shape) : $0.tracked() }
      let plain = Self.definition(inputs[1], inputs[2], inputs[3], pool: pool, epsilon: epsilon)
      let first = HabaTensor.gradients(seed: inputs[0], of: plain, Array(inputs[1...]))
      let used = first.indices.filter { cotangents[$0] != nil }
      return HabaTensor.gradients(seeds: used.compactMap { cotangents[$0] }, of: used.map { first[$0] }, inputs)
    }
    let zeros = Tensor(repeating: 0, shape: [channels])
    let h = cotangents[0] ?? Tensor(repeating: 0, shape: x.shape)
    let (hg, hb) = (cotangents[1] ?? zeros, cotangents[2] ?? zeros)
    let dg = Buffer(count: g.count)
    let dx = Buffer(count: x.count)
    let parts = Buffer(count: images * channels)
    parts.pointer.update(repeating: 0, count: parts.count)
    Threads.forEachPiece(images) { image in
      haba_norm_relu_pool_vjp_vjp(
        x.pointer + image * size, scale.pointer, shift.pointer, means.pointer + image * channels,
        inverses.pointer + image * channels, g.pointer + image * pooledSize, h.pointer + image * size, hg.pointer,
        hb.pointer, dg.pointer + image * pooledSize, dx.pointer + image * size, parts.pointer + image * channels,
        height, width, channels, pool)
    }
    return [
      Tensor(shape: g.shape, buffer: dg), Tensor(shape: x.shape, buffer: dx),
      Tensor(shape: [images, channels], buffer: parts).sum(axes: [0]).reshaped([channels]), nil,
    ]
  }
}
