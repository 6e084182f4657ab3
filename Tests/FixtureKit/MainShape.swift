/// The ten things that the pictures of `fixtures/main` show, in byte order of their names.
enum MainShape: String, CaseIterable {
  case arrow
  case checker
  case crescent
  case cross
  case disc
  case heart
  case ring
  case square
  case star
  case triangle

  /// Whether the point (x, y) lies in the shape.
  ///
  /// The shape stands upright, its centre is the origin, its radius is about 1, and y grows downwards.
  /// Arithmetic is plain IEEE addition, multiplication and division: every machine gives the same answer.
  func contains(_ x: Double, _ y: Double) -> Bool {
    switch self {
    case .arrow:
      return Self.polygon(Self.arrowHead, contains: x, y) || (abs(x) <= 0.3 && y > -0.15 && y <= 1.0)
    case .checker:
      guard abs(x) <= 0.96, abs(y) <= 0.96 else { return false }
      let column = Int((x + 0.96) / 0.48)
      let row = Int((y + 0.96) / 0.48)
      return (column + row) % 2 == 0
    case .crescent:
      let dx = x - 0.5
      let dy = y + 0.1
      return x * x + y * y <= 1.05 && dx * dx + dy * dy > 0.72
    case .cross:
      return (abs(x) <= 0.3 && abs(y) <= 1.0) || (abs(y) <= 0.3 && abs(x) <= 1.0)
    case .disc:
      return x * x + y * y <= 0.85
    case .heart:
      let u = x * 1.15
      let v = 0.1 - y * 1.15
      let w = u * u + v * v - 1
      return w * w * w <= u * u * v * v * v
    case .ring:
      let square = x * x + y * y
      return square >= 0.3 && square <= 1.0
    case .square:
      return abs(x) <= 0.8 && abs(y) <= 0.8
    case .star:
      return Self.polygon(Self.starPoints, contains: x, y)
    case .triangle:
      return Self.polygon(Self.trianglePoints, contains: x, y)
    }
  }

  private static let arrowHead: [(x: Double, y: Double)] = [(0, -1.05), (0.88, -0.1), (-0.88, -0.1)]
  private static let trianglePoints: [(x: Double, y: Double)] = [(0, -1.05), (1.0, 0.75), (-1.0, 0.75)]

  /// Five points at radius 1.15, five dents at radius 0.46.
  private static let starPoints: [(x: Double, y: Double)] = [
    (0.0, -1.15), (0.270, -0.372), (1.094, -0.355), (0.437, 0.142), (0.676, 0.930),
    (0.0, 0.46), (-0.676, 0.930), (-0.437, 0.142), (-1.094, -0.355), (-0.270, -0.372),
  ]

  /// Whether a ray to the right of (x, y) crosses the polygon's edge an odd number of times.
  private static func polygon(_ points: [(x: Double, y: Double)], contains x: Double, _ y: Double) -> Bool {
    var inside = false
    var from = points.last ?? (0, 0)
    for to in points {
      if (to.y > y) != (from.y > y), x < (from.x - to.x) * (y - to.y) / (from.y - to.y) + to.x {
        inside.toggle()
      }
      from = to
    }
    return inside
  }
}
