/// How an image of another ratio of sides is brought to a size; the raw value is the name that provenances tell.
public enum Fit: String, CaseIterable, Codable, Sendable {
  /// The largest middle part of the wanted ratio, resized: what lies beyond it is cut off.
  case crop
  /// The whole image, as large as it fits in, in the middle of black.
  case pad
  /// The whole image, stretched.
  case stretch
}

/// A size that every image of a data set is brought to, and how.
public struct Fitting: Hashable, Sendable {
  /// Pixels in a row.
  public var width: Int
  /// Pixels in a column.
  public var height: Int
  /// What happens where the ratio of the sides is another one.
  public var fit: Fit

  /// Makes a fitting.
  public init(width: Int, height: Int, fit: Fit = .crop) {
    self.width = width
    self.height = height
    self.fit = fit
  }
}

/// Brings images of one size to another.
struct Fitter: Sendable {
  private struct Box: Sendable {
    var left = 0
    var top = 0
    var width: Int
    var height: Int

    /// A box in the middle of an area.
    init(_ width: Int, _ height: Int, inside area: (width: Int, height: Int)) {
      self.width = width
      self.height = height
      left = (area.width - width) / 2
      top = (area.height - height) / 2
    }

    func covers(_ area: (width: Int, height: Int)) -> Bool { (width, height) == area }
  }

  private let from: (width: Int, height: Int)
  private let to: (width: Int, height: Int)
  /// What is taken of an image, and where it goes.
  private let source, target: Box
  private let resampler: Resampler

  init(from: (width: Int, height: Int), to fitting: Fitting) {
    let to = (width: fitting.width, height: fitting.height)
    var (source, target) = (from, to)
    switch fitting.fit {
    case .crop: source = Self.largest(of: to, in: from)
    case .pad: target = Self.largest(of: from, in: to)
    case .stretch: break
    }
    self.from = from
    self.to = to
    self.source = Box(source.width, source.height, inside: from)
    self.target = Box(target.width, target.height, inside: to)
    resampler = Resampler(from: source, to: target)
  }

  /// The largest size of a ratio in an area, to the nearest pixel and at least one.
  private static func largest(
    of ratio: (width: Int, height: Int), in area: (width: Int, height: Int)
  ) -> (width: Int, height: Int) {
    // Half up, in whole numbers, so that every program finds the same.
    func share(_ length: Int, _ numerator: Int, _ denominator: Int) -> Int {
      max(1, (2 * length * numerator + denominator) / (2 * denominator))
    }
    return (
      min(area.width, share(area.height, ratio.width, ratio.height)),
      min(area.height, share(area.width, ratio.height, ratio.width))
    )
  }

  /// Appends the fitted planes of an image `[C, H, W]`.
  func append(_ pixels: [UInt8], channels: Int, to result: inout [UInt8]) {
    let cut = source.covers(from) ? pixels : Self.rows(of: pixels, channels, from, source)
    guard !target.covers(to) else { return resampler.append(cut, channels: channels, to: &result) }
    var small: [UInt8] = []
    resampler.append(cut, channels: channels, to: &small)
    let start = result.count
    result.append(contentsOf: repeatElement(0, count: channels * to.width * to.height))
    for row in 0..<channels * target.height {
      let (channel, y) = (row / target.height, row % target.height)
      let place = start + (channel * to.height + target.top + y) * to.width + target.left
      result.replaceSubrange(
        place..<place + target.width, with: small[row * target.width..<(row + 1) * target.width])
    }
  }

  private static func rows(
    of pixels: [UInt8], _ channels: Int, _ size: (width: Int, height: Int), _ box: Box
  ) -> [UInt8] {
    var cut: [UInt8] = []
    cut.reserveCapacity(channels * box.width * box.height)
    for row in 0..<channels * box.height {
      let (channel, y) = (row / box.height, row % box.height)
      let place = (channel * size.height + box.top + y) * size.width + box.left
      cut.append(contentsOf: pixels[place..<place + box.width])
    }
    return cut
  }
}
