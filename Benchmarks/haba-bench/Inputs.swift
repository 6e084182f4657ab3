import HabaFormat
import HabaTensor

/// Seeded inputs that the peer programs make in the same way: uniform values from numbered streams.
enum Inputs {
  /// Value i of stream k is SplitMix64's output for the counter k * 2^40 + i, its upper 24 bits scaled to low ..< high.
  static func uniform(_ stream: Int, _ count: Int, _ low: Float, _ high: Float) -> [Float] {
    (0..<count).map { i in
      var z = (UInt64(stream) << 40 &+ UInt64(i) &+ 1) &* 0x9E37_79B9_7F4A_7C15
      z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
      z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
      z ^= z >> 31
      return low + (high - low) * (Float(z >> 40) * 0x1p-24)
    }
  }

  /// Images of mean 0 and deviation 1, drawn as `[N, C, H, W]`, given as `[N, H, W, C]`.
  static func images(_ stream: Int, _ count: Int, _ shape: ImageShape) -> Tensor {
    let bound = Float(3).squareRoot()
    return Tensor(
      uniform(stream, count * shape.count, -bound, bound),
      shape: [count, shape.channels, shape.height, shape.width]
    ).permuted([0, 2, 3, 1])
  }

  /// A ConvNet-3's parameters, drawn in PyTorch's layouts, given in ours: for each block kernel, scale and shift, then the
  /// linear layer.
  static func convNet(stream: Int, width: Int, shape: ImageShape, classes: Int, spread: Float = 1) -> NamedTensors {
    var parameters = NamedTensors()
    for block in 0..<3 {
      let channels = block == 0 ? shape.channels : width
      let bound = spread / Float(9 * channels).squareRoot()
      parameters.append(
        Tensor(uniform(stream + block, 9 * channels * width, -bound, bound), shape: [width, channels, 3, 3])
          .permuted([2, 3, 1, 0]), as: "block\(block + 1).kernel")
      parameters.append(Tensor(repeating: 1, shape: [width]), as: "block\(block + 1).scale")
      parameters.append(Tensor(repeating: 0, shape: [width]), as: "block\(block + 1).shift")
    }
    let (rows, columns) = (shape.height / 8, shape.width / 8)
    let features = width * rows * columns
    let bound = spread / Float(features).squareRoot()
    parameters.append(
      Tensor(uniform(stream + 3, classes * features, -bound, bound), shape: [classes, width, rows, columns])
        .permuted([2, 3, 1, 0]).reshaped([features, classes]), as: "linear.weight")
    parameters.append(Tensor(uniform(stream + 4, classes, -bound, bound), shape: [classes]), as: "linear.bias")
    return parameters
  }

  /// A student's state with parameters that the peer draws too, each from the stream of its place, in PyTorch's layouts: kernels
  /// and biases as `convNet`'s, scales 1, shifts 0.
  static func state(like state: NamedTensors) -> NamedTensors {
    var (place, bound) = (0, Float(1))
    return NamedTensors(
      state.entries.map { name, tensor in
        guard name.hasPrefix("parameters.") else { return (name, tensor) }
        defer { place += 1 }
        let shape = tensor.shape
        if shape.count > 1 { bound = 1 / Float(shape.dropLast().reduce(1, *)).squareRoot() }
        guard !name.hasSuffix(".scale"), !name.hasSuffix(".shift") else { return (name, tensor) }
        // The peer lays features out as they lie here: rows, columns, channels.
        let drawn = shape.count == 4 ? [shape[3], shape[2], shape[0], shape[1]] : shape.reversed()
        let values = Tensor(uniform(10 + place, tensor.count, -bound, bound), shape: Array(drawn))
        return (
          name, shape.count == 4 ? values.permuted([2, 3, 1, 0]) : shape.count == 2 ? values.permuted([1, 0]) : values
        )
      })
  }

  /// A hallucinator's parameters in the archive's layouts, which are PyTorch's.
  static func hallucinator(stream: Int, shape: ImageShape) -> NamedTensors {
    let c = shape.channels
    let bound = 1 / Float(9 * c).squareRoot()
    let map = [c, shape.height - 2, shape.width - 2]
    return NamedTensors([
      ("encodeKernel", Tensor(uniform(stream, 9 * c * c, -bound, bound), shape: [c, c, 3, 3])),
      ("encodeBias", Tensor(uniform(stream + 1, c, -bound, bound), shape: [c])),
      ("scale", Tensor(repeating: 1, shape: map)), ("shift", Tensor(repeating: 0, shape: map)),
      ("decodeKernel", Tensor(uniform(stream + 2, 9 * c * c, -bound, bound), shape: [c, c, 3, 3])),
      ("decodeBias", Tensor(uniform(stream + 3, c, -bound, bound), shape: [c])),
    ])
  }
}
