import HabaData
import HabaFormat
import HabaTensor

/// Small data sets in memory.
enum Samples {
  static let shape = ImageShape(channels: 3, height: 8, width: 8)

  /// Images of one colour for each class, with noise on top: easy to tell apart.
  static func colored(
    perClass: Int, classes: Int = 3, shape: ImageShape = shape, seed: UInt64 = 1, named: Bool = true
  ) -> DataSet {
    var random = RandomSource(seed: seed)
    var (labels, pixels): ([Int], [UInt8]) = ([], [])
    for image in 0..<perClass * classes {
      let label = image % classes
      labels.append(label)
      for channel in 0..<shape.channels {
        for place in 0..<shape.height * shape.width {
          // A bright channel and a bright half mark the class.
          let bright = channel == label % shape.channels ? 120 : 20
          let half = (place / shape.width < shape.height / 2) == (label / shape.channels % 2 == 0) ? 60 : 0
          pixels.append(UInt8(bright + half + random.below(60)))
        }
      }
    }
    return DataSet(
      path: "colored", shape: shape, classNames: named ? (0..<classes).map { "class \($0)" } : nil,
      classCount: classes, labels: labels, pixels: pixels)
  }

  /// Noise with labels that say nothing.
  static func noise(_ count: Int, classes: Int, seed: UInt64) -> DataSet {
    var random = RandomSource(seed: seed, purpose: 9)
    return DataSet(
      path: "noise", shape: shape, classNames: nil, classCount: classes,
      labels: (0..<count).map { _ in random.below(classes) },
      pixels: (0..<count * shape.count).map { _ in UInt8(random.below(256)) })
  }
}
