import Testing

@testable import HabaTensor

struct SamplingTests {
  static let sizes = [(1, 1), (2, 3), (8, 8), (5, 7), (28, 28), (32, 32), (33, 31), (64, 48)]

  private func map(_ height: Int, _ width: Int, _ transform: [Float]) -> SamplingMap {
    SamplingMap(height: height, width: width, transforms: [transform])
  }

  @Test(arguments: sizes)
  func `the identity changes nothing`(height: Int, width: Int) {
    let x = chirp([2, height, width, 3])
    #expect(relativeError(x.sampled(map(height, width, [1, 0, 0, 0, 1, 0])), x) < 1e-5)
  }

  @Test(arguments: sizes)
  func `a flip turns every row around`(height: Int, width: Int) {
    let x = chirp([2, height, width, 3])
    var expected: [Double] = []
    for row in 0..<2 * height {
      for column in 0..<width {
        expected += (0..<3).map { Double(x.values[(row * width + width - 1 - column) * 3 + $0]) }
      }
    }
    let found = x.sampled(map(height, width, [-1, 0, 0, 0, 1, 0]))
    #expect(relativeError(found.values, expected) < 1e-5)
  }

  @Test(arguments: sizes, [(1, 0), (0, -2), (-3, 2), (4, 4)])
  func `a shift by whole pixels moves them and brings zeros in`(_ size: (Int, Int), _ by: (Int, Int)) {
    let ((height, width), (dy, dx)) = (size, by)
    guard height > 1, width > 1 else { return }
    let x = chirp([1, height, width, 2])
    let values = x.values
    var expected: [Double] = []
    for row in 0..<height {
      for column in 0..<width {
        let (y, x) = (row + dy, column + dx)
        let inside = y >= 0 && y < height && x >= 0 && x < width
        expected += (0..<2).map { inside ? Double(values[(y * width + x) * 2 + $0]) : 0 }
      }
    }
    let shift = [1, 0, 2 * Float(dx) / Float(width - 1), 0, 1, 2 * Float(dy) / Float(height - 1)]
    #expect(x.sampled(map(height, width, shift)).values.count == expected.count)
    let error = zip(x.sampled(map(height, width, shift)).values, expected).map { abs(Double($0) - $1) }.max()
    #expect(error ?? 1 < 2e-5)
  }

  @Test func `affine maps and their gradients equal PyTorch's affine_grid and grid_sample`() {
    for (size, values, slope) in [
      ((6, 6, 3), SamplingFigures.square, SamplingFigures.squareGradient),
      ((5, 8, 2), SamplingFigures.wide, SamplingFigures.wideGradient),
    ] {
      let map = SamplingMap(height: size.0, width: size.1, transforms: SamplingFigures.transforms)
      let x = chirp([3, size.0, size.1, size.2], phase: 1).tracked()
      let y = x.sampled(map)
      #expect(relativeError(projections(y.values).map { Float($0) }, values.map(Double.init)) < 1e-5)
      let g = gradient(of: (y * chirp(y.shape, phase: 2)).sum(), withRespectTo: [x])[0]
      #expect(relativeError(projections(g.values).map { Float($0) }, slope.map(Double.init)) < 1e-5)
    }
  }

  @Test func `one map for all images does the same to each`() {
    let transform: [Float] = [0.8, 0.3, 0.1, -0.2, 1.1, -0.3]
    let x = chirp([3, 5, 4, 2])
    let shared = SamplingMap(height: 5, width: 4, transforms: [transform])
    let each = SamplingMap(height: 5, width: 4, transforms: [transform, transform, transform])
    #expect(x.sampled(shared).values == x.sampled(each).values)
  }

  @Test func `sampling and its gradient are adjoint`() {
    let map = SamplingMap(height: 6, width: 5, transforms: SamplingFigures.transforms)
    let (x, y) = (chirp([3, 6, 5, 2]).tracked(), chirp([3, 6, 5, 2], phase: 1))
    let back = gradient(of: (x.sampled(map) * y).sum(), withRespectTo: [x])[0]
    #expect(abs(dot(x.sampled(map), y) - dot(x, back)) < 1e-4)
  }

  @Test func `a map that draws from far outside gives zeros`() {
    let x = chirp([1, 4, 4, 1])
    #expect(x.sampled(map(4, 4, [1, 0, 5, 0, 1, -7])).values == [Float](repeating: 0, count: 16))
  }
}
