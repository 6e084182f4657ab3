import Testing

@testable import HabaTensor

struct ConvolutionTests {
  struct Case: Sendable, CustomTestStringConvertible {
    let input: [Int]
    let kernel: [Int]
    let padding: Int
    var stride = 1
    var testDescription: String { "\(input) by \(kernel), padding \(padding), stride \(stride)" }
  }

  static let general = [
    Case(input: [2, 5, 6, 3], kernel: [3, 3, 3, 4], padding: 0),
    Case(input: [2, 5, 6, 3], kernel: [3, 3, 3, 4], padding: 1),
    Case(input: [1, 4, 7, 2], kernel: [3, 2, 2, 5], padding: 0),
    Case(input: [3, 1, 1, 4], kernel: [1, 1, 4, 2], padding: 0),
    Case(input: [1, 1, 2, 3], kernel: [3, 3, 3, 2], padding: 1),
    Case(input: [1, 2, 2, 1], kernel: [3, 3, 1, 1], padding: 2),
    Case(input: [1, 6, 5, 2], kernel: [5, 5, 2, 2], padding: 2),
    Case(input: [19, 4, 4, 2], kernel: [3, 3, 2, 3], padding: 1),
    Case(input: [2, 5, 5, 17], kernel: [3, 3, 17, 16], padding: 1),
  ]

  /// Sizes at and around multiples of the 4x4 tiles, a part of a tile, more tiles than one piece or one block holds.
  static let fast =
    [(8, 8), (5, 7), (9, 4), (3, 3), (1, 1), (2, 1), (13, 6), (4, 4), (6, 12)].flatMap { height, width in
      [(16, 16), (16, 32), (48, 16)].map { from, to in
        Case(input: [2, height, width, from], kernel: [3, 3, from, to], padding: 1)
      }
    } + [
      Case(input: [41, 8, 7, 16], kernel: [3, 3, 16, 16], padding: 1),
      Case(input: [9, 30, 29, 16], kernel: [3, 3, 16, 16], padding: 1),
    ]

  /// Odd and even sizes; kernels so large that the products take several images together, of which the last have fewer.
  static let strided = [
    Case(input: [2, 5, 6, 3], kernel: [3, 3, 3, 4], padding: 1, stride: 2),
    Case(input: [2, 7, 8, 3], kernel: [1, 1, 3, 4], padding: 0, stride: 2),
    Case(input: [1, 9, 7, 2], kernel: [5, 4, 2, 2], padding: 2, stride: 3),
    Case(input: [19, 12, 13, 64], kernel: [3, 3, 64, 64], padding: 1, stride: 2),
    Case(input: [3, 4, 4, 128], kernel: [1, 1, 128, 256], padding: 0, stride: 2),
  ]

  /// Whole blocks of outputs: with and without a border, a stride or blocks of inputs; a last run with fewer images; a kernel so
  /// large that gradients of images come together.
  static let blocked = [
    Case(input: [3, 32, 32, 3], kernel: [3, 3, 3, 32], padding: 1),
    Case(input: [9, 5, 7, 1], kernel: [3, 3, 1, 48], padding: 1),
    Case(input: [2, 6, 5, 16], kernel: [5, 5, 16, 16], padding: 2),
    Case(input: [2, 6, 5, 32], kernel: [3, 3, 32, 16], padding: 0),
    Case(input: [2, 4, 9, 16], kernel: [2, 5, 16, 32], padding: 1),
    Case(input: [1, 2, 2, 16], kernel: [3, 3, 16, 16], padding: 3),
    Case(input: [19, 5, 5, 20], kernel: [3, 3, 20, 16], padding: 1, stride: 2),
    Case(input: [37, 4, 4, 32], kernel: [1, 1, 32, 64], padding: 0, stride: 2),
    Case(input: [2, 9, 8, 3], kernel: [5, 4, 3, 16], padding: 2, stride: 3),
  ]

  /// The layers of ConvNet-3 of width 128 on 256 images of 32x32, as `Scripts/bench` times them.
  static let benchmarked = [16, 8].map { side in
    Case(input: [256, side, side, 128], kernel: [3, 3, 128, 128], padding: 1)
  }

