/// The values of a hallucinator's codes, and the network that they are of.
struct PreparedHallucinator: Sendable {
  private let form: HallucinatorForm
  private let shape: ImageShape
  private let encodeKernel, encodeBias, scale, shift, decodeKernel, decodeBias: [Float]

  init(_ hallucinator: Hallucinator, form: HallucinatorForm, shape: ImageShape) {
    self.form = form
    self.shape = shape
    let isResidual = form.kind == .residual
    let channels = shape.channels
    encodeKernel = PreparedHallucinator.kernel(
      hallucinator.encodeKernel, orMissing: hallucinator.encodeBias, channels: isResidual ? channels : nil)
    decodeKernel = PreparedHallucinator.kernel(
      hallucinator.decodeKernel, orMissing: hallucinator.decodeBias, channels: isResidual ? channels : nil)
    encodeBias = PreparedHallucinator.bias(
      hallucinator.encodeBias, orMissing: hallucinator.encodeKernel, channels: channels)
    decodeBias = PreparedHallucinator.bias(
      hallucinator.decodeBias, orMissing: hallucinator.decodeKernel, channels: channels)
    let scales = hallucinator.scale.values
    scale = isResidual ? scales.map { 1 + $0 } : scales
    shift = hallucinator.shift.values
  }

  /// A kernel; the residual one is the distance to the identity, and missing only if its bias is.
  private static func kernel(
    _ tensor: QuantizedTensor, orMissing bias: QuantizedTensor, channels: Int?
  ) -> [Float] {
    var values = tensor.values
    guard let channels, !(tensor.isMissing && bias.isMissing) else { return values }
    if values.isEmpty { values = Array(repeating: 0, count: channels * channels * 9) }
    for channel in 0..<channels { values[(channel * channels + channel) * 9 + 4] += 1 }
    return values
  }

  private static func bias(
    _ tensor: QuantizedTensor, orMissing kernel: QuantizedTensor, channels: Int
  ) -> [Float] {
    tensor.isMissing && !kernel.isMissing ? Array(repeating: 0, count: channels) : tensor.values
  }

  /// The image of a base that is as large as images: [c, H, W], in the residual form [C, H, W], to [C, H, W], all in
  /// normalised units.
  func image(of base: [Float]) -> [Float] {
    let padding = form.kind == .published ? 0 : 1
    let (height, width) = (shape.height, shape.width)
    var features = base
    if !encodeBias.isEmpty {
      features = Convolution.forward(
        base, inputs: base.count / (height * width), height: height, width: width, kernel: encodeKernel,
        bias: encodeBias, padding: padding)
    }
    let (innerHeight, innerWidth) = (height + 2 * padding - 2, width + 2 * padding - 2)
    if !scale.isEmpty {
      each(&features, scale, innerHeight, innerWidth) { value, scale in value * scale }
    }
    if !shift.isEmpty {
      each(&features, shift, innerHeight, innerWidth) { value, shift in value + shift }
    }
    guard !decodeBias.isEmpty else { return features }
    return Convolution.transposed(
      features, inputs: form.features, height: innerHeight, width: innerWidth, kernel: decodeKernel,
      bias: decodeBias, padding: padding)
  }

  /// Combines each feature with its value in a map, of which squares of features share one.
  @inline(__always)
  private func each(
    _ features: inout [Float], _ map: [Float], _ height: Int, _ width: Int, _ body: (Float, Float) -> Float
  ) {
    guard form.grain > 1 else {
      for index in features.indices { features[index] = body(features[index], map[index]) }
      return
    }
    let (rows, columns) = ((height + form.grain - 1) / form.grain, (width + form.grain - 1) / form.grain)
    for index in features.indices {
      let (plane, row, column) = (index / (height * width), index / width % height, index % width)
      let cell = (plane * rows + row / form.grain) * columns + column / form.grain
      features[index] = body(features[index], map[cell])
    }
  }
}
