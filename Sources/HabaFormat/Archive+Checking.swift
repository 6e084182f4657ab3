extension Archive {
  /// Checks that the content can be written: the very rules that a reader holds a file to.
  public func check() throws(ArchiveError) {
    try Archive.checkCounts(
      geometry, classes: classCount, bases: bases.count, hallucinators: hallucinators.count)
    try classNames.map { names throws(ArchiveError) in
      try Archive.checkNames(names, classCount: classCount, offset: nil)
    }
    try normalization.check(channels: shape.channels, offset: nil)
    try checkLabels()
    if let transform { try checkCoefficients(transform) } else { try checkPixels() }
    try checkHallucinators()
    try softLabels?.check(images: imageCount, classCount: classCount)
    try studentLearningRate.map { rate throws(ArchiveError) in
      try Archive.checkLearningRate(rate, offset: nil)
    }
    try Metadata.check(metadata, offset: nil)
    try Archive.checkFeatures(optionalFeatures, offset: nil)
    let counts = 0...FormatCaps.expandedScalars
    try Archive.check(source.images, in: counts, field: "source images")
    try Archive.check(source.pixelBytes, in: counts, field: "source pixel bytes")
    try provenance.check(offset: nil)
  }

  private func checkLabels() throws(ArchiveError) {
    var last = 0
    for (index, base) in bases.enumerated() {
      guard (last..<max(last, classCount)).contains(base.label) else {
        throw .invalid(
          field: "label of base \(index)", rule: "\(last)…\(classCount - 1), ascending",
          found: "\(base.label)", offset: nil)
      }
      last = base.label
    }
  }

  private func checkPixels() throws(ArchiveError) {
    let bits = bases.first?.pixels.quantizer.bits ?? 0
    for (index, base) in bases.enumerated() {
      guard case .pixels(let pixels) = base.samples else {
        throw .invalid(
          field: "base \(index)", rule: "kept as pixels, as the archive has no transform",
          found: "coefficients", offset: nil)
      }
      try pixels.check(
        count: baseShape.count, bits: bits, slices: baseShape.channels, field: "base \(index)")
    }
  }

  private func checkCoefficients(_ transform: BaseTransform) throws(ArchiveError) {
    try transform.check(channels: baseShape.channels)
    let count = transform.coefficientCount(shape: baseShape)
    for (index, base) in bases.enumerated() {
      guard case .coefficients(let values) = base.samples, values.count == count,
        !values.contains(.min)
      else {
        throw .invalid(
          field: "base \(index)", rule: "\(count) coefficients of -32767…32767", found: "others", offset: nil)
      }
    }
  }

  private func checkHallucinators() throws(ArchiveError) {
    guard !hallucinators.isEmpty else { return }
    try hallucinatorForm.check(for: shape, offset: nil)
    let shapes = hallucinatorForm.tensorShapes(baseChannels: baseShape.channels, image: shape)
    let depths = hallucinatorBits
    for (index, hallucinator) in hallucinators.enumerated() {
      for (slot, tensor) in hallucinator.tensors.enumerated() {
        if hallucinatorForm.kind == .residual, tensor.isMissing { continue }
        try tensor.check(
          count: shapes[slot].count, bits: depths[slot], slices: hallucinatorForm.sliceCounts[slot],
          field: "\(Hallucinator.tensorNames[slot]) of hallucinator \(index)")
      }
    }
  }

  /// The depth of each of the six tensors: that of the first hallucinator that has it.
  var hallucinatorBits: [Int] {
    Hallucinator.tensorNames.indices.map { slot in
      hallucinators.lazy.map { $0.tensors[slot] }.first { !$0.isMissing }?.quantizer.bits ?? 0
    }
  }
}

// MARK: Rules that reading and writing share

extension Archive {
  static func check(
    _ value: Int, in allowed: ClosedRange<Int>, field: String, offset: Int? = nil
  ) throws(ArchiveError) {
    guard allowed.contains(value) else {
      throw .invalid(
        field: field, rule: "\(allowed.lowerBound)…\(allowed.upperBound)", found: "\(value)", offset: offset)
    }
  }

