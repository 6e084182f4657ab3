internal import CHabaKernels
internal import Glibc

extension Tensor {
  /// The same values in the same order under another shape of the same count.
  public func reshaped(_ newShape: [Int]) -> Tensor {
    precondition(newShape.reduce(1, *) == count, "shape \(shape) does not hold as many places as \(newShape)")
    let shape = shape
    return .result(newShape, buffer, of: [self]) { g in [g.reshaped(shape)] }
  }

  /// Repeats axes of length 1 (and missing leading ones) up to `newShape`.
  public func expanded(to newShape: [Int]) -> Tensor {
    guard shape != newShape else { return self }
    let shape = shape
    let output = Buffer(count: newShape.reduce(1, *))
    walk(newShape, repeating: shape) { outer, inner, length, repeated in
      if repeated {
        (output.pointer + outer).update(repeating: self.pointer[inner], count: length)
      } else {
        (output.pointer + outer).update(from: self.pointer + inner, count: length)
      }
    }
    return .result(newShape, output, of: [self]) { g in [g.sum(to: shape)] }
  }

  /// Sums over the axes in which `newShape` is 1 or missing: the adjoint of `expanded`.
  public func sum(to newShape: [Int]) -> Tensor {
    guard shape != newShape else { return self }
    let shape = shape
    // Long sums in binary32 lose digits.
    var sums = [Double](repeating: 0, count: newShape.reduce(1, *))
    sums.withUnsafeMutableBufferPointer { sums in
      walk(shape, repeating: newShape) { outer, inner, length, repeated in
        let source = self.pointer + outer
        if repeated {
          var sum = 0.0
          for i in 0..<length { sum += Double(source[i]) }
          sums[inner] += sum
        } else {
          for i in 0..<length { sums[inner + i] += Double(source[i]) }
        }
      }
    }
    let output = Buffer(count: sums.count)
    for (i, sum) in sums.enumerated() { output.pointer[i] = Float(sum) }
    return .result(newShape, output, of: [self]) { g in [g.expanded(to: shape)] }
  }

  /// Sums over the given axes, which stay with length 1.
  public func sum(axes: [Int]) -> Tensor {
    sum(to: shape.indices.map { axes.contains($0) ? 1 : shape[$0] })
  }

  /// The sum of all elements, a scalar.
  public func sum() -> Tensor { sum(to: []) }

  /// The mean over the given axes, which stay with length 1.
  public func mean(axes: [Int]) -> Tensor {
    sum(axes: axes) * (1 / Float(axes.reduce(1) { $0 * shape[$1] }))
  }

  /// The mean of all elements, a scalar.
  public func mean() -> Tensor { sum() * (1 / Float(count)) }

  /// The axes in another order: axis i of the result is axis `axes[i]` of this tensor.
  public func permuted(_ axes: [Int]) -> Tensor {
    precondition(axes.sorted() == Array(shape.indices), "\(axes) is no order of the axes of \(shape)")
    let newShape = axes.map { shape[$0] }
    let sourceStrides = shape.indices.map { shape[($0 + 1)...].reduce(1, *) }
    let strides = axes.map { sourceStrides[$0] }
    let output = Buffer(count: count)
    var position = Array(repeating: 0, count: axes.count)
    var place = 0
    for i in 0..<count {
      output.pointer[i] = pointer[place]
      for axis in axes.indices.reversed() {
        position[axis] += 1
        place += strides[axis]
        if position[axis] < newShape[axis] { break }
        place -= strides[axis] * newShape[axis]
        position[axis] = 0
      }
    }
    let inverse = axes.indices.map { axis in axes.firstIndex(of: axis) ?? 0 }
    return .result(newShape, output, of: [self]) { g in [g.permuted(inverse)] }
  }

  /// The blocks along the first axis with the given numbers, in their order; a number may come again.
  public func taking(_ rows: [Int]) -> Tensor {
    let size = count / max(1, shape[0])
    let total = shape[0]
    precondition(rows.allSatisfy { $0 >= 0 && $0 < total }, "a row outside 0 ..< \(total)")
    let output = Buffer(count: rows.count * size)
    for (i, row) in rows.enumerated() {
      (output.pointer + i * size).update(from: pointer + row * size, count: size)
    }
    return .result([rows.count] + shape.dropFirst(), output, of: [self]) { g in
      [g.scattered(to: rows, of: total)]
    }
  }

