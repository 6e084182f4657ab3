public import HabaData
public import HabaFormat
internal import HabaTensor

/// Small data sets in memory.
public enum Samples {
  /// That of most.
  public static let shape = ImageShape(channels: 3, height: 8, width: 8)

  /// Images of one colour for each class, with noise on top: easy to tell apart.
  public static func colored(
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
  public static func noise(_ count: Int, classes: Int, seed: UInt64) -> DataSet {
    var random = RandomSource(seed: seed, purpose: 9)
    return DataSet(
      path: "noise", shape: shape, classNames: nil, classCount: classes,
      labels: (0..<count).map { _ in random.below(classes) },
      pixels: (0..<count * shape.count).map { _ in UInt8(random.below(256)) })
  }

  /// An archive of random bases, two of each class, through two random hallucinators.
  public static func archive(classes: Int, seed: UInt64 = 1) -> Archive {
    var random = RandomSource(seed: seed, purpose: 10)
    func tensor(_ count: Int) -> QuantizedTensor { QuantizedTensor(quantizing: random.normals(count), bits: 4) }
    let (c, map) = (shape.channels, shape.channels * (shape.height - 2) * (shape.width - 2))
    return Archive(
      shape: shape, classNames: nil, classCount: classes,
      normalization: Normalization(
        mean: Array(repeating: 120, count: c), deviation: Array(repeating: 60, count: c)),
      bases: (0..<2 * classes).map { Base(label: $0 / 2, pixels: tensor(shape.count)) },
      hallucinators: (0..<2).map { _ in
        Hallucinator(
          encodeKernel: tensor(9 * c * c), encodeBias: tensor(c), scale: tensor(map), shift: tensor(map),
          decodeKernel: tensor(9 * c * c), decodeBias: tensor(c))
      },
      source: Source(images: 2 * classes, pixelBytes: 2 * classes * shape.count),
      provenance: Provenance(encoder: "test", seed: seed, objective: "dm", steps: 0))
  }
}
