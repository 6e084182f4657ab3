/// A tensor as codes, row-major; its shape is given by where it is used.
public struct QuantizedTensor: Hashable, Sendable {
  /// What a code means: one quantizer for all, or one for each of equally many slices of the first dimension.
  ///
  /// All have the same depth.
  public var quantizers: [UniformQuantizer]
  /// One code a scalar, each below 2^bits.
  public var codes: [UInt16]

  /// Takes codes as they are; nothing is checked.
  public init(quantizer: UniformQuantizer, codes: [UInt16]) {
    self.init(quantizers: [quantizer], codes: codes)
  }

  /// Takes codes of slices, each with its quantizer, as they are; nothing is checked.
  ///
  /// Quantizers that are all the same become one.
  public init(quantizers: [UniformQuantizer], codes: [UInt16]) {
    let same = quantizers.dropFirst().allSatisfy { $0.isSame(as: quantizers[0]) }
    self.quantizers = same ? Array(quantizers.prefix(1)) : quantizers
    self.codes = codes
  }

  /// Fits a quantizer of `bits` bits to `values` and takes the nearest code of each.
  public init(quantizing values: [Float], bits: Int) {
    let quantizer = UniformQuantizer.fitting(values, bits: bits)
    self.init(quantizer: quantizer, codes: values.map(quantizer.code(for:)))
  }

  /// Cuts `values` into `slices` equal parts and quantizes each for itself.
  ///
  /// - Precondition: The number of slices divides that of values.
  public init(quantizing values: [Float], bits: Int, slices: Int) {
    precondition(slices > 0 && values.count % slices == 0, "slices must be equal")
    let size = values.count / slices
    let parts = (0..<slices).map {
      QuantizedTensor(quantizing: Array(values[$0 * size..<($0 + 1) * size]), bits: bits)
    }
    self.init(quantizers: parts.map(\.quantizer), codes: parts.flatMap(\.codes))
  }

  /// The quantizer of the first slice, which in most tensors is that of all.
  public var quantizer: UniformQuantizer {
    get { quantizers.first ?? UniformQuantizer(bits: 0, offset: 0, step: 0) }
    set {
      if quantizers.isEmpty { quantizers = [newValue] } else { quantizers[0] = newValue }
    }
  }

  /// The values that the codes stand for.
  public var values: [Float] {
    guard quantizers.count > 1 else {
      let quantizer = quantizer
      return codes.map(quantizer.value(of:))
    }
    let size = max(1, codes.count / quantizers.count)
    return codes.enumerated().map { quantizers[min($0 / size, quantizers.count - 1)].value(of: $1) }
  }
}

extension UniformQuantizer {
  /// Whether both are stored as the same bytes.
  func isSame(as other: UniformQuantizer) -> Bool {
    bits == other.bits && offset.bitPattern == other.offset.bitPattern
      && step.bitPattern == other.step.bitPattern
  }
}

extension QuantizedTensor {
  /// Whether both are the same to the last bit; `==` tells no 0 from -0.
  func isSame(as other: QuantizedTensor) -> Bool {
    codes == other.codes && quantizers.elementsEqual(other.quantizers) { $0.isSame(as: $1) }
  }
}
