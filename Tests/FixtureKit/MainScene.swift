/// Draws one picture of `fixtures/main`: a background with a texture, clutter, and on top the shape.
struct MainScene {
  private let shape: MainShape
  private var random: MainRandom

  init(shape: MainShape, seed: UInt64) {
    self.shape = shape
    random = MainRandom(seed: seed)
  }

  /// The pixels, [3, 32, 32].
  mutating func draw() -> [UInt8] {
    // Mostly a light thing before something dark, sometimes the other way round.
    let isLight = random.chance(0.85)
    let low = random.number(45...105)
    let high = random.number(165...220)
    let ground = MainColor.random(luma: isLight ? low : high, saturation: 0.35, using: &random)
    let figure = MainColor.random(luma: isLight ? high : low, saturation: 0.5, using: &random)

    var canvas = background(ground)
    for _ in 0..<random.whole(1...4) {
      clutter(&canvas)
    }
    paintShape(&canvas, figure)
    return canvas.bytes(noise: random.number(3...9), using: &random)
  }

  /// One of four textures round the colour `base`.
  private mutating func background(_ base: MainColor) -> MainCanvas {
    let direction = self.direction()
    let strength = random.number(8...26)
    switch random.whole(0...3) {
    case 0:
      // A slope from one side to the other.
      return MainCanvas { x, y in
        base.brighter(((x - 16) * direction.x + (y - 16) * direction.y) / 16 * strength)
      }
    case 1:
      // Soft stripes: a triangle wave.
      let period = random.number(5...14)
      let phase = random.number(0...1)
      return MainCanvas { x, y in
        let turn = (x * direction.x + y * direction.y) / period + phase
        return base.brighter((abs(turn - turn.rounded(.down) - 0.5) * 4 - 1) * strength)
      }
    case 2:
      return cloud(base, strength: strength * 1.5)
    default:
      // A spot of light somewhere.
      let centreX = random.number(4...28)
      let centreY = random.number(4...28)
      return MainCanvas { x, y in
        let square = (x - centreX) * (x - centreX) + (y - centreY) * (y - centreY)
        return base.brighter((2 / (1 + square / 150) - 1) * strength)
      }
    }
  }

  /// Random brightness on a grid of 8 pixels, bilinear between.
  private mutating func cloud(_ base: MainColor, strength: Double) -> MainCanvas {
    var grid: [Double] = []
    for _ in 0..<25 {
      grid.append(random.number(-1...1) * strength)
    }
    return MainCanvas { x, y in
      let column = Int(x / 8)
      let row = Int(y / 8)
      let across = x / 8 - Double(column)
      let down = y / 8 - Double(row)
      let place = row * 5 + column
      let above = grid[place] + (grid[place + 1] - grid[place]) * across
      let below = grid[place + 5] + (grid[place + 6] - grid[place + 5]) * across
      return base.brighter(above + (below - above) * down)
    }
  }

  /// A dot or a thin line of any colour, half transparent.
  private mutating func clutter(_ canvas: inout MainCanvas) {
    let color = MainColor.random(luma: random.number(40...215), saturation: 0.5, using: &random)
    let x0 = random.number(0...32)
    let y0 = random.number(0...32)
    let alpha = random.number(0.4...0.8)
    if random.chance(0.5) {
      let radius = random.number(0.8...2.2)
      canvas.paint(alpha: alpha) { x, y in
        (x - x0) * (x - x0) + (y - y0) * (y - y0) <= radius * radius
      } color: { _, _ in
        color
      }
    } else {
      let direction = self.direction()
      let halfWidth = random.number(0.4...0.8)
      let halfLength = random.number(4...12)
      canvas.paint(alpha: alpha) { x, y in
        let along = (x - x0) * direction.x + (y - y0) * direction.y
        let aside = (y - y0) * direction.x - (x - x0) * direction.y
        return abs(along) <= halfLength && abs(aside) <= halfWidth
      } color: { _, _ in
        color
      }
    }
  }

  /// The thing itself: shifted, scaled, stretched, tilted, perhaps mirrored, with a slope of brightness.
  private mutating func paintShape(_ canvas: inout MainCanvas, _ color: MainColor) {
    let radius = random.number(8.0...12.0)
    let stretch = random.number(0.9...1.1)
    let scaleX = (random.chance(0.5) ? 1 : -1) / (radius * stretch)
    let scaleY = stretch / radius
    let centreX = 16 + random.number(-3...3)
    let centreY = 16 + random.number(-3...3)
    let tilt = tiltVector(random.number(-0.2...0.2))
    let shade = random.number(-20...20)
    let shape = self.shape
    canvas.paint { x, y in
      let dx = x - centreX
      let dy = y - centreY
      return shape.contains((dx * tilt.x + dy * tilt.y) * scaleX, (dy * tilt.x - dx * tilt.y) * scaleY)
    } color: { _, y in
      color.brighter((y - centreY) / radius * shade)
    }
  }

  /// (cos, sin) of the angle 2·atan(`slope`), by divisions alone: libraries' sines differ in their last bit.
  private func tiltVector(_ slope: Double) -> (x: Double, y: Double) {
    let square = slope * slope
    return ((1 - square) / (1 + square), 2 * slope / (1 + square))
  }

  /// A direction anywhere on the circle, of length 1.
  private mutating func direction() -> (x: Double, y: Double) {
    let vector = tiltVector(random.number(-0.42...0.42))
    switch random.whole(0...3) {
    case 0: return vector
    case 1: return (-vector.y, vector.x)
    case 2: return (-vector.x, -vector.y)
    default: return (vector.y, -vector.x)
    }
  }
}
