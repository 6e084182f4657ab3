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

  /// The images of some bases through some hallucinators, as an archive would hold them: quantized parameters, pixels
  /// rounded to bytes. `[hallucinators * bases, H, W, C]`, all bases of the first hallucinator first.
  ///
  /// Gradients pass straight through both roundings.
  func images(bases indices: [Int], hallucinators chosen: [Int]) -> Tensor {
    let own = Self.quantized(bases.taking(indices), by: shape.count, bits: bits).permuted([0, 2, 3, 1])
    let expanded =
      hallucinators.isEmpty
      ? own
      : Tensor.concatenated(
        chosen.map { index in
          kind.images(own, hallucinators[index].map { Self.quantized($0, by: $0.count, bits: bits) })
        })
    let (mean, deviation) = (normalization.mean, normalization.deviation)
    return expanded.roundedToLevels(
      low: zip(mean, deviation).map { -$0 / $1 }, high: zip(mean, deviation).map { (255 - $0) / $1 }, levels: 256)
  }

  /// Each run of `size` values quantized by itself, in the archive's way.
  private static func quantized(_ tensor: Tensor, by size: Int, bits: Int) -> Tensor {
    let values = tensor.values
    let rounded = stride(from: 0, to: values.count, by: size).flatMap { start in
      QuantizedTensor(quantizing: Array(values[start..<start + size]), bits: bits).values
    }
    return tensor.replacingValues(with: Tensor(rounded, shape: tensor.shape))
  }

  /// The archive of the present state.
  func archive(source: Source, classNames: [String]?, provenance: Provenance) -> Archive {
    let values = bases.values
    return Archive(
      shape: shape, classNames: classNames, classCount: classCount, normalization: normalization,
      bases: labels.indices.map { index in
        let own = Array(values[index * shape.count..<(index + 1) * shape.count])
        return Base(label: labels[index], pixels: QuantizedTensor(quantizing: own, bits: bits))
      },
      hallucinators: hallucinators.map { own in
        kind.archived(own.map { QuantizedTensor(quantizing: $0.values, bits: bits) })
      },
      source: source, provenance: provenance)
  }
}
