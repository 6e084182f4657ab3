extension UniformQuantizer {
  /// The quantizer whose ends are the smallest and the largest value.
  ///
  /// For few values of which none may be cut off, a kernel's say. Values that are not finite are passed over.
  public static func covering(_ values: some Collection<Float>, bits: Int) -> UniformQuantizer {
    let finite = values.filter { $0.isFinite }
    guard let low = finite.min(), let high = finite.max() else {
      return UniformQuantizer(bits: bits, offset: 0, step: .leastNormalMagnitude)
    }
    let step = Float((Double(high) - Double(low)) / Double(maximumCode(bits: bits)))
    return UniformQuantizer(bits: bits, offset: low, step: max(step, .leastNormalMagnitude))
  }
}

extension QuantizedTensor {
  /// Quantizes values from the smallest to the largest, so that none is cut off.
  public init(covering values: [Float], bits: Int) {
    let quantizer = UniformQuantizer.covering(values, bits: bits)
    self.init(quantizer: quantizer, codes: values.map { quantizer.code(for: $0) })
  }
}
