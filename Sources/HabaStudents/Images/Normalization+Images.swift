public import HabaFormat
public import HabaTensor

extension Normalization {
  /// Mean and deviation of each channel over all images of a set, or over `limit` evenly spaced ones of more.
  ///
  /// Deviations are at least 1, so that an empty channel does no harm.
  public init(of set: some ImageSet, limit: Int = 60_000) throws {
    let channels = set.shape.channels
    let area = set.shape.height * set.shape.width
    var sums = [Int](repeating: 0, count: channels)
    var squares = [Int](repeating: 0, count: channels)
    let used = set.count <= limit ? Array(0..<set.count) : (0..<limit).map { $0 * set.count / limit }
    for start in stride(from: 0, to: used.count, by: 256) {
      let pixels = try set.pixels(of: Array(used[start..<min(used.count, start + 256)]))
      for image in 0..<pixels.count / max(1, set.shape.count) {
        for channel in 0..<channels {
          let first = (image * channels + channel) * area
          var (sum, square) = (0, 0)
          for place in first..<first + area {
            let value = Int(pixels[place])
            sum += value
            square += value * value
          }
          sums[channel] += sum
          squares[channel] += square
        }
      }
    }
    let places = Double(max(1, used.count * area))
    let means = sums.map { Double($0) / places }
    self.init(
      mean: means.map { Float($0) },
      deviation: zip(squares, means).map { Float(max(1, (Double($0) / places - $1 * $1).squareRoot())) })
  }

  /// Bytes `[N, C, H, W]` as a constant tensor in normalised units, channels last: `[N, H, W, C]`.
  public func tensor(_ pixels: [UInt8], _ shape: ImageShape) -> Tensor {
    let count = pixels.count / max(1, shape.count)
    let area = shape.height * shape.width
    let scales = deviation.map { 1 / $0 }
    var values = [Float](repeating: 0, count: pixels.count)
    for image in 0..<count {
      for channel in 0..<shape.channels {
        let source = (image * shape.channels + channel) * area
        let target = image * shape.count + channel
        let (mean, scale) = (mean[channel], scales[channel])
        for place in 0..<area {
          values[target + place * shape.channels] = (Float(pixels[source + place]) - mean) * scale
        }
      }
    }
    return Tensor(values, shape: [count, shape.height, shape.width, shape.channels])
  }
}
