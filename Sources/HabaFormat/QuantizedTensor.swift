/// A tensor as codes of one quantizer, row-major; its shape is given by where it is used.
public struct QuantizedTensor: Hashable, Sendable {
  /// What a code means.
  public var quantizer: UniformQuantizer
  /// One code a scalar, each below 2^bits.
  public var codes: [UInt16]

  /// Takes codes as they are; nothing is checked.
  public init(quantizer: UniformQuantizer, codes: [UInt16]) {
    self.quantizer = quantizer
    self.codes = codes
  }

  /// Fits a quantizer of `bits` bits to `values` and takes the nearest code of each.
  public init(quantizing values: [Float], bits: Int) {
    let quantizer = UniformQuantizer.fitting(values, bits: bits)
    self.init(quantizer: quantizer, codes: values.map(quantizer.code(for:)))
  }

  /// The values that the codes stand for.
  public var values: [Float] {
    let quantizer = quantizer
    return codes.map(quantizer.value(of:))
  }
}
