/// Makes parts of bases as large as images, with as many channels.
struct Resampling: Sendable {
  let geometry: Geometry
  let upsampling: Upsampling

  /// Part `index` of a base, cut out of [c, h, w]: [c, h/r, w/r].
  func part(_ index: Int, of base: [Float]) -> [Float] {
    let formation = geometry.formation
    guard formation > 1 else { return base }
    let (shape, part) = (geometry.baseShape, geometry.partShape)
    let (top, left) = (index / formation * part.height, index % formation * part.width)
    var result: [Float] = []
    result.reserveCapacity(part.count)
    for channel in 0..<shape.channels {
      for row in top..<top + part.height {
        let start = (channel * shape.height + row) * shape.width + left
        result += base[start..<start + part.width]
      }
    }
    return result
  }

  /// A part as large as images: [c, h/r, w/r] to [c, H, W].
  func resized(_ part: [Float]) -> [Float] {
    guard geometry.isResized else { return part }
    let (from, to) = (geometry.partShape, geometry.shape)
    let rows = places(from: from.height, to: to.height)
    let columns = places(from: from.width, to: to.width)
    var result: [Float] = []
    result.reserveCapacity(from.channels * to.height * to.width)
    for channel in 0..<from.channels {
      for row in rows {
        let first = (channel * from.height + row.first) * from.width
        let second = (channel * from.height + row.second) * from.width
        // Down first, then across: each step is a product and two sums. Only what is needed of a part, which may be
        // far wider than an image.
        func down(_ column: Int) -> Float { mixed(part[first + column], part[second + column], row.weight) }
        for column in columns { result.append(mixed(down(column.first), down(column.second), column.weight)) }
      }
    }
    return result
  }

  /// A channel for each of the images': the base's, the last one repeated.
  func withAllChannels(_ values: [Float]) -> [Float] {
    let plane = geometry.shape.height * geometry.shape.width
    let channels = geometry.baseShape.channels
    guard channels < geometry.shape.channels else { return values }
    let last = values[(channels - 1) * plane..<channels * plane]
    return (channels..<geometry.shape.channels).reduce(into: values) { result, _ in result += last }
  }

  @inline(__always)
  private func mixed(_ first: Float, _ second: Float, _ weight: Float) -> Float {
    // An infinite value has no distance to itself.
    guard upsampling == .bilinear else { return first }
    let distance = second - first
    let part = weight * distance
    return first + part
  }

  /// For each of `count` positions the two neighbours among `from`, and the weight of the second.
  private func places(from: Int, to count: Int) -> [(first: Int, second: Int, weight: Float)] {
    (0..<count).map { position in
      switch upsampling {
      case .nearest:
        let own = position * from / count
        return (own, own, 0)
      case .bilinear:
        let distance = max(0, (2 * position + 1) * from - count)
        let first = min(distance / (2 * count), from - 1)
        let weight = Float(distance % (2 * count)) / Float(2 * count)
        return (first, min(first + 1, from - 1), weight)
      }
    }
  }
}
