internal import CHabaKernels

/// Instance norm with scale and shift, with something added and ReLU behind it where that is wanted, as one operation with
/// its first derivative.
///
/// What it is, `definition` says in single operations; they serve every derivative beyond the first.
struct NormAdd {
  private let x: Tensor
  private let scale: Tensor
  private let shift: Tensor
  private let other: Tensor?
  private let hasReLU: Bool
  private let epsilon: Float
  /// Mean and 1 / deviation of every image's every channel, `[N, C]`.
  private let means: Buffer
  private let inverses: Buffer
  private let output: Buffer

  private var images: Int { x.shape[0] }
  private var area: Int { x.shape[1] * x.shape[2] }
  private var channels: Int { x.shape[3] }
  private var size: Int { area * channels }
  private var inputs: [Tensor] { [x, scale, shift] + (other.map { [$0] } ?? []) }

  init(_ x: Tensor, scale: Tensor, shift: Tensor, adding other: Tensor?, hasReLU: Bool, epsilon: Float) {
    self.x = x
    self.scale = scale
    self.shift = shift
    self.other = other
    self.hasReLU = hasReLU
    self.epsilon = epsilon
    let c = x.shape[3]
    precondition(scale.shape == [c] && shift.shape == [c], "scale and shift of \(scale.shape) for \(x.shape)")
    precondition(other.map { $0.shape == x.shape } ?? true, "\(x.shape) and something of another shape")
    means = Buffer(count: x.shape[0] * c)
    inverses = Buffer(count: x.shape[0] * c)
    output = Buffer(count: x.count)
  }

  private func definition(_ inputs: [Tensor]) -> Tensor {
    let normed = inputs[0].instanceNormalized(epsilon: epsilon) * inputs[1] + inputs[2]
    let sum = inputs.count > 3 ? normed + inputs[3] : normed
    return hasReLU ? sum.relu() : sum
  }

  func value() -> Tensor {
    Threads.forEachPiece(images) { image in
      haba_norm_add(
        x.pointer + image * size, scale.pointer, shift.pointer, other.map { UnsafePointer($0.pointer + image * size) },
        output.pointer + image * size, means.pointer + image * channels, inverses.pointer + image * channels, area,
        channels, hasReLU ? 1 : 0, epsilon)
    }
    return .result(x.shape, output, of: inputs) { g in gradients(g) }
  }

  private func gradients(_ g: Tensor) -> [Tensor?] {
    if Recording.isOn {
      // Names of their own for the inputs: one may have been made of another, which is not this operation's to differentiate.
      let own = inputs.map { $0.isTracked ? $0.reshaped($0.shape) : $0.tracked() }
      return HabaTensor.gradients(seed: g, of: definition(own), own)
    }
    let (dx, dother) = (Buffer(count: x.count), Buffer(count: x.count))
    // Each image has its own part; the parts are summed in order.
    let parts = Buffer(count: 2 * images * channels)
    Threads.forEachPiece(images) { image in
      haba_norm_add_vjp(
        x.pointer + image * size, scale.pointer, means.pointer + image * channels, inverses.pointer + image * channels,
        output.pointer + image * size, g.pointer + image * size, dx.pointer + image * size,
        dother.pointer + image * size, parts.pointer + image * channels,
        parts.pointer + (images + image) * channels, area, channels, hasReLU ? 1 : 0)
    }
    let sums = Tensor(shape: [2, images, channels], buffer: parts).sum(axes: [1])
    let own = [Tensor(shape: x.shape, buffer: dx)] + [0, 1].map { sums.taking([$0]).reshaped([channels]) }
    return own + (other == nil ? [] : [Tensor(shape: x.shape, buffer: dother)])
  }
}
