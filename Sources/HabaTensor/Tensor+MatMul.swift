extension Tensor {
  /// The matrix product of self `[m, k]` and other `[k, n]`; a transposed one lies as `[k, m]` or `[n, k]`.
  public func multiplied(
    transposed: Bool = false, by other: Tensor, otherTransposed: Bool = false
  ) -> Tensor {
    precondition(shape.count == 2 && other.shape.count == 2, "matrix product of \(shape) and \(other.shape)")
    let m = transposed ? shape[1] : shape[0]
    let k = transposed ? shape[0] : shape[1]
    let n = otherTransposed ? other.shape[0] : other.shape[1]
    precondition(k == (otherTransposed ? other.shape[1] : other.shape[0]), "\(shape) times \(other.shape)")
    let output = Buffer(count: m * n)
    if transposed {
      BLAS.multiply(
        pointer, transposed: true, by: other.pointer, otherTransposed: otherTransposed, into: output.pointer, m: m,
        n: n, k: k)
    } else {
      Threads.forEachRun(of: 64, in: m) { rows in
        BLAS.multiply(
          self.pointer + rows.lowerBound * k, by: other.pointer, otherTransposed: otherTransposed,
          into: output.pointer + rows.lowerBound * n, m: rows.count, n: n, k: k)
      }
    }
    return .result([m, n], output, of: [self, other]) { g in
      // Each of the three is the product of the other two, laid out as its own operand lies.
      let left =
        !self.isTracked
        ? nil
        : transposed
          ? other.multiplied(transposed: otherTransposed, by: g, otherTransposed: true)
          : g.multiplied(by: other, otherTransposed: !otherTransposed)
      let right =
        !other.isTracked
        ? nil
        : otherTransposed
          ? g.multiplied(transposed: true, by: self, otherTransposed: transposed)
          : self.multiplied(transposed: !transposed, by: g)
      return [left, right]
    }
  }
}
