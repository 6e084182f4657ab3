import Glibc
import HabaFormat
import Testing

struct QuantizerTests {
  @Test(arguments: UniformQuantizer.bitRange)
  func `every code comes back from its own value`(bits: Int) {
    let quantizer = UniformQuantizer(bits: bits, offset: -1.25, step: 0.007)
    for code in 0...quantizer.maximumCode {
      #expect(quantizer.code(for: quantizer.value(of: code)) == code)
    }
  }

  @Test(arguments: UniformQuantizer.bitRange)
  func `a value between the ends moves by half a step at most`(bits: Int) {
    var numbers = SeededNumbers(seed: 5)
    let quantizer = UniformQuantizer(bits: bits, offset: -1, step: 2 / Float((1 << bits) - 1))
    for _ in 0..<1000 {
      let value = Float.random(in: -1...1, using: &numbers)
      let moved = abs(quantizer.value(of: quantizer.code(for: value)) - value)
      #expect(moved <= quantizer.step / 2 * 1.001 + 1e-6)
    }
  }

  @Test func `values beyond the ends get the code of the end and NaN gets 0`() {
    let quantizer = UniformQuantizer(bits: 3, offset: -1, step: 0.25)
    #expect(quantizer.code(for: -100) == 0)
    #expect(quantizer.code(for: -.infinity) == 0)
    #expect(quantizer.code(for: 100) == 7)
    #expect(quantizer.code(for: .infinity) == 7)
    #expect(quantizer.code(for: .nan) == 0)
  }

  @Test func `a value is one rounded product and one rounded sum, not fused`() {
    // step * 3 = 3.0000003576… rounds to 3 + 2^-21; fused with -3 the sum would be 3.5762787e-07.
    let quantizer = UniformQuantizer(bits: 2, offset: -3, step: Float(1).nextUp)
    #expect(quantizer.value(of: 3) == 0x1p-21)
    #expect(Float(-3).addingProduct(3, Float(1).nextUp) != 0x1p-21)
  }

  /// Published distortions of the optimal uniform quantizer of a Gaussian.
  ///
  /// From J. Max, "Quantizing for Minimum Distortion" (1960), table II; beyond 36 levels
  /// Jayant and Noll, "Digital Coding of Waveforms" (1984), table 4.1.
  @Test(arguments: [(2, 0.1188), (3, 0.03744), (4, 0.01154), (5, 0.00349), (6, 0.00104)])
  func `Gaussian values are quantized with the least distortion there is`(bits: Int, distortion: Double) {
    var numbers = SeededNumbers(seed: 9)
    let values = (0..<200_000).map { _ in
      let radius = sqrt(-2 * log(Double.random(in: 1e-300..<1, using: &numbers)))
      return Float(3 + 2 * radius * cos(2 * .pi * Double.random(in: 0..<1, using: &numbers)))
    }
    let decoded = QuantizedTensor(quantizing: values, bits: bits).values
    let error = zip(values, decoded).reduce(0) { $0 + pow(Double($1.0) - Double($1.1), 2) }
    #expect(abs(error / 200_000 / 4 / distortion - 1) < 0.03)
  }

  @Test(arguments: UniformQuantizer.bitRange)
  func `constant values are kept exactly`(bits: Int) {
    for value in [Float(0), -1.1, 3.3e20, .leastNonzeroMagnitude, -0x1.8p-130] {
      let tensor = QuantizedTensor(quantizing: [value, value, value], bits: bits)
      #expect(tensor.codes == [0, 0, 0])
      #expect(tensor.values == [value, value, value])
      #expect(tensor.quantizer.isValid)
    }
  }

  @Test(arguments: UniformQuantizer.bitRange)
  func `whatever the values, the quantizer can be stored`(bits: Int) {
    let odd: [[Float]] = [
      [], [.nan], [.infinity, -.infinity], [.greatestFiniteMagnitude, -.greatestFiniteMagnitude],
      [0, .nan, 1],
      [0, .leastNonzeroMagnitude], [1, Float(1).nextUp], [-.greatestFiniteMagnitude, 0, 0, 0],
    ]
    for values in odd {
      let tensor = QuantizedTensor(quantizing: values, bits: bits)
      #expect(tensor.quantizer.isValid, "\(values)")
      #expect(tensor.codes.allSatisfy { $0 <= tensor.quantizer.maximumCode })
    }
  }

  @Test func `uniform values of 8 bits are cut to their own range`() {
    let tensor = QuantizedTensor(quantizing: (0..<256).map(Float.init), bits: 8)
    #expect(tensor.quantizer == UniformQuantizer(bits: 8, offset: 0, step: 1))
    #expect(tensor.codes == (0..<256).map(UInt16.init))
  }
}
