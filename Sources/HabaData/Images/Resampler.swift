/// Resizes planes of bytes exactly as Pillow's `resize((w, h), Image.Resampling.BILINEAR)`.
///
/// Pillow widens the triangle filter by the factor of reduction, so that all pixels count (antialiasing), rounds the
/// weights to 22 bits after the point and the sum of each pass to a byte. Which pass comes first is Pillow 13's rule;
/// older versions always take the columns first, which can differ by one level.
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
    let plane = from.height * from.width
    let rowsFirst = to.height < from.height && from.height - to.height > 2 * (from.width - to.width)
    for channel in 0..<channels {
      let original = Array(pixels[channel * plane..<(channel + 1) * plane])
      if rowsFirst {
        let low = resizeRows(original, width: from.width)
        result.append(contentsOf: resizeColumns(low, height: to.height))
      } else {
        let narrow = resizeColumns(original, height: from.height)
        result.append(contentsOf: resizeRows(narrow, width: to.width))
      }
    }
  }

  private func resizeColumns(_ plane: [UInt8], height: Int) -> [UInt8] {
    if from.width == to.width { return plane }
    var result: [UInt8] = []
    result.reserveCapacity(height * to.width)
    for y in 0..<height {
      for taps in columns {
        var sum = Int32(1) << (Self.precision - 1)
        var at = y * from.width + taps.start
        for weight in taps.weights {
          sum &+= Int32(plane[at]) &* weight
          at += 1
        }
        result.append(UInt8(clamping: sum >> Self.precision))
      }
    }
    return result
  }

  private func resizeRows(_ plane: [UInt8], width: Int) -> [UInt8] {
    if from.height == to.height { return plane }
    var result: [UInt8] = []
    result.reserveCapacity(to.height * width)
    for taps in rows {
      for x in 0..<width {
        var sum = Int32(1) << (Self.precision - 1)
        var at = taps.start * width + x
        for weight in taps.weights {
          sum &+= Int32(plane[at]) &* weight
          at += width
        }
        result.append(UInt8(clamping: sum >> Self.precision))
      }
    }
    return result
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
