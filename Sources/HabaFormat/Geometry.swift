/// How the parts of a base lie in it and become as large as images.
struct Geometry: Hashable, Sendable {
  let shape: ImageShape
  let baseShape: ImageShape
  let formation: Int

  /// The shape of a part, [c, h/r, w/r].
  var partShape: ImageShape {
    ImageShape(
      channels: baseShape.channels, height: baseShape.height / max(1, formation),
      width: baseShape.width / max(1, formation))
  }

  /// The parts of a base.
  var parts: Int { formation * formation }

  /// Whether parts have other sides than images.
  var isResized: Bool { partShape.height != shape.height || partShape.width != shape.width }

  /// The bases' shape as the planes that prediction sees.
  var baseTensor: TensorShape {
    TensorShape(planes: baseShape.channels, rows: baseShape.height, columns: baseShape.width)
  }

  /// Checks the bases' shape and formation against that of the images, which must have been checked.
  func check(offset: Int?) throws(ArchiveError) {
    try Archive.check(baseShape.channels, in: 1...shape.channels, field: "channels of bases", offset: offset)
    try Archive.check(baseShape.height, in: FormatCaps.side, field: "height of bases", offset: offset)
    try Archive.check(baseShape.width, in: FormatCaps.side, field: "width of bases", offset: offset)
    try Archive.check(formation, in: FormatCaps.formation, field: "formation", offset: offset)
    guard baseShape.height % formation == 0, baseShape.width % formation == 0 else {
      throw .invalid(
        field: "formation", rule: "a divisor of the bases' sides, \(baseShape.height) and \(baseShape.width)",
        found: "\(formation)", offset: offset)
    }
    guard baseShape.count <= FormatCaps.imageScalars else {
      throw .invalid(
        field: "base size", rule: "at most \(FormatCaps.imageScalars) scalars", found: "\(baseShape.count)",
        offset: offset)
    }
  }
}

extension Archive {
  /// How bases become images.
  var geometry: Geometry { Geometry(shape: shape, baseShape: baseShape, formation: formation) }
}
