import HabaFormat

/// What is seen of an image without any network.
enum Pixels {
  /// How steep the mean of an image's channels is at each place: the length of its central differences, pixels beyond the border being
  /// as those at it; `[H * W]`.
  static func steepness(_ pixels: [UInt8], _ shape: ImageShape) -> [Float] {
    let (height, width, area) = (shape.height, shape.width, shape.height * shape.width)
    let grey = (0..<area).map { place in
      (0..<shape.channels).reduce(Float(0)) { $0 + Float(pixels[$1 * area + place]) } / Float(shape.channels)
    }
    func value(_ row: Int, _ column: Int) -> Float {
      grey[min(max(row, 0), height - 1) * width + min(max(column, 0), width - 1)]
    }
    return (0..<area).map { place in
      let (row, column) = (place / width, place % width)
      let across = (value(row, column + 1) - value(row, column - 1)) / 2
      let down = (value(row + 1, column) - value(row - 1, column)) / 2
      return (across * across + down * down).squareRoot()
    }
  }

  /// The mean of each channel.
  static func colour(_ pixels: [UInt8], _ shape: ImageShape) -> [Double] {
    let area = shape.height * shape.width
    return (0..<shape.channels).map { channel in
      Double(pixels[channel * area..<(channel + 1) * area].reduce(0) { $0 + Int($1) }) / Double(area)
    }
  }
}