  @Test(arguments: general + fast + strided + blocked)
  func `the three faces equal their sums`(of it: Case) {
    let convolution = Convolution(input: it.input, kernel: it.kernel, padding: it.padding, stride: it.stride)
    let direct = DirectConvolution(input: it.input, kernel: it.kernel, padding: it.padding, stride: it.stride)
    #expect(convolution.output == direct.output)
    let (x, w, g) = (chirp(it.input), chirp(it.kernel, phase: 1), chirp(convolution.output, phase: 2))
    let y = x.convolved(with: w, padding: it.padding, stride: it.stride)
    #expect(y.shape == direct.output)
    #expect(relativeError(y.values, direct.output(x.values, w.values)) < 1e-4)
    let dx = convolution.inputGradient(g, w)
    #expect(relativeError(dx.values, direct.inputGradient(g.values, w.values)) < 1e-4)
    let dw = convolution.kernelGradient(x, g)
    #expect(relativeError(dw.values, direct.kernelGradient(x.values, g.values)) < 1e-4)
    // Each is linear in each operand, so that all three make the same number.
    let (a, b, c) = (dot(y, g), dot(x, dx), dot(w, dw))
    let size = max(dot(y, y) * dot(g, g), 1e-20).squareRoot()
    #expect(abs(a - b) < 1e-4 * size)
    #expect(abs(a - c) < 1e-4 * size)
  }

  @Test(arguments: fast + benchmarked)
  func `Winograd's way equals the unfolded way`(of it: Case) {
    let convolution = Convolution(input: it.input, kernel: it.kernel, padding: it.padding)
    #expect(convolution.isFast)
    let (x, w, g) = (chirp(it.input), chirp(it.kernel, phase: 1), chirp(convolution.output, phase: 2))
    func tensor(_ buffer: Buffer) -> Tensor { Tensor(shape: [buffer.count], buffer: buffer) }
    #expect(
      relativeError(tensor(convolution.fastOutput(x, w)), tensor(convolution.unfoldedOutput(x, w))) < 1e-4)
    #expect(
      relativeError(
        tensor(convolution.fastInputGradient(g, w)), tensor(convolution.unfoldedInputGradient(g, w))) < 1e-4)
    #expect(
      relativeError(
        tensor(convolution.fastKernelGradient(x, g)), tensor(convolution.unfoldedKernelGradient(x, g))) < 1e-4
    )
  }

  @Test func `the fast way is taken for 3x3 kernels with padding 1 and sixteens of channels alone`() {
    func isFast(_ kernel: [Int], padding: Int) -> Bool {
      Convolution(input: [1, 8, 8, kernel[2]], kernel: kernel, padding: padding).isFast
    }
    #expect(isFast([3, 3, 16, 48], padding: 1))
    #expect(!isFast([3, 3, 16, 16], padding: 0))
    #expect(!isFast([3, 3, 16, 24], padding: 1))
    #expect(!isFast([3, 3, 3, 16], padding: 1))
    #expect(!isFast([1, 1, 16, 16], padding: 1))
    #expect(!isFast([5, 3, 16, 16], padding: 1))
  }

  @Test func `Winograd's second derivatives equal the plain products'`() {
    // 17 channels, of which one is all zeros, don't go by Winograd's way, but to the same numbers.
    let x = chirp([2, 5, 6, 16])
    let w = chirp([3, 3, 16, 16], phase: 1) * 0.1
    func wide(_ t: Tensor, axis: Int) -> Tensor {
      let zeros = Tensor(repeating: 0, shape: t.shape.indices.map { $0 == axis ? 1 : t.shape[$0] })
      let order = [axis] + t.shape.indices.filter { $0 != axis }
      let inverse = t.shape.indices.map { order.firstIndex(of: $0) ?? 0 }
      return Tensor.concatenated([t.permuted(order), zeros.permuted(order)]).permuted(inverse)
    }
    func second(_ convolve: (Tensor, Tensor) -> Tensor) -> [Tensor] {
      let (x, w) = (x.tracked(), w.tracked())
      let y = convolve(x, w)
      let first = gradient(of: (y.squared() * y).sum(), withRespectTo: [x, w], differentiable: true)
      let sum = first[0].squared().sum() + first[1].squared().sum()
      return gradient(of: sum, withRespectTo: [x, w])
    }
    let fast = second { $0.convolved(with: $1, padding: 1) }
    let plain = second { wide($0, axis: 3).convolved(with: wide($1, axis: 2), padding: 1) }
    #expect(relativeError(fast[0], plain[0]) < 1e-4)
    #expect(relativeError(fast[1], plain[1]) < 1e-4)
  }

  @Test func `a transposed convolution is the input's gradient of a convolution`() {
    let (y, w) = (chirp([2, 3, 4, 5]), chirp([3, 2, 4, 5], phase: 1))
    let direct = DirectConvolution(input: [2, 5, 5, 4], kernel: [3, 2, 4, 5], padding: 0)
    let found = y.transposedConvolved(with: w)
    #expect(found.shape == [2, 5, 5, 4])
    #expect(relativeError(found.values, direct.inputGradient(y.values, w.values)) < 1e-5)
  }
}
