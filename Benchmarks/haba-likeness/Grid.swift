/// Which images of an archive share what: each base through each hallucinator, hallucinator by hallucinator for one base after the
/// other, as archives are expanded.
struct Grid {
  /// The class of each base.
  let classes: [Int]
  /// Images of each base: 1 where there are no hallucinators.
  let hallucinators: Int

  private func image(_ base: Int, _ hallucinator: Int) -> Int { base * hallucinators + hallucinator }

  /// The bases of each class that has some.
  private var basesByClass: [[Int]] {
    Dictionary(grouping: classes.indices) { classes[$0] }.sorted { $0.key < $1.key }.map(\.value)
  }

  private func sum(_ vectors: Vectors, _ groups: [[Int]]) -> Pairs { groups.reduce(Pairs()) { $0 + vectors.pairs($1) } }

  /// One base through different hallucinators.
  func ofBase(_ vectors: Vectors) -> Double? {
    sum(vectors, classes.indices.map { base in (0..<hallucinators).map { image(base, $0) } }).mean
  }

  /// Two bases of a class through one hallucinator.
  func ofBases(_ vectors: Vectors) -> Double? { sum(vectors, throughOne).mean }

  /// Two images of a class.
  func ofClass(_ vectors: Vectors) -> Double? {
    sum(vectors, basesByClass.map { own in own.flatMap { base in (0..<hallucinators).map { image(base, $0) } } }).mean
  }

  /// Images of two classes through one hallucinator.
  func ofClasses(_ vectors: Vectors) -> Double? {
    let all = (0..<hallucinators).map { hallucinator in classes.indices.map { image($0, hallucinator) } }
    return (sum(vectors, all) - sum(vectors, throughOne)).mean
  }

  private var throughOne: [[Int]] {
    basesByClass.flatMap { own in (0..<hallucinators).map { hallucinator in own.map { image($0, hallucinator) } } }
  }

  /// The share of the variance of rows of numbers that the base alone explains, and that which the hallucinator does.
  ///
  /// By the means of either, as in an analysis of variance in two ways; columns are summed. Nil where nothing varies.
  func explained(_ rows: [[Double]]) -> (base: Double, hallucinator: Double)? {
    let (bases, length) = (classes.count, rows.first?.count ?? 0)
    var shares = (base: 0.0, hallucinator: 0.0)
    var total = 0.0
    for column in 0..<length {
      let values = rows.map { $0[column] }
      let mean = values.reduce(0, +) / Double(values.count)
      func square(_ images: [Int]) -> Double {
        let own = images.reduce(0) { $0 + values[$1] } / Double(images.count) - mean
        return own * own * Double(images.count)
      }
      total += values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
      for base in 0..<bases { shares.base += square((0..<hallucinators).map { image(base, $0) }) }
      for hallucinator in 0..<hallucinators {
        shares.hallucinator += square((0..<bases).map { image($0, hallucinator) })
      }
    }
    return total > 0 ? (shares.base / total, shares.hallucinator / total) : nil
  }
}
