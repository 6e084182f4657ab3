import Testing

@testable import HabaTensor

struct MatMulTests {
  static let sizes = [(1, 1, 1), (2, 3, 4), (5, 1, 7), (64, 3, 2), (65, 17, 9), (200, 33, 50)]

  @Test(arguments: sizes, [(false, false), (false, true), (true, false), (true, true)])
  func `a product equals its sums, transposed or not`(
    _ size: (m: Int, k: Int, n: Int), _ transposed: (a: Bool, b: Bool)
  ) {
    let (m, k, n) = size
    let a = chirp(transposed.a ? [k, m] : [m, k])
    let b = chirp(transposed.b ? [n, k] : [k, n], phase: 1)
    let (left, right) = (a.values, b.values)
    var expected = [Double](repeating: 0, count: m * n)
    for row in 0..<m {
      for column in 0..<n {
        for i in 0..<k {
          let l = transposed.a ? left[i * m + row] : left[row * k + i]
          let r = transposed.b ? right[column * k + i] : right[i * n + column]
          expected[row * n + column] += Double(l) * Double(r)
        }
      }
    }
    let found = a.multiplied(transposed: transposed.a, by: b, otherTransposed: transposed.b)
    #expect(found.shape == [m, n])
    #expect(relativeError(found.values, expected) < 1e-5)
  }
}