  /// Checks shapes and counts that were not read from a file, each for itself and in their products.
  static func checkCounts(
    _ geometry: Geometry, classes: Int, bases: Int, hallucinators: Int
  ) throws(ArchiveError) {
    try check(geometry.shape.channels, in: FormatCaps.channels, field: "channel count")
    try check(geometry.shape.height, in: FormatCaps.side, field: "height")
    try check(geometry.shape.width, in: FormatCaps.side, field: "width")
    try check(bases, in: FormatCaps.bases, field: "base count")
    try check(hallucinators, in: FormatCaps.hallucinators, field: "hallucinator count")
    try checkSizes(geometry, bases: bases, hallucinators: hallucinators, offset: nil)
    try check(classes, in: FormatCaps.classes, field: "class count")
  }

  /// Checks the products of counts that are each in their range.
  static func checkSizes(
    _ geometry: Geometry, bases: Int, hallucinators: Int, offset: Int?
  ) throws(ArchiveError) {
    let shape = geometry.shape
    guard shape.count <= FormatCaps.imageScalars else {
      throw .invalid(
        field: "image size", rule: "at most \(FormatCaps.imageScalars) scalars", found: "\(shape.count)",
        offset: offset)
    }
    try geometry.check(offset: offset)
    guard let images = product(bases, geometry.parts, max(1, hallucinators)),
      let scalars = product(images, shape.count), scalars <= FormatCaps.expandedScalars,
      let samples = product(bases, geometry.baseShape.count), samples <= FormatCaps.expandedScalars
    else {
      throw .invalid(
        field: "image count", rule: "at most \(FormatCaps.expandedScalars) scalars in all", found: "more",
        offset: offset)
    }
  }

  static func checkLearningRate(_ rate: Float, offset: Int?) throws(ArchiveError) {
    guard rate.isFinite, rate > 0 else {
      throw .invalid(
        field: "student learning rate", rule: "finite and positive", found: "\(rate)", offset: offset)
    }
  }

  /// Checks a list of features' names.
  static func checkFeatures(_ names: [String], offset: Int?) throws(ArchiveError) {
    try check(names.count, in: FormatCaps.features, field: "feature count", offset: offset)
    var last = ""
    for name in names {
      guard FormatCaps.featureNameBytes.contains(name.utf8.count), isPlain(name), last < name else {
        throw .invalid(
          field: "feature name", rule: "of 1…32 of a-z, 0-9, - and _, after the one before",
          found: "\"\(escaped(name))\"", offset: offset)
      }
      last = name
    }
  }

  /// Whether a name has lower-case letters, digits, `-` and `_` alone, and at least one.
  static func isPlain(_ name: String) -> Bool {
    !name.isEmpty
      && name.utf8.allSatisfy {
        (0x61...0x7a).contains($0) || (0x30...0x39).contains($0) || $0 == 0x2d || $0 == 0x5f
      }
  }

  static func checkNames(_ names: [String], classCount: Int, offset: Int?) throws(ArchiveError) {
    guard names.count == classCount else {
      throw .invalid(
        field: "class names", rule: "\(classCount), one a class", found: "\(names.count)", offset: offset)
    }
    var seen: Set<[UInt8]> = []
    for (index, name) in names.enumerated() {
      let bytes = Array(name.utf8)
      guard FormatCaps.nameBytes.contains(bytes.count), !bytes.contains(0) else {
        throw .invalid(
          field: "name of class \(index)", rule: "1…255 bytes, none of them zero",
          found: "\"\(escaped(name))\"", offset: offset)
      }
      guard seen.insert(bytes).inserted else {
        throw .invalid(
          field: "name of class \(index)", rule: "unlike all before", found: "\"\(escaped(name))\"",
          offset: offset)
      }
    }
  }
}

extension Normalization {
  func check(channels: Int, offset: Int?) throws(ArchiveError) {
    guard mean.count == channels, deviation.count == channels else {
      throw .invalid(
        field: "normalization", rule: "\(channels) means and deviations",
        found: "\(mean.count) and \(deviation.count)", offset: offset)
    }
    guard mean.allSatisfy(\.isFinite), deviation.allSatisfy({ $0.isFinite && $0 > 0 }) else {
      throw .invalid(
        field: "normalization", rule: "finite, with positive deviations",
        found: "\(mean) and \(deviation)", offset: offset)
    }
  }
}

