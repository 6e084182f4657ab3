/// Maps the codes 0 ..< 2^bits to evenly spaced values: `offset + step * Float(code)`.
///
/// The value of a code is normative: one binary32 multiplication, then one binary32 addition, never fused.
public struct UniformQuantizer: Hashable, Sendable {
  /// The depth of a code, 1…16.
  public var bits: Int
  /// The value of code 0; finite.
  public var offset: Float
  /// The distance of neighbouring values; finite and positive.
  public var step: Float

  /// The depths that an archive can hold.
  public static let bitRange = 1...16

  /// Makes a quantizer; nothing is checked.
  public init(bits: Int, offset: Float, step: Float) {
    self.bits = bits
    self.offset = offset
    self.step = step
  }

  /// The largest code: `2^bits - 1`.
  ///
  /// A depth outside `bitRange` counts as its nearest bound.
  public var maximumCode: UInt16 { UniformQuantizer.maximumCode(bits: bits) }

  static func maximumCode(bits: Int) -> UInt16 {
    let depth = min(max(bits, bitRange.lowerBound), bitRange.upperBound)
    return UInt16.max >> UInt16(16 - depth)
  }

  /// Whether an archive can hold it: a depth in `bitRange`, every value finite, a positive step.
  public var isValid: Bool {
    UniformQuantizer.bitRange.contains(bits) && offset.isFinite && step.isFinite && step > 0
      && value(of: maximumCode).isFinite
  }

  /// The nearest code; values beyond the ends get the code of the end, NaN gets 0.
  public func code(for value: Float) -> UInt16 {
    let position = ((Double(value) - Double(offset)) / Double(step)).rounded(.toNearestOrEven)
    guard position > 0 else { return 0 }  // also NaN
    let last = maximumCode
    return position < Double(last) ? UInt16(position) : last
  }

  /// The value that `code` stands for.
  public func value(of code: UInt16) -> Float {
    let scaled = step * Float(code)
    return offset + scaled
  }
}

extension UniformQuantizer {
  /// The quantizer for values like these: the optimal one for a Gaussian of their mean and deviation, cut down
  /// to their range.
  ///
  /// Above 8 bits the ends are the smallest and the largest value. Values that are not finite are passed over.
  /// Constant values get an offset of just that value, so that code 0 is exact. Equal values in equal order
  /// give equal quantizers everywhere.
  public static func fitting(_ values: some Collection<Float>, bits: Int) -> UniformQuantizer {
    // The sum of offset and steps must stay finite whatever the data: no data comes near this bound.
    let bound = Float(sign: .plus, exponent: 100, significand: 1)
    var (low, high) = (Float.infinity, -Float.infinity)
    var (sum, count) = (0.0, 0.0)
    for value in values where value.isFinite {
      let value = min(max(value, -bound), bound)
      low = min(low, value)
      high = max(high, value)
      sum += Double(value)
      count += 1
    }
    guard count > 0 else { return UniformQuantizer(bits: bits, offset: 0, step: .leastNormalMagnitude) }
    if let gaussianStep = gaussianSteps[bits], high > low {
      let mean = sum / count
      var squares = 0.0
      for value in values where value.isFinite {
        let distance = Double(min(max(value, -bound), bound)) - mean
        squares += distance * distance
      }
      let deviation = (squares / count).squareRoot()
      let reach = Double(maximumCode(bits: bits)) / 2 * gaussianStep * deviation
      low = max(low, Float(mean - reach))
      high = min(high, Float(mean + reach))
    }
    let step = Float((Double(high) - Double(low)) / Double(maximumCode(bits: bits)))
    return UniformQuantizer(bits: bits, offset: low, step: max(step, .leastNormalMagnitude))
  }

  /// The step, in deviations, of the uniform quantizer with the least mean squared error for a Gaussian.
  ///
  /// From J. Max, "Quantizing for Minimum Distortion", IRE Transactions on Information Theory 6 (1960), table II;
  /// its entries for 64 to 256 levels as later tables continue it.
  private static let gaussianSteps: [Int: Double] = [
    1: 1.596, 2: 0.9957, 3: 0.5860, 4: 0.3352, 5: 0.1881, 6: 0.1041, 7: 0.0569, 8: 0.0308,
  ]
}
