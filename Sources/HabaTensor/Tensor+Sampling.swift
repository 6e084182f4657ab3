/// A linear map of each image's places: every output place is a weighted sum of a few input places.
///
/// Crop, flip, scaling and rotation are such maps. Being linear, a map's derivative is its adjoint, whatever the order.
public struct SamplingMap: Sendable {
  /// Input places that each output place draws on.
  public static let taps = 4
  /// Rows of each image.
  public let height: Int
  /// Columns of each image.
  public let width: Int
  /// For each image (or once for all), output place and tap: the input place (row-major), `[N, H * W, 4]`.
  public let places: [Int32]
  /// The weight of each tap, 0 where there is none.
  public let weights: [Float]

  /// Bilinear sampling under an affine map of coordinates, zero outside the image.
  ///
  /// - Parameter transforms: for each image (a, b, c, d, e, f): output place (x, y), both in -1...1 from the
  ///   first pixel's centre to the last one's, draws on input (a x + b y + c, d x + e y + f).
  public init(height: Int, width: Int, transforms: [[Float]]) {
    self.height = height
    self.width = width
    let area = height * width
    var places = [Int32](repeating: 0, count: transforms.count * area * Self.taps)
    var weights = [Float](repeating: 0, count: places.count)
    let halfWidth = Float(width - 1) / 2
    let halfHeight = Float(height - 1) / 2
    var slot = 0
    for t in transforms {
      for row in 0..<height {
        let y = halfHeight > 0 ? Float(row) / halfHeight - 1 : 0
        for column in 0..<width {
          let x = halfWidth > 0 ? Float(column) / halfWidth - 1 : 0
          let sourceX = (t[0] * x + t[1] * y + t[2] + 1) * halfWidth
          let sourceY = (t[3] * x + t[4] * y + t[5] + 1) * halfHeight
          let left = sourceX.rounded(.down)
          let top = sourceY.rounded(.down)
          for (dy, dx) in [(0, 0), (0, 1), (1, 0), (1, 1)] {
            let weightX = dx == 0 ? 1 - (sourceX - left) : sourceX - left
            let weightY = dy == 0 ? 1 - (sourceY - top) : sourceY - top
            let px = Int(left) + dx
            let py = Int(top) + dy
            if px >= 0, px < width, py >= 0, py < height {
              places[slot] = Int32(py * width + px)
              weights[slot] = weightX * weightY
            }
            slot += 1
          }
        }
      }
    }
    self.places = places
    self.weights = weights
  }
}

extension Tensor {
  /// Images `[N, H, W, C]` drawn through a map: one each, or one that all share.
  public func sampled(_ map: SamplingMap) -> Tensor { sampled(map, adjoint: false) }

  private func sampled(_ map: SamplingMap, adjoint: Bool) -> Tensor {
    let (n, h, w, c) = (shape[0], shape[1], shape[2], shape[3])
    let area = h * w
    let shared = map.places.count == area * SamplingMap.taps
    precondition(h == map.height && w == map.width && (shared || map.places.count == n * area * SamplingMap.taps))
    let output = Buffer(count: count)
    map.places.withUnsafeBufferPointer { places in
      map.weights.withUnsafeBufferPointer { weights in
        nonisolated(unsafe) let (places, weights) = (places, weights)
        Threads.forEachPiece(n) { image in
          let source = self.pointer + image * area * c
          let target = output.pointer + image * area * c
          target.update(repeating: 0, count: area * c)
          for place in 0..<area {
            let slot = ((shared ? 0 : image) * area + place) * SamplingMap.taps
            for tap in slot..<slot + SamplingMap.taps where weights[tap] != 0 {
              let from = (adjoint ? place : Int(places[tap])) * c
              let to = (adjoint ? Int(places[tap]) : place) * c
              for channel in 0..<c { target[to + channel] += weights[tap] * source[from + channel] }
            }
          }
        }
      }
    }
    return .result(shape, output, of: [self]) { g in [g.sampled(map, adjoint: !adjoint)] }
  }
}
