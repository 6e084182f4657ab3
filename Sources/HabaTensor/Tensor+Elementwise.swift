internal import CHabaKernels
internal import Glibc

/// Elements that one piece of elementwise work covers: enough to outweigh waking a thread, few enough for the cache.
private let run = 32768

private func elementwise(_ count: Int, _ body: (UnsafeMutablePointer<Float>, Range<Int>) -> Void) -> Buffer {
  let buffer = Buffer(count: count)
  Threads.forEachRun(of: run, in: count) { range in body(buffer.pointer, range) }
  return buffer
}

extension Tensor {
  private typealias Kernel =
    @convention(c) (
      UnsafePointer<Float>?, UnsafePointer<Float>?, UnsafeMutablePointer<Float>?, Int
    ) -> Void

  private static func binary(
    _ a: Tensor, _ b: Tensor, _ kernel: Kernel, vjp: @escaping (Tensor) -> [Tensor?]
  ) -> Tensor {
    let buffer = elementwise(a.count) { y, range in
      kernel(a.pointer + range.lowerBound, b.pointer + range.lowerBound, y + range.lowerBound, range.count)
    }
    return result(a.shape, buffer, of: [a, b], vjp: vjp)
  }

  private static func unary(
    _ a: Tensor, _ body: (Float) -> Float, vjp: @escaping (Tensor) -> [Tensor?]
  ) -> Tensor {
    let buffer = elementwise(a.count) { y, range in
      for i in range { y[i] = body(a.pointer[i]) }
    }
    return result(a.shape, buffer, of: [a], vjp: vjp)
  }

  /// Both, expanded to their common shape.
  private static func matched(_ a: Tensor, _ b: Tensor) -> (Tensor, Tensor) {
    guard a.shape != b.shape else { return (a, b) }
    let shape = broadcastShape(a.shape, b.shape)
    return (a.expanded(to: shape), b.expanded(to: shape))
  }

  /// The sum, element by element; shapes are broadcast.
  public static func + (a: Tensor, b: Tensor) -> Tensor {
    let (a, b) = matched(a, b)
    return binary(a, b, haba_add) { g in [g, g] }
  }

  /// The difference, element by element; shapes are broadcast.
  public static func - (a: Tensor, b: Tensor) -> Tensor {
    let (a, b) = matched(a, b)
    return binary(a, b, haba_subtract) { g in [g, -g] }
  }

  /// The product, element by element; shapes are broadcast.
  public static func * (a: Tensor, b: Tensor) -> Tensor {
    let (a, b) = matched(a, b)
    return binary(a, b, haba_multiply) { g in
      [a.isTracked ? g * b : nil, b.isTracked ? g * a : nil]
    }
  }

  /// The quotient, element by element; shapes are broadcast.
  public static func / (a: Tensor, b: Tensor) -> Tensor {
    let (a, b) = matched(a, b)
    return binary(a, b, haba_divide) { g in
      [a.isTracked ? g / b : nil, b.isTracked ? -(g * (a / b) / b) : nil]
    }
  }

  /// `self * scale + shift` with two numbers.
  public func affine(scale: Float, shift: Float) -> Tensor {
    let buffer = elementwise(count) { y, range in
      haba_affine(self.pointer + range.lowerBound, scale, shift, y + range.lowerBound, range.count)
    }
    return .result(shape, buffer, of: [self]) { g in [g.affine(scale: scale, shift: 0)] }
  }

  /// The negative of every element.
  public static prefix func - (a: Tensor) -> Tensor { a.affine(scale: -1, shift: 0) }

  /// Every element times a number.
  public static func * (a: Tensor, b: Float) -> Tensor { a.affine(scale: b, shift: 0) }

  /// Every element plus a number.
  public static func + (a: Tensor, b: Float) -> Tensor { a.affine(scale: 1, shift: b) }

  /// The exponential of every element.
  public func exp() -> Tensor { .unary(self, { expf($0) }, vjp: { g in [g * self.exp()] }) }

  /// The natural logarithm of every element.
  public func log() -> Tensor { .unary(self, { logf($0) }, vjp: { g in [g / self] }) }

  /// The square root of every element.
  public func squareRoot() -> Tensor { .unary(self, { $0.squareRoot() }, vjp: { g in [g / self.squareRoot() * 0.5] }) }

  /// Every element times itself.
  public func squared() -> Tensor { self * self }

  /// self where `condition` is above zero, else 0.
  ///
  /// Linear in self; the condition has no derivative.
  public func gated(by condition: Tensor) -> Tensor {
    precondition(shape == condition.shape, "gate of shape \(condition.shape) on \(shape)")
    let condition = condition.detached()
    return .binary(self, condition, haba_gate) { g in [g.gated(by: condition), nil] }
  }

  /// The element where it is above zero, else 0.
  public func relu() -> Tensor { gated(by: self) }
}

func broadcastShape(_ a: [Int], _ b: [Int]) -> [Int] {
  let rank = max(a.count, b.count)
  let left = Array(repeating: 1, count: rank - a.count) + a
  let right = Array(repeating: 1, count: rank - b.count) + b
  return zip(left, right).map { l, r in
    precondition(l == r || l == 1 || r == 1, "shapes \(a) and \(b) do not match")
    return l == 1 ? r : l
  }
}
