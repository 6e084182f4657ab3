/// A square picture in the making, one colour a pixel, row after row.
struct MainCanvas {
  /// Pixels on a side.
  static let side = 32

  /// Steps on a side of a pixel at which a shape is sampled, so that edges come out smooth.
  private static let steps = 4

  private var pixels: [MainColor]

  /// A canvas coloured by a function of the pixel's centre, x and y in 0…32.
  init(_ color: (_ x: Double, _ y: Double) -> MainColor) {
    pixels = []
    pixels.reserveCapacity(Self.side * Self.side)
    for row in 0..<Self.side {
      for column in 0..<Self.side {
        pixels.append(color(Double(column) + 0.5, Double(row) + 0.5))
      }
    }
  }

  /// Lays a figure over the canvas, where `contains` holds.
  ///
  /// `color` gives the colour at a pixel's centre; `alpha` 0 shows nothing, 1 hides what is below.
  mutating func paint(
    alpha: Double = 1, where contains: (_ x: Double, _ y: Double) -> Bool,
    color: (_ x: Double, _ y: Double) -> MainColor
  ) {
    let step = 1 / Double(Self.steps)
    for row in 0..<Self.side {
      for column in 0..<Self.side {
        var hits = 0
        for subrow in 0..<Self.steps {
          let y = Double(row) + (Double(subrow) + 0.5) * step
          for subcolumn in 0..<Self.steps where contains(Double(column) + (Double(subcolumn) + 0.5) * step, y) {
            hits += 1
          }
        }
        guard hits > 0 else { continue }
        let cover = alpha * Double(hits) / Double(Self.steps * Self.steps)
        let place = row * Self.side + column
        pixels[place] = color(Double(column) + 0.5, Double(row) + 0.5).over(pixels[place], alpha: cover)
      }
    }
  }

  /// The finished bytes, [3, 32, 32], with noise of the standard deviation `noise` (levels) on every value.
  func bytes(noise: Double, using random: inout MainRandom) -> [UInt8] {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(3 * pixels.count)
    for channel in [\MainColor.red, \MainColor.green, \MainColor.blue] {
      for pixel in pixels {
        let value = (pixel[keyPath: channel] + random.normal() * noise).rounded()
        bytes.append(UInt8(max(0, min(255, value))))
      }
    }
    return bytes
  }
}
