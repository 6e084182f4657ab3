extension ArchiveLayout {
  /// Checks that there can be an archive of this layout, by the rules that a reader holds its header to.
  ///
  /// What is kept of names doesn't tell whether they can be.
  public func check() throws(ArchiveError) {
    let geometry = Geometry(shape: shape, baseShape: baseShape, formation: formation)
    let count = hallucinators?.count ?? 0
    try Archive.checkCounts(geometry, classes: classCount, bases: bases, hallucinators: count)
    switch baseCoding {
    case .pixels(let bits, _): try Archive.check(bits, in: UniformQuantizer.bitRange, field: "depth of bases")
    case .coefficients(let transform): try transform.check(channels: baseShape.channels)
    }
    try hallucinators?.check(for: shape, baseChannels: baseShape.channels)
    if let softLabels {
      try Archive.check(softLabels.classesPerImage, in: 1...classCount, field: "labelled classes of an image")
      try Archive.check(softLabels.bits, in: UniformQuantizer.bitRange, field: "depth of soft labels")
      try Header.Soft.check(
        images: bases * geometry.parts * max(1, count), classesPerImage: softLabels.classesPerImage, offset: nil)
    }
    try Archive.check(metadataSize, in: 0...FormatCaps.metadataBytes, field: "size of metadata")
    try Archive.checkFeatures(optionalFeatures, offset: nil)
  }
}

extension ArchiveLayout.Hallucinators {
  fileprivate func check(for shape: ImageShape, baseChannels: Int) throws(ArchiveError) {
    try Archive.check(count, in: 1...FormatCaps.hallucinators.upperBound, field: "hallucinator count")
    try form.check(for: shape, offset: nil)
    let allowed = form.kind == .residual ? 0...UniformQuantizer.bitRange.upperBound : UniformQuantizer.bitRange
    guard bits.count == Header.tensorsPerHallucinator, bits.allSatisfy(allowed.contains) else {
      throw .invalid(
        field: "depths of hallucinators", rule: "six of \(allowed.lowerBound)…\(allowed.upperBound)",
        found: "\(bits.prefix(8))", offset: nil)
    }
    _ = try form.checkedScalars(count: count, baseChannels: baseChannels, image: shape, offset: nil)
  }
}
