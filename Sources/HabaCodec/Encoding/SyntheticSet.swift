internal import HabaFormat
internal import HabaTensor

/// What is being learned: bases and hallucinators, as free numbers that every use quantizes.
struct SyntheticSet {
  let shape: ImageShape
  let classCount: Int
  /// Each base's class; bases of a class are neighbours.
  let labels: [Int]
  let bits: Int
  let normalization: Normalization
  let kind: any HallucinatorKind
  /// Bases, `[B, C, H, W]` in normalised units, tracked.
  private(set) var bases: Tensor
  /// The parameters of each hallucinator, tracked.
  private(set) var hallucinators: [[Tensor]]

  init(
    shape: ImageShape, classCount: Int, labels: [Int], bits: Int, normalization: Normalization,
    kind: any HallucinatorKind, bases: Tensor, hallucinators: [[Tensor]]
  ) {
    self.shape = shape
    self.classCount = classCount
    self.labels = labels
    self.bits = bits
    self.normalization = normalization
    self.kind = kind
    self.bases = bases
    self.hallucinators = hallucinators
  }

  /// Everything that is learned, in one list: the bases, then hallucinator by hallucinator.
  var parameters: [Tensor] {
    get { [bases] + hallucinators.flatMap { $0 } }
    set {
      var rest = newValue[...]
      bases = rest.removeFirst()
      hallucinators = hallucinators.map { own in own.map { _ in rest.removeFirst() } }
    }
  }

  /// The images of some bases through some hallucinators, as an archive would hold them.
  ///
  /// Parameters are quantized, pixels rounded to bytes: `[hallucinators * bases, H, W, C]`, all bases of the first hallucinator first.
  ///
  /// Gradients pass straight through both roundings.
  func images(bases indices: [Int], hallucinators chosen: [Int]) -> Tensor {
    let own = bases.taking(indices)
    let values = own.values
    let rounded = indices.indices.flatMap { row in
      quantizedBase(Array(values[row * shape.count..<(row + 1) * shape.count])).values
    }
    let seen = own.replacingValues(with: Tensor(rounded, shape: own.shape)).permuted([0, 2, 3, 1])
    let expanded =
      hallucinators.isEmpty
      ? seen
      : Tensor.concatenated(
        chosen.map { index in
          let quantized = quantizedHallucinator(index)
          return kind.images(
            seen,
            zip(hallucinators[index], quantized).map { free, fixed in
              free.replacingValues(with: Tensor(fixed.values, shape: free.shape))
            })
        })
    let (mean, deviation) = (normalization.mean, normalization.deviation)
    return expanded.roundedToLevels(
      low: zip(mean, deviation).map { -$0 / $1 }, high: zip(mean, deviation).map { (255 - $0) / $1 }, levels: 256)
  }

  private func quantizedBase(_ values: [Float]) -> QuantizedTensor {
    QuantizedTensor(quantizing: values, bits: bits)
  }

  private func quantizedHallucinator(_ index: Int) -> [QuantizedTensor] {
    hallucinators[index].enumerated().map { kind.quantized($1.values, parameter: $0, bits: bits) }
  }

  /// The archive of the present state.
  func archive(
    source: Source, classNames: [String]?, provenance: Provenance, metadata: [String: String] = [:]
  ) -> Archive {
    let values = bases.values
    return Archive(
      shape: shape, classNames: classNames, classCount: classCount, normalization: normalization,
      bases: labels.indices.map { index in
        let own = Array(values[index * shape.count..<(index + 1) * shape.count])
        return Base(label: labels[index], pixels: quantizedBase(own))
      },
      hallucinators: hallucinators.indices.map { kind.archived(quantizedHallucinator($0)) },
      source: source, provenance: provenance, metadata: metadata)
  }
}
