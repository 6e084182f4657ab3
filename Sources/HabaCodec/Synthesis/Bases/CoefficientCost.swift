internal import Glibc
internal import HabaFormat
internal import HabaTensor

/// About how many bits the range coder spends on coefficients.
///
/// The coder learns each coefficient's statistics from those before it and from its surroundings (spec, "Numbers by contexts"). Here a
/// coefficient of one plane and frequency is thought to be drawn from a Laplace distribution as wide as all bases' are on average: what
/// is known of surroundings is left out, so that the estimate is somewhat too high.
struct CoefficientCost {
  /// For each coefficient of a base the distribution's width in steps: the mean distance from 0.
  private let widths: [Float]
  /// For each coefficient the width of what is rounded to 0, on either side.
  private let dead: [Float]

  /// Below it a coefficient is 0 nearly always, and what it costs hardly falls.
  private static let leastWidth: Float = 0.05

  /// Looks at all bases' coefficients, `[B, N]` in steps.
  init(_ coefficients: [Float], _ transform: BaseTransform, shape: ImageShape) {
    let count = transform.coefficientCount(shape: shape)
    let area = transform.blockSide * transform.blockSide
    let bases = coefficients.count / max(1, count)
    var (widths, dead): ([Float], [Float]) = ([], [])
    for index in transform.planes.indices {
      let (down, across) = transform.blocks(of: index, shape: shape)
      let start = widths.count
      var sums = [Float](repeating: 0, count: area)
      for base in 0..<bases {
        for place in 0..<down * across * area {
          sums[place % area] += abs(coefficients[base * count + start + place])
        }
      }
      let own = sums.map { max(Self.leastWidth, $0 / Float(max(1, bases * down * across))) }
      for _ in 0..<down * across {
        widths += own
        dead += (0..<area).map { $0 == 0 ? 0.5 : 1 - TransformEncoder.rounding }
      }
    }
    (self.widths, self.dead) = (widths, dead)
  }

  /// The bits of some bases' coefficients, `[n, N]` in steps: a scalar.
  ///
  /// Its gradient is that of the distance from 0: what one step less would save, wherever a coefficient lies between two.
  func bits(of coefficients: Tensor) -> Tensor {
    let values = coefficients.values
    let natural = logf(2)
    var (sum, slopes): (Double, [Float]) = (0, [])
    slopes.reserveCapacity(values.count)
    for (place, value) in values.enumerated() {
      let (width, dead) = (widths[place % widths.count], dead[place % widths.count])
      let size = (abs(value) - dead).rounded(.down) + 1
      let cost =
        size <= 0
        ? -logf(1 - expf(-dead / width))
        : (dead + size - 1) / width + natural - logf(1 - expf(-1 / width))
      sum += Double(cost / natural)
      slopes.append(value == 0 ? 0 : (value < 0 ? -1 : 1) / (width * natural))
    }
    let way = (coefficients * Tensor(slopes, shape: coefficients.shape)).sum()
    return way.replacingValues(with: Tensor([Float(sum)], shape: []))
  }
}
