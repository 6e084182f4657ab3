internal import HabaFormat

extension SyntheticSet {
  /// The archive of the present state: every quantizer is fitted to what was learned.
  func archive(
    source: Source, classNames: [String]?, provenance: Provenance, studentLearningRate: Float? = nil,
    metadata: [String: String] = [:]
  ) -> Archive {
    let (samples, transform) = bases.archived()
    return Archive(
      shape: shape, classNames: classNames, classCount: classCount, normalization: rounding.normalization,
      bases: zip(labels, samples).map { Base(label: $0, samples: $1) }, hallucinators: hallucinators.archived(),
      source: source, provenance: provenance, baseShape: formation.baseShape, formation: formation.side,
      upsampling: formation.upsampling, transform: transform, hallucinatorForm: hallucinators.kind.form,
      studentLearningRate: studentLearningRate, metadata: metadata)
  }
}
