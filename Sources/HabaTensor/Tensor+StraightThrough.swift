extension Tensor {
  /// Other values in place of this tensor's, with the gradient passed on as if nothing had happened.
  ///
  /// The straight-through estimator for rounding: `values` are this tensor's, rounded.
  public func replacingValues(with values: Tensor) -> Tensor {
    precondition(values.shape == shape, "values of shape \(values.shape) in place of \(shape)")
    return .result(shape, values.buffer, of: [self]) { g in [g] }
  }

  /// Clamped to `low ... high` and, if `step` is above zero, rounded to `low` plus a multiple of it; each bound `[C]` a
  /// channel (the last axis).
  ///
  /// The gradient passes straight through, but not where an element lies outside and a step against the gradient would
  /// push it further out.
  public func roundedToLevels(low: [Float], high: [Float], levels: Int) -> Tensor {
    let channels = low.count
    precondition(shape.last == channels && high.count == channels, "bounds of \(channels) channels for \(shape)")
    let output = Buffer(count: count)
    Threads.forEachRun(of: 4096 * channels, in: count) { run in
      for i in run {
        let c = i % channels
        let step = (high[c] - low[c]) / Float(levels - 1)
        let level = ((self.pointer[i] - low[c]) / step).rounded(.toNearestOrEven)
        output.pointer[i] = low[c] + step * min(max(level, 0), Float(levels - 1))
      }
    }
    return .result(shape, output, of: [self]) { g in [g.stopped(outside: self, low: low, high: high)] }
  }

  /// This gradient, zero where it would push `values` out of bounds that they are already outside of.
  private func stopped(outside values: Tensor, low: [Float], high: [Float]) -> Tensor {
    let channels = low.count
    let keep = Buffer(count: count)
    Threads.forEachRun(of: 4096 * channels, in: count) { run in
      for i in run {
        let (g, v) = (self.pointer[i], values.pointer[i])
        keep.pointer[i] = (v > high[i % channels] && g < 0) || (v < low[i % channels] && g > 0) ? 0 : 1
      }
    }
    return gated(by: Tensor(shape: shape, buffer: keep))
  }
}
