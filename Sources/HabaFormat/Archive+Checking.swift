extension Archive {
  /// Checks that the content can be written: the very rules that a reader holds a file to.
  public func check() throws(ArchiveError) {
    try Archive.checkShape(shape)
    try Archive.check(bases.count, in: FormatCaps.bases, field: "base count")
    try Archive.check(hallucinators.count, in: FormatCaps.hallucinators, field: "hallucinator count")
    try Archive.checkSizes(
      shape: shape, bases: bases.count, hallucinators: hallucinators.count, offset: nil)
    try Archive.check(classCount, in: FormatCaps.classes, field: "class count")
    try classNames.map { names throws(ArchiveError) in
      try Archive.checkNames(names, classCount: classCount, offset: nil)
    }
    try normalization.check(channels: shape.channels, offset: nil)
    try checkBases()
    try checkHallucinators()
    let counts = 0...FormatCaps.expandedScalars
    try Archive.check(source.images, in: counts, field: "source images")
    try Archive.check(source.pixelBytes, in: counts, field: "source pixel bytes")
    try provenance.check(offset: nil)
  }

  private func checkBases() throws(ArchiveError) {
    var last = 0
    let bits = bases.first?.pixels.quantizer.bits ?? 0
    for (index, base) in bases.enumerated() {
      guard (last..<classCount).contains(base.label) else {
        throw .invalid(
          field: "label of base \(index)", rule: "\(last)…\(classCount - 1), ascending",
          found: "\(base.label)", offset: nil)
      }
      last = base.label
      try base.pixels.check(count: shape.count, bits: bits, field: "base \(index)")
    }
  }

  private func checkHallucinators() throws(ArchiveError) {
    guard let first = hallucinators.first else { return }
    let counts = Hallucinator.tensorCounts(for: shape)
    let depths = first.tensors.map(\.quantizer.bits)
    for (index, hallucinator) in hallucinators.enumerated() {
      for (tensor, (name, (count, bits))) in zip(
        hallucinator.tensors, zip(Hallucinator.tensorNames, zip(counts, depths)))
      {
        try tensor.check(count: count, bits: bits, field: "\(name) of hallucinator \(index)")
      }
    }
  }
}

// MARK: Rules that reading and writing share

extension Archive {
  static func check(_ value: Int, in allowed: ClosedRange<Int>, field: String) throws(ArchiveError) {
    guard allowed.contains(value) else {
      throw .invalid(
        field: field, rule: "\(allowed.lowerBound)…\(allowed.upperBound)", found: "\(value)", offset: nil)
    }
  }

  private static func checkShape(_ shape: ImageShape) throws(ArchiveError) {
    try check(shape.channels, in: FormatCaps.channels, field: "channel count")
    try check(shape.height, in: FormatCaps.side, field: "height")
    try check(shape.width, in: FormatCaps.side, field: "width")
  }

  /// Checks the products of counts that are each in their range.
  static func checkSizes(
    shape: ImageShape, bases: Int, hallucinators: Int, offset: Int?
  ) throws(ArchiveError) {
    guard shape.count <= FormatCaps.imageScalars else {
      throw .invalid(
        field: "image size", rule: "at most \(FormatCaps.imageScalars) scalars", found: "\(shape.count)",
        offset: offset)
    }
    let smallest = min(shape.height, shape.width)
    guard hallucinators == 0 || smallest >= FormatCaps.hallucinatedSide else {
      throw .invalid(
        field: "image size", rule: "at least 3 rows and columns where there are hallucinators",
        found: "\(smallest)", offset: offset)
    }
    guard let scalars = product(bases, max(1, hallucinators), shape.count),
      scalars <= FormatCaps.expandedScalars
    else {
      throw .invalid(
        field: "image count", rule: "at most \(FormatCaps.expandedScalars) scalars in all", found: "more",
        offset: offset)
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
  func check(field: String, offset: Int?) throws(ArchiveError) {
    guard isValid else {
      throw .invalid(
        field: "quantizer of \(field)", rule: "2…16 bits, finite values and a positive step",
        found: "\(bits) bits, offset \(self.offset), step \(step)",
        offset: offset)
    }
  }
}

extension QuantizedTensor {
  func check(count: Int, bits: Int, field: String) throws(ArchiveError) {
    guard quantizer.bits == bits else {
      throw .invalid(
        field: "depth of \(field)", rule: "\(bits), as that of the first", found: "\(quantizer.bits)",
        offset: nil)
    }
    try quantizer.check(field: field, offset: nil)
    guard codes.count == count else {
      throw .invalid(
        field: "size of \(field)", rule: "\(count) scalars", found: "\(codes.count)", offset: nil)
    }
    let last = quantizer.maximumCode
    guard let worst = codes.max(), worst > last else { return }
    throw .invalid(field: "code in \(field)", rule: "at most \(last)", found: "\(worst)", offset: nil)
  }
}
