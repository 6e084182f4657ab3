public import HabaFormat
public import HabaTensor

/// HaBa's own hallucinator (section 3.2): valid 3x3 convolution, a scale and a shift for every place, transposed 3x3
/// convolution; an affine map of the base.
///
/// It has as many features as images have channels, so bases of one channel get their colours from it.
public struct PublishedHallucinator: HallucinatorKind {
  /// How commands call it.
  public static let name = "published"
  /// Without padding a convolution needs as many pixels as its kernel.
  public static let smallestSide = FormatCaps.hallucinatedSide

  private let inputs: Int
  private let shape: ImageShape

  /// Networks for images of at least `smallestSide` rows and columns.
  public init(baseChannels: Int, shape: ImageShape) {
    inputs = baseChannels
    self.shape = shape
  }

  /// As published, with as many features as images have channels.
  public var form: HallucinatorForm { .published(features: shape.channels) }

  /// A quarter of the bases': what one value of a hallucinator changes, it changes in every image.
  public var rate: Float { 0.005 }

  /// Kernels `[F, c, 3, 3]` and `[F, C, 3, 3]`, their biases `[F]` and `[C]`, maps `[F, H-2, W-2]`.
  public func initialParameters(_ start: HallucinatorStart, _ random: inout RandomSource) -> NamedTensors {
    let channels = shape.channels
    let map = [channels, shape.height - 2, shape.width - 2]
    let places = map.reduce(1, *)
    var parameters = NamedTensors()
    func append(_ values: [Float], _ shape: [Int], _ name: String) {
      parameters.append(Tensor(values, shape: shape).tracked(), as: name)
    }
    switch start {
    case .published:
      // PyTorch counts a kernel's second axis as what fans in, of either convolution.
      func uniform(_ count: Int, fanIn: Int) -> [Float] {
        let bound = 1 / Float(9 * fanIn).squareRoot()
        return (0..<count).map { _ in random.uniform(-bound, bound) }
      }
      append(uniform(9 * channels * inputs, fanIn: inputs), [channels, inputs, 3, 3], "encodeKernel")
      append(uniform(channels, fanIn: inputs), [channels], "encodeBias")
      append(Array(repeating: 1, count: places), map, "scale")
      append(Array(repeating: 0, count: places), map, "shift")
      append(uniform(9 * channels * channels, fanIn: channels), [channels, channels, 3, 3], "decodeKernel")
      append(uniform(channels, fanIn: channels), [channels], "decodeBias")
    case .identity:
      func kernel(inputs: Int) -> [Float] {
        var kernel = random.normals(9 * channels * inputs).map { $0 * 0.1 }
        for channel in 0..<channels { kernel[(channel * inputs + min(channel, inputs - 1)) * 9 + 4] += 1 }
        return kernel
      }
      let encode = kernel(inputs: inputs)
      let scale = random.normals(places).map { 1 + 0.1 * $0 }
      let shift = random.normals(places).map { 0.1 * $0 }
      append(encode, [channels, inputs, 3, 3], "encodeKernel")
      append(random.normals(channels).map { 0.1 * $0 }, [channels], "encodeBias")
      append(scale, map, "scale")
      append(shift, map, "shift")
      append(kernel(inputs: channels), [channels, channels, 3, 3], "decodeKernel")
      append(random.normals(channels).map { 0.1 * $0 }, [channels], "decodeBias")
    }
    return parameters
  }

  /// The images `[N, H, W, C]` that parts `[N, H, W, c]` become.
  public func images(_ parts: Tensor, _ parameters: NamedTensors) -> Tensor {
    func map(_ name: String) -> Tensor {
      let t = parameters[name]
      return t.permuted([1, 2, 0]).reshaped([1, t.shape[1], t.shape[2], t.shape[0]])
    }
    // Archived kernels are [out, in, 3, 3] and, transposed, [in, out, 3, 3]; ours lie as [3, 3, image side, code side].
    func kernel(_ name: String) -> Tensor { parameters[name].permuted([2, 3, 1, 0]) }
    let encoded = parts.convolved(with: kernel("encodeKernel")) + parameters["encodeBias"]
    let changed = encoded * map("scale") + map("shift")
    return changed.transposedConvolved(with: kernel("decodeKernel")) + parameters["decodeBias"]
  }

  /// Maps by a fitted quantizer, kernels and biases by one that covers them.
  public func quantized(_ values: [Float], parameter: String, bits: Int) -> QuantizedTensor {
    // Most taps of a kernel lie near zero and a few far away, so its range must hold. Maps are many and spread evenly.
    parameter == "scale" || parameter == "shift"
      ? QuantizedTensor(quantizing: values, bits: bits) : QuantizedTensor(covering: values, bits: bits)
  }

  /// All six tensors.
  public func archived(_ parameter: (String) -> QuantizedTensor) -> Hallucinator {
    Hallucinator(
      encodeKernel: parameter("encodeKernel"), encodeBias: parameter("encodeBias"), scale: parameter("scale"),
      shift: parameter("shift"), decodeKernel: parameter("decodeKernel"), decodeBias: parameter("decodeBias"))
  }
}