extension UniformQuantizer {
  func check(field: @autoclosure () -> String, offset: Int?) throws(ArchiveError) {
    guard isValid else {
      throw .invalid(
        field: "quantizer of \(field())", rule: "1…16 bits, finite values and a positive step",
        found: "\(bits) bits, offset \(self.offset), step \(step)",
        offset: offset)
    }
  }
}

extension QuantizedTensor {
  func check(count: Int, bits: Int, slices: Int, field: String) throws(ArchiveError) {
    guard quantizers.count == 1 || quantizers.count == slices else {
      throw .invalid(
        field: "quantizers of \(field)", rule: "1, or one for each of \(slices) slices",
        found: "\(quantizers.count)", offset: nil)
    }
    for quantizer in quantizers {
      guard quantizer.bits == bits else {
        throw .invalid(
          field: "depth of \(field)", rule: "\(bits), as that of the first", found: "\(quantizer.bits)",
          offset: nil)
      }
      try quantizer.check(field: field, offset: nil)
    }
    guard codes.count == count else {
      throw .invalid(
        field: "size of \(field)", rule: "\(count) scalars", found: "\(codes.count)", offset: nil)
    }
    let last = quantizer.maximumCode
    guard let worst = codes.max(), worst > last else { return }
    throw .invalid(field: "code in \(field)", rule: "at most \(last)", found: "\(worst)", offset: nil)
  }
}

extension HallucinatorForm {
  func check(for shape: ImageShape, offset: Int?) throws(ArchiveError) {
    try Archive.check(
      features, in: kind == .residual ? shape.channels...shape.channels : FormatCaps.channels,
      field: "features of hallucinators", offset: offset)
    try Archive.check(
      grain, in: kind == .residual ? FormatCaps.grain : 1...1, field: "grain of hallucinators", offset: offset
    )
    let smallest = min(shape.height, shape.width)
    guard kind != .published || smallest >= FormatCaps.hallucinatedSide else {
      throw .invalid(
        field: "image size", rule: "at least 3 rows and columns where there are published hallucinators",
        found: "\(smallest)", offset: offset)
    }
  }
}

extension BaseTransform {
  func check(channels: Int) throws(ArchiveError) {
    guard blockSide == 8 || blockSide == 16 else {
      throw .invalid(field: "block side", rule: "8 or 16", found: "\(blockSide)", offset: nil)
    }
    guard !hasColorTransform || channels == 3, !hasHalfChroma || hasColorTransform else {
      throw .invalid(
        field: "transform", rule: "of colours only for three channels, halved only with colours",
        found: "another", offset: nil)
    }
    let count = blockSide * blockSide
    let isRight = planes.allSatisfy {
      ($0.steps.count == 1 || $0.steps.count == count) && !$0.steps.contains(0)
        && FormatCaps.shrinkage.contains($0.shrinkage)
    }
    guard planes.count == channels, isRight else {
      throw .invalid(
        field: "planes of the transform",
        rule: "\(channels), each with 1 or \(count) positive steps and a shrinkage of 0…128", found: "others",
        offset: nil)
    }
  }
}

extension SoftLabels {
  func check(images: Int, classCount: Int) throws(ArchiveError) {
    try Archive.check(classesPerImage, in: 1...max(1, classCount), field: "labelled classes of an image")
    guard let count = product(images, classesPerImage), count <= FormatCaps.expandedScalars,
      classes.count == (classesPerImage == classCount ? 0 : count)
    else {
      throw .invalid(
        field: "classes of soft labels", rule: "one for each number, or none where all classes have one",
        found: "\(classes.count)", offset: nil)
    }
    try values.check(count: count, bits: values.quantizer.bits, slices: 1, field: "soft labels")
    for start in stride(from: 0, to: classes.count, by: classesPerImage) {
      let row = classes[start..<start + classesPerImage]
      guard zip(row, row.dropFirst()).allSatisfy({ $0 < $1 }), Int(row.last ?? 0) < classCount else {
        throw .invalid(
          field: "classes of soft labels", rule: "ascending for each image, below \(classCount)",
          found: "\(Array(row.prefix(8)))", offset: nil)
      }
    }
  }
}
