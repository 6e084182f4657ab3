/// What a code is expected to be, given those before it; the numbers are those of the file.
enum Predictor: UInt8, CaseIterable {
  /// The middle of the codes.
  case none = 0
  /// The code to the left.
  case left = 1
  /// The code above.
  case above = 2
  /// The median of left, above and the plane through them.
  case median = 3
  /// The code of the plane before, moved as its neighbours say; the median in the first plane.
  case plane = 4
  /// The same code of the tensor before.
  case tensor = 5
}

/// A tensor as planes of rows of columns, which prediction and contexts see.
struct TensorShape: Hashable {
  var planes: Int
  var rows: Int
  var columns: Int

  /// The scalars; the shape's factors must have been checked.
  var count: Int { planes * rows * columns }
}

/// The codes around one code, read where they lie.
struct Neighbourhood {
  let left, above, aboveLeft, aboveRight: Int

  /// Around place `index` in row `row` and column `column`; what is missing is replaced by what is nearest.
  @inline(__always)
  init(
    _ codes: UnsafeMutableBufferPointer<UInt16>, at index: Int, row: Int, column: Int, columns: Int,
    middle: Int
  ) {
    left = column > 0 ? Int(codes[index - 1]) : row > 0 ? Int(codes[index - columns]) : middle
    above = row > 0 ? Int(codes[index - columns]) : left
    aboveLeft = row > 0 && column > 0 ? Int(codes[index - columns - 1]) : above
    aboveRight = row > 0 && column < columns - 1 ? Int(codes[index - columns + 1]) : above
  }

  /// The median of left, above and left + above - aboveLeft.
  @inline(__always)
  var median: Int {
    let (low, high) = (min(left, above), max(left, above))
    return aboveLeft >= high ? low : aboveLeft <= low ? high : left + above - aboveLeft
  }
}

/// Predicts the codes of a tensor one after another, plane by plane, row by row.
struct TensorPrediction {
  let shape: TensorShape
  let bits: Int
  let predictor: Predictor

  var middle: Int { 1 << (bits - 1) }

  /// Expects one code from those before it; `previous` is the tensor before, if there is one.
  @inline(__always)
  func expected(
    _ codes: UnsafeMutableBufferPointer<UInt16>, previous: UnsafeBufferPointer<UInt16>?, at index: Int,
    plane: Int, row: Int, column: Int, around: Neighbourhood
  ) -> Int {
    switch predictor {
    case .none: return middle
    case .left: return around.left
    case .above: return around.above
    case .median: return around.median
    case .plane:
      guard plane > 0 else { return around.median }
      let below = index - shape.rows * shape.columns
      let other = Neighbourhood(
        codes, at: below, row: row, column: column, columns: shape.columns, middle: middle)
      let moved = (around.left - other.left + around.above - other.above) >> 1
      return min(max(Int(codes[below]) + moved, 0), (1 << bits) - 1)
    case .tensor: return previous.map { Int($0[index]) } ?? middle
    }
  }

  /// `difference` brought into -2^(bits-1) ..< 2^(bits-1), the numbers of its residue.
  @inline(__always)
  func wrapped(_ difference: Int) -> Int {
    ((difference + middle) & ((1 << bits) - 1)) - middle
  }

  /// Goes through all codes in order and puts what `code` makes of each one's residual in its place.
  func walk(
    _ codes: inout [UInt16], previous: [UInt16]?,
    _ body: (inout TensorPlace, UnsafeMutableBufferPointer<UInt16>) throws(ArchiveError) -> Void
  ) throws(ArchiveError) {
    var place = TensorPlace()
    let count = shape.count
    precondition(codes.count == count && (previous?.count ?? count) == count, "a tensor of another shape")
    var failure: ArchiveError?
    codes.withUnsafeMutableBufferPointer { codes in
      func visit(_ previous: UnsafeBufferPointer<UInt16>?) {
        do throws(ArchiveError) {
          for plane in 0..<shape.planes {
            place.plane = plane
            for row in 0..<shape.rows {
              place.row = row
              for column in 0..<shape.columns {
                place.column = column
                place.around = Neighbourhood(
                  codes, at: place.index, row: row, column: column, columns: shape.columns, middle: middle)
                place.expected = expected(
                  codes, previous: previous, at: place.index, plane: plane, row: row, column: column,
                  around: place.around)
                try body(&place, codes)
                place.index += 1
              }
            }
          }
        } catch { failure = error }
      }
      if let previous { previous.withUnsafeBufferPointer { visit($0) } } else { visit(nil) }
    }
    if let failure { throw failure }
  }
}

/// Where a walk over a tensor stands.
struct TensorPlace {
  var index = 0
  var plane = 0
  var row = 0
  var column = 0
  var expected = 0
  var around = Neighbourhood()
}

extension Neighbourhood {
  init() { (left, above, aboveLeft, aboveRight) = (0, 0, 0, 0) }
}

// MARK: Symbols

extension TensorPrediction {
  /// What is stored in place of codes: their distance from what was expected, the middle standing for none.
  func symbols(of codes: [UInt16], previous: [UInt16]?) throws(ArchiveError) -> [UInt16] {
    guard predictor != .none else { return codes }
    var codes = codes
    var symbols: [UInt16] = []
    symbols.reserveCapacity(codes.count)
    try walk(&codes, previous: previous) { place, codes throws(ArchiveError) in
      symbols.append(
        UInt16(truncatingIfNeeded: wrapped(Int(codes[place.index]) - place.expected) + middle))
    }
    return symbols
  }

  /// The codes that `symbols` were made of.
  func codes(of symbols: [UInt16], previous: [UInt16]?) throws(ArchiveError) -> [UInt16] {
    guard predictor != .none else { return symbols }
    var codes = symbols
    let mask = (1 << bits) - 1
    try walk(&codes, previous: previous) { place, codes throws(ArchiveError) in
      let moved = place.expected + Int(codes[place.index]) - middle
      codes[place.index] = UInt16(truncatingIfNeeded: moved & mask)
    }
    return codes
  }
}
