public import HabaFormat

/// Why images have to be brought to another size, and a size that would do.
public struct SizeProblem: Hashable, Sendable {
  /// What is wrong with the sizes that they have.
  public enum Reason: Hashable, Sendable {
    /// They differ; two of them.
    case unequal(first: String, firstWidth: Int, firstHeight: Int, second: String, secondWidth: Int, secondHeight: Int)
    /// They have more pixels than can be learned; one of them.
    case tooLarge(first: String, width: Int, height: Int, most: Int)
  }

  /// What is wrong.
  public var reason: Reason
  /// The shape that they would have.
  public var proposed: ImageShape
  /// The classes that they are of.
  public var classNames: [String]
}

extension SizeProblem: CustomStringConvertible {
  /// What is wrong, and what would do, in one line.
  public var description: String {
    let size = "bring all to one size, \(proposed.width)x\(proposed.height) say"
    return switch reason {
    case .unequal(let first, let firstWidth, let firstHeight, let second, let secondWidth, let secondHeight):
      "images differ in size: \(first) is \(firstWidth)x\(firstHeight), \(second) is \(secondWidth)x\(secondHeight); \(size)"
    case .tooLarge(let first, let width, let height, let most):
      "images are too large to learn from: \(first) is \(width)x\(height), and at most \(most) pixels are possible; \(size)"
    }
  }
}

extension ImageFiles {
  /// What is wrong with the sizes of images that are to stay as they are; nil where nothing is.
  func sizeProblem(channels: Int, classNames: [String], most: Int?) -> SizeProblem? {
    guard let first = files.first else { return nil }
    let size = (first.header.width, first.header.height)
    let reason: SizeProblem.Reason
    if let other = files.first(where: { ($0.header.width, $0.header.height) != size }) {
      reason = .unequal(
        first: first.path, firstWidth: size.0, firstHeight: size.1, second: other.path,
        secondWidth: other.header.width, secondHeight: other.header.height)
    } else if let most, size.0 * size.1 > most {
      reason = .tooLarge(first: first.path, width: size.0, height: size.1, most: most)
    } else {
      return nil
    }
    let proposed = Self.proposal(for: files.map { ($0.header.width, $0.header.height) })
    return SizeProblem(
      reason: reason, proposed: ImageShape(channels: channels, height: proposed.height, width: proposed.width),
      classNames: classNames)
  }

  /// A size for images of many sizes: the ratio that most are near to, no larger than three quarters of them, and small
  /// enough to learn in minutes.
  private static func proposal(for sizes: [(width: Int, height: Int)]) -> (width: Int, height: Int) {
    let ratios = sizes.map { Double($0.width) / Double($0.height) }.sorted()
    let median = min(4, max(0.25, ratios[ratios.count / 2]))
    let sides = sizes.map { min($0.width, $0.height) }.sorted()
    let side = min(64, sides[sides.count / 4])
    func rounded(_ length: Double) -> Int {
      let step = length < 16 ? 1.0 : 8.0
      return max(3, Int((length / step).rounded(.down) * step))
    }
    if (0.8...1.25).contains(median) { return (rounded(Double(side)), rounded(Double(side))) }
    // The same number of pixels as the square has.
    let root = median.squareRoot()
    return (rounded(Double(side) * root), rounded(Double(side) / root))
  }
}
