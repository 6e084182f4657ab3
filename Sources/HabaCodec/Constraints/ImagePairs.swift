internal import HabaStudents
internal import HabaTensor

/// Images of some bases by two hallucinators each, the same two for all.
struct ImagePairs {
  /// `[2 * N, H, W, C]`, normalised: all by the one hallucinator, then the same by the other.
  let images: Tensor
  /// The class of each image.
  let labels: [Int]

  /// Draws two hallucinators and, where there are more than `count`, some of the bases; each image is then augmented by a
  /// draw of its own.
  ///
  /// Parts of a base are images of their own, and have their pairs in the same parts.
  ///
  /// - Precondition: There are two hallucinators.
  init(_ step: inout Step, bases count: Int) {
    let set = step.synthetic
    let total = set.labels.count
    let bases = count < total ? step.random.draw(count, of: total).sorted() : Array(0..<total)
    let found = set.images(bases: bases, hallucinators: step.random.draw(2, of: set.hallucinatorCount))
    images = Augmentation(shape: set.shape, count: found.origins.count, &step.random).applied(to: found.images)
    labels = found.origins.map { set.labels[$0.base] }
  }
}

extension Tensor {
  /// Rows `[N, F]` at length 1; those of length 0, which have no direction, stay.
  func normalizedRows() -> Tensor { self / (squared().sum(axes: [1]) + 1e-8).squareRoot() }

  /// The halves of `[2 * N, F]`, of which row i of one goes with row i of the other.
  var halves: (Tensor, Tensor) {
    let count = shape[0] / 2
    return (taking(Array(0..<count)), taking(Array(count..<2 * count)))
  }

  /// The mean cosine of the angle between the two of each pair of rows `[2 * N, F]`: a scalar.
  func pairCosine() -> Tensor {
    let (one, other) = normalizedRows().halves
    return (one * other).sum() * (1 / Float(one.shape[0]))
  }
}
