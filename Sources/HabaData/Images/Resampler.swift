/// Resizes planes of bytes exactly as Pillow's `resize((w, h), Image.Resampling.BILINEAR)`.
///
/// Pillow widens the triangle filter by the factor of reduction, so that all pixels count (antialiasing), rounds the
/// weights to 22 bits after the point and the sum of each pass to a byte; columns first, then rows.
struct Resampler: Sendable {
  /// The weights of one output position along an axis, from the input position `start` on.
  private struct Taps: Sendable {
    var start: Int
    var weights: [Int32]
  }

  private static let precision = 22
  private let from: (width: Int, height: Int)
  private let to: (width: Int, height: Int)
  private let columns: [Taps]
  private let rows: [Taps]

  init(from: (width: Int, height: Int), to: (width: Int, height: Int)) {
    self.from = from
    self.to = to
    columns = Self.taps(from: from.width, to: to.width)
    rows = Self.taps(from: from.height, to: to.height)
  }

  /// Appends the resized planes of an image `[C, H, W]`.
  func append(_ pixels: [UInt8], channels: Int, to result: inout [UInt8]) {
    for channel in 0..<channels {
      let plane = pixels[channel * from.height * from.width..<(channel + 1) * from.height * from.width]
      let wide = from.width == to.width ? Array(plane) : resizeColumns(Array(plane))
      if from.height == to.height {
        result.append(contentsOf: wide)
      } else {
        appendRows(wide, to: &result)
      }
    }
  }

  private func resizeColumns(_ plane: [UInt8]) -> [UInt8] {
    var result: [UInt8] = []
    result.reserveCapacity(from.height * to.width)
    for y in 0..<from.height {
      for taps in columns {
        var sum = Int32(1) << (Self.precision - 1)
        let base = y * from.width + taps.start
        for (index, weight) in taps.weights.enumerated() { sum &+= Int32(plane[base + index]) &* weight }
        result.append(UInt8(clamping: sum >> Self.precision))
      }
    }
    return result
  }

  private func appendRows(_ plane: [UInt8], to result: inout [UInt8]) {
    for taps in rows {
      for x in 0..<to.width {
        var sum = Int32(1) << (Self.precision - 1)
        var at = taps.start * to.width + x
        for weight in taps.weights {
          sum &+= Int32(plane[at]) &* weight
          at += to.width
        }
        result.append(UInt8(clamping: sum >> Self.precision))
      }
    }
  }

  /// Pillow's `precompute_coeffs` and `normalize_coeffs_8bpc` for the triangle filter, operation by operation.
  private static func taps(from inSize: Int, to outSize: Int) -> [Taps] {
    let scale = Double(inSize) / Double(outSize)
    let filterScale = max(scale, 1)
    let support = filterScale
    return (0..<outSize).map { position in
      let center = (Double(position) + 0.5) * scale
      let inverse = 1 / filterScale
      let first = max(0, Int(center - support + 0.5))
      let end = min(inSize, Int(center + support + 0.5))
      var weights = (first..<end).map { x in
        let distance = abs((Double(x) - center + 0.5) * inverse)
        return distance < 1 ? 1 - distance : 0
      }
      let total = weights.reduce(0, +)
      if total != 0 { weights = weights.map { $0 / total } }
      return Taps(
        start: first,
        weights: weights.map { Int32(($0 < 0 ? -0.5 : 0.5) + $0 * Double(1 << precision)) })
    }
  }
}
