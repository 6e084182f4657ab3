extension BaseTransform {
  /// The samples of a base's channels in pixel levels, [c, h, w], not clamped.
  ///
  /// The coefficients must be as many as `coefficientCount` says.
  package func samples(of coefficients: [Int16], shape: ImageShape) -> [Int] {
    let transform = CosineTransform.of(side: blockSide)
    var scaled = [Int](repeating: 0, count: blockSide * blockSide)
    var (values, middle) = (scaled, scaled)
    var start = 0
    var channels: [[Int]] = []
    for index in 0..<shape.channels {
      let (height, width) = sides(of: index, shape: shape)
      let (down, across) = blocks(of: index, shape: shape)
      var plane = [Int](repeating: 0, count: height * width)
      let level = hasColorTransform && index > 0 ? 0 : 128
      for block in 0..<down * across {
        scale(coefficients, from: start, plane: planes[index], into: &scaled)
        transform.unpack(scaled, into: &values, by: &middle)
        start += blockSide * blockSide
        let (top, left) = (block / across * blockSide, block % across * blockSide)
        for row in top..<min(top + blockSide, height) {
          for column in left..<min(left + blockSide, width) {
            plane[row * width + column] = values[(row - top) * blockSide + column - left] + level
          }
        }
      }
      channels.append(index > 0 && hasHalfChroma ? doubled(plane, shape: shape) : plane)
    }
    if hasColorTransform { BaseTransform.mixColors(&channels) }
    var samples: [Int] = []
    samples.reserveCapacity(shape.count)
    for channel in channels { samples += channel }
    return samples
  }

  /// A block's coefficients in sixteenths of a pixel level.
  private func scale(_ coefficients: [Int16], from start: Int, plane: Plane, into scaled: inout [Int]) {
    for index in scaled.indices {
      let code = Int(coefficients[start + index])
      guard code != 0 else {
        scaled[index] = 0
        continue
      }
      let step = plane.step(index)
      let size = abs(code) * step - (index == 0 ? 0 : (plane.shrinkage * step) >> 8)
      scaled[index] = code < 0 ? -size : size
    }
  }

  /// A plane of half the rows and columns as large as a base: each sample weighs 9, 3, 3 and 1 of its neighbours.
  private func doubled(_ plane: [Int], shape: ImageShape) -> [Int] {
    let (height, width) = ((shape.height + 1) / 2, (shape.width + 1) / 2)
    func near(_ position: Int, _ count: Int) -> (Int, Int) {
      let own = position / 2
      return (own, position % 2 == 0 ? max(own - 1, 0) : min(own + 1, count - 1))
    }
    var result: [Int] = []
    result.reserveCapacity(shape.height * shape.width)
    for row in 0..<shape.height {
      let (own, other) = near(row, height)
      for column in 0..<shape.width {
        let (left, right) = near(column, width)
        let sum =
          9 * plane[own * width + left] + 3 * plane[other * width + left] + 3 * plane[own * width + right]
          + plane[other * width + right]
        result.append((sum + 8) >> 4)
      }
    }
    return result
  }

  /// Luma and differences as red, green and blue: YCoCg-R backwards.
  private static func mixColors(_ channels: inout [[Int]]) {
    for index in channels[0].indices {
      let (luma, orange, green) = (channels[0][index], channels[1][index], channels[2][index])
      let shade = luma - (green >> 1)
      let blue = shade - (orange >> 1)
      channels[0][index] = blue + orange
      channels[1][index] = green + shade
      channels[2][index] = blue
    }
  }
}
