/// Rows of equal length 1, of which mean cosines of pairs are asked for.
struct Vectors {
  private let rows: [[Double]]
  private let length: Int

  /// Brings each row to length 1; one of zeros stays so, and has the cosine 0 with all.
  init(_ rows: [[Float]]) {
    length = rows.first?.count ?? 0
    self.rows = rows.map { row in
      let size = row.reduce(0) { $0 + Double($1) * Double($1) }.squareRoot()
      return size > 0 ? row.map { Double($0) / size } : row.map(Double.init)
    }
  }

  /// The same with each row's mean taken away first: cosines are then Pearson's correlations.
  init(centred rows: [[Float]]) {
    self.init(
      rows.map { row in
        let mean = row.reduce(0) { $0 + Double($1) } / Double(max(1, row.count))
        return row.map { Float(Double($0) - mean) }
      })
  }

  /// The cosines of all pairs within a group of rows, summed, and how many pairs there are.
  ///
  /// By the square of the rows' sum, so that time grows with rows, not with pairs.
  func pairs(_ group: [Int]) -> Pairs {
    var sum = [Double](repeating: 0, count: length)
    var own = 0.0
    for index in group {
      for (place, value) in rows[index].enumerated() {
        sum[place] += value
        own += value * value
      }
    }
    let all = sum.reduce(0) { $0 + $1 * $1 }
    return Pairs(sum: (all - own) / 2, count: group.count * (group.count - 1) / 2)
  }
}

/// Pairs of rows: the sum of their cosines and their number.
struct Pairs {
  var sum = 0.0
  var count = 0

  /// Nil without any.
  var mean: Double? { count > 0 ? sum / Double(count) : nil }

  static func + (a: Pairs, b: Pairs) -> Pairs { Pairs(sum: a.sum + b.sum, count: a.count + b.count) }
  static func - (a: Pairs, b: Pairs) -> Pairs { Pairs(sum: a.sum - b.sum, count: a.count - b.count) }
}
