internal import HabaFormat
public import HabaTensor

/// A form of hallucinator: how it starts, what it does to bases, how it is archived.
protocol HallucinatorKind: Sendable {
  /// Fresh parameters in the archive's layouts, tracked.
  func initialParameters(_ start: HallucinatorStart, shape: ImageShape, _ random: inout RandomSource) -> [Tensor]
  /// The images `[N, H, W, C]` that bases of that shape become.
  func images(_ bases: Tensor, _ parameters: [Tensor]) -> Tensor
  /// The quantized form of the values of one parameter, numbered as in `initialParameters`.
  func quantized(_ values: [Float], parameter: Int, bits: Int) -> QuantizedTensor
  /// The archive's form of quantized parameters, in the order of `initialParameters`.
  func archived(_ parameters: [QuantizedTensor]) -> Hallucinator
}

/// How hallucinators start.
public enum HallucinatorStart: String, CaseIterable, Sendable {
  /// As HaBa's authors start them: convolutions as PyTorch starts them, scales 1, shifts 0.
  case published
  /// Kernels that pass the base through, plus noise that sets the hallucinators apart.
  case identity
}

/// HaBa's own hallucinator (section 3.2): valid 3x3 convolution, a scale and a shift for every place, transposed 3x3
/// convolution; an affine map of the base.
public struct AffineHallucinator: HallucinatorKind {
  /// There is nothing to choose.
  public init() {}

  func initialParameters(
    _ start: HallucinatorStart, shape: ImageShape, _ random: inout RandomSource
  ) -> [Tensor] {
    let c = shape.channels
    let kernelShape = [c, c, 3, 3]
    let mapShape = [c, shape.height - 2, shape.width - 2]
    let mapCount = mapShape.reduce(1, *)
    let bound = 1 / Float(9 * c).squareRoot()
    func uniform(_ count: Int) -> [Float] { (0..<count).map { _ in random.uniform(-bound, bound) } }
    let values: [[Float]]
    switch start {
    case .published:
      values = [
        uniform(9 * c * c), uniform(c), Array(repeating: 1, count: mapCount), Array(repeating: 0, count: mapCount),
        uniform(9 * c * c), uniform(c),
      ]
    case .identity:
      func kernel() -> [Float] {
        var kernel = random.normals(9 * c * c).map { $0 * 0.1 }
        for channel in 0..<c { kernel[(channel * c + channel) * 9 + 4] += 1 }
        return kernel
      }
      let encode = kernel()
      let scale = random.normals(mapCount).map { 1 + 0.1 * $0 }
      let shift = random.normals(mapCount).map { 0.1 * $0 }
      values = [
        encode, random.normals(c).map { 0.1 * $0 }, scale, shift, kernel(), random.normals(c).map { 0.1 * $0 },
      ]
    }
    let shapes = [kernelShape, [c], mapShape, mapShape, kernelShape, [c]]
    return zip(values, shapes).map { Tensor($0, shape: $1).tracked() }
  }

  /// The images `[N, H, W, C]` that bases of that shape become under parameters in the archive's layouts.
  public func images(_ bases: Tensor, _ parameters: [Tensor]) -> Tensor {
    let (h, w, c) = (bases.shape[1], bases.shape[2], bases.shape[3])
    func map(_ t: Tensor) -> Tensor { t.permuted([1, 2, 0]).reshaped([1, h - 2, w - 2, c]) }
    // Archived kernels are [out, in, 3, 3] and, transposed, [in, out, 3, 3]; ours lie as [3, 3, image side, code side].
    let encoded = bases.convolved(with: parameters[0].permuted([2, 3, 1, 0])) + parameters[1]
    let changed = encoded * map(parameters[2]) + map(parameters[3])
    return changed.transposedConvolved(with: parameters[4].permuted([2, 3, 1, 0])) + parameters[5]
  }

  func quantized(_ values: [Float], parameter: Int, bits: Int) -> QuantizedTensor {
    // Most taps of a kernel lie near zero and a few far away, so its range must hold. Maps are many and spread evenly.
    parameter == 2 || parameter == 3
      ? QuantizedTensor(quantizing: values, bits: bits) : QuantizedTensor(covering: values, bits: bits)
  }

  func archived(_ p: [QuantizedTensor]) -> Hallucinator {
    Hallucinator(
      encodeKernel: p[0], encodeBias: p[1], scale: p[2], shift: p[3], decodeKernel: p[4], decodeBias: p[5])
  }
}