  /// Adds block i into block `rows[i]` of `total` zeroed blocks: the adjoint of `taking`.
  public func scattered(to rows: [Int], of total: Int) -> Tensor {
    let size = count / max(1, shape[0])
    let output = Buffer(count: total * size)
    output.pointer.update(repeating: 0, count: output.count)
    for (i, row) in rows.enumerated() {
      haba_accumulate(pointer + i * size, 1, output.pointer + row * size, size)
    }
    return .result([total] + shape.dropFirst(), output, of: [self]) { g in [g.taking(rows)] }
  }

  /// The elements at the given row-major places, under a shape of as many places.
  ///
  /// - Parameter pieces: equal parts of the places and of this tensor: each part's places count from its own start.
  func takingElements(_ places: [Int32], shape newShape: [Int], pieces: Int = 1) -> Tensor {
    let output = Buffer(count: places.count)
    let (size, own) = (places.count / max(1, pieces), count / max(1, pieces))
    places.withUnsafeBufferPointer { places in
      nonisolated(unsafe) let places = places
      Threads.forEachPiece(pieces) { piece in
        for i in piece * size..<(piece + 1) * size { output.pointer[i] = self.pointer[piece * own + Int(places[i])] }
      }
    }
    let shape = shape
    return .result(newShape, output, of: [self]) { g in
      [g.scatteredElements(to: places, shape: shape, pieces: pieces)]
    }
  }

  /// Adds element i into place `places[i]` of zeros: the adjoint of `takingElements`.
  func scatteredElements(to places: [Int32], shape newShape: [Int], pieces: Int = 1) -> Tensor {
    let output = Buffer(count: newShape.reduce(1, *))
    let (size, own) = (places.count / max(1, pieces), output.count / max(1, pieces))
    places.withUnsafeBufferPointer { places in
      nonisolated(unsafe) let places = places
      Threads.forEachPiece(pieces) { piece in
        let target = output.pointer + piece * own
        target.update(repeating: 0, count: own)
        for i in piece * size..<(piece + 1) * size { target[Int(places[i])] += self.pointer[i] }
      }
    }
    let shape = shape
    return .result(newShape, output, of: [self]) { g in [g.takingElements(places, shape: shape, pieces: pieces)] }
  }

  /// The blocks of all tensors, one after another along the first axis.
  public static func concatenated(_ tensors: [Tensor]) -> Tensor {
    guard let first = tensors.first else { preconditionFailure("nothing to concatenate") }
    precondition(tensors.allSatisfy { $0.shape.dropFirst() == first.shape.dropFirst() }, "shapes differ")
    let starts = tensors.reduce(into: [0]) { $0.append(($0.last ?? 0) + $1.shape[0]) }
    let output = Buffer(count: tensors.reduce(0) { $0 + $1.count })
    var place = output.pointer
    for tensor in tensors {
      place.update(from: tensor.pointer, count: tensor.count)
      place += tensor.count
    }
    return result([starts[tensors.count]] + first.shape.dropFirst(), output, of: tensors) { g in
      tensors.indices.map { g.taking(Array(starts[$0]..<starts[$0 + 1])) }
    }
  }
}

/// Goes over `outer` in row-major order beside `inner`, which has length 1 where it repeats, in runs along the last axis.
///
/// `body` gets the run's place in outer, its place in inner, its length, and whether inner stands still along it.
private func walk(_ outer: [Int], repeating inner: [Int], _ body: (Int, Int, Int, Bool) -> Void) {
  let inner = Array(repeating: 1, count: outer.count - inner.count) + inner
  precondition(
    zip(outer, inner).allSatisfy { $0 == $1 || $1 == 1 }, "shape \(inner) does not repeat to \(outer)")
  // Neighbouring axes of the same kind become one, so that runs are long.
  var axes: [(length: Int, repeats: Bool)] = []
  for (length, innerLength) in zip(outer, inner) where length != 1 {
    let repeats = innerLength == 1
    if let last = axes.last, last.repeats == repeats {
      axes[axes.count - 1].length *= length
    } else {
      axes.append((length, repeats))
    }
  }
  guard let last = axes.popLast() else { return body(0, 0, 1, true) }
  var strides: [Int] = []
  var size = last.repeats ? 1 : last.length
  for axis in axes.reversed() {
    strides.insert(axis.repeats ? 0 : size, at: 0)
    if !axis.repeats { size *= axis.length }
  }
  var position = Array(repeating: 0, count: axes.count)
  var place = 0
  let runs = axes.reduce(1) { $0 * $1.length }
  for run in 0..<runs {
    body(run * last.length, place, last.length, last.repeats)
    for axis in axes.indices.reversed() {
      position[axis] += 1
      place += strides[axis]
      if position[axis] < axes[axis].length { break }
      place -= strides[axis] * axes[axis].length
      position[axis] = 0
    }
  }
}
