import Glibc
import Testing

@testable import HabaTensor

struct NormReluPoolTests {
  struct Case: Sendable, CustomTestStringConvertible {
    let shape: [Int]
    let pool: Int
    var testDescription: String { "\(shape) pooled by \(pool)" }
  }

  static let cases = [
    Case(shape: [2, 4, 6, 3], pool: 2), Case(shape: [3, 5, 7, 2], pool: 2),
    Case(shape: [2, 3, 3, 16], pool: 2),
    Case(shape: [1, 2, 2, 5], pool: 2), Case(shape: [2, 5, 4, 33], pool: 1),
    Case(shape: [2, 1, 1, 4], pool: 1),
    Case(shape: [5, 9, 8, 64], pool: 2),
  ]

  private func inputs(_ it: Case) -> [Tensor] {
    let c = it.shape[3]
    return [
      (chirp(it.shape) * 3 + 5).tracked(), (chirp([c], phase: 1) + 0.3).tracked(),
      (chirp([c], phase: 2) * 0.5).tracked(),
    ]
  }

  private func fused(_ t: [Tensor], _ pool: Int) -> Tensor {
    t[0].normReluPooled(scale: t[1], shift: t[2], pool: pool)
  }

  private func plain(_ t: [Tensor], _ pool: Int) -> Tensor {
    (t[0].instanceNormalized() * t[1] + t[2]).relu().averagePooled(pool)
  }

  @Test(arguments: cases)
  func `the fused operation equals its definition in binary64`(of it: Case) {
    let t = inputs(it)
    let (n, h, w, c) = (it.shape[0], it.shape[1], it.shape[2], it.shape[3])
    let (x, scale, shift) = (t[0].values.map(Double.init), t[1].values, t[2].values)
    let (rows, columns) = (h / it.pool, w / it.pool)
    var expected = [Double](repeating: 0, count: n * rows * columns * c)
    for image in 0..<n {
      for channel in 0..<c {
        let own = (0..<h * w).map { x[(image * h * w + $0) * c + channel] }
        let mean = own.reduce(0, +) / Double(h * w)
        let variance = own.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(h * w)
        for row in 0..<rows * it.pool {
          for column in 0..<columns * it.pool {
            let normal = (own[row * w + column] - mean) / (variance + 1e-5).squareRoot()
            let value = max(0, normal * Double(scale[channel]) + Double(shift[channel]))
            expected[((image * rows + row / it.pool) * columns + column / it.pool) * c + channel] +=
              value / Double(it.pool * it.pool)
          }
        }
      }
    }
    let found = fused(t, it.pool)
    #expect(found.shape == [n, rows, columns, c])
    #expect(relativeError(found.values, expected) < 1e-4)
    #expect(relativeError(plain(t, it.pool).values, expected) < 1e-4)
  }

  @Test(arguments: cases)
  func `the fused gradients equal those of single operations`(of it: Case) {
    let t = inputs(it)
    func gradients(_ y: Tensor, differentiable: Bool = false) -> [Tensor] {
      gradient(
        of: (y * chirp(y.shape, phase: 3)).sum(), withRespectTo: t, differentiable: differentiable)
    }
    let expected = gradients(plain(t, it.pool))
    for found in [gradients(fused(t, it.pool)), gradients(fused(t, it.pool), differentiable: true)] {
      for k in t.indices { #expect(norm(found[k], minus: expected[k]) < 1e-4 * (1 + norm(expected[k]))) }
    }
  }

  @Test(arguments: cases)
  func `the fused operation's second derivatives equal those of single operations`(of it: Case) {
    let t = inputs(it)
    func second(_ y: Tensor) -> [Tensor] {
      let first = gradient(of: (y.squared() * y).sum(), withRespectTo: t, differentiable: true)
      let sum = first.reduce(Tensor(repeating: 0, shape: [])) { $0 + $1.squared().sum() }
      return gradient(of: sum, withRespectTo: t)
    }
    let (found, expected) = (second(fused(t, it.pool)), second(plain(t, it.pool)))
    for k in t.indices { #expect(norm(found[k], minus: expected[k]) < 1e-3 * (1 + norm(expected[k]))) }
  }

  @Test(arguments: [false, true])
  func `an input that was made of the scale counts once`(differentiable: Bool) {
    let (base, scale, shift) = (
      chirp([1, 4, 4, 2]), (chirp([2], phase: 1) + 2).tracked(), chirp([2], phase: 2)
    )
    func slope(_ y: Tensor) -> [Float] {
      gradient(
        of: (y * chirp(y.shape, phase: 3)).sum(), withRespectTo: [scale], differentiable: differentiable)[0]
        .values
    }
    let x = base * scale + base.squared()
    let found = slope(x.normReluPooled(scale: scale, shift: shift))
    let expected = slope((x.instanceNormalized() * scale + shift).relu().averagePooled(2))
    #expect(relativeError(found, expected.map(Double.init)) < 1e-3)
  }

  @Test func `gradients of some inputs alone equal those of all`() {
    let it = Self.cases[1]
    let t = inputs(it)
    func gradients(_ t: [Tensor], _ targets: [Tensor]) -> [[Float]] {
      gradient(of: fused(t, it.pool).squared().sum(), withRespectTo: targets).map { $0.values }
    }
    let all = gradients(t, t)
    #expect(gradients([t[0], t[1].detached(), t[2].detached()], [t[0]]) == [all[0]])
    #expect(gradients([t[0].detached(), t[1], t[2]], [t[1], t[2]]) == Array(all[1...]))
  }

  private func norm(_ a: Tensor, minus b: Tensor? = nil) -> Double {
    let difference = b.map { a - $0 } ?? a
    return difference.values.allSatisfy { $0.isFinite } ? dot(difference, difference).squareRoot() : .infinity
  }
}
