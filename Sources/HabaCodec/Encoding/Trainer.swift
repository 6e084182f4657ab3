internal import HabaFormat
internal import HabaTensor

/// Learns a synthetic set, step by step.
///
/// Every draw hangs on the seed and the number of the step alone.
struct Trainer {
  private(set) var set: SyntheticSet
  private(set) var step = 0
  private let objective: any Objective
  private let seed: UInt64
  private let realImages: Int
  private var optimizer: Adam

  /// How far one step may move a value: bases, then hallucinators, in normalised units.
  private static let rates: (bases: Float, hallucinators: Float) = (0.02, 0.005)
  /// Pixels of real images in a step: some 640 images of 32x32.
  ///
  /// Beyond that, a step sees fewer classes.
  private static let realPixels = 640 * 1024
  /// Synthetic images of a class in a step; of more, a random part.
  private static let syntheticImages = 128

  init(_ set: SyntheticSet, objective: any Objective, realImages: Int, seed: UInt64) {
    self.set = set
    self.objective = objective
    self.seed = seed
    self.realImages = realImages
    optimizer = Adam(Self.named(set.parameters))
  }

  /// Real images of a class in a step.
  private var realPerClass: Int { min(realImages, max(1, Self.realPixels / (set.shape.height * set.shape.width))) }

  /// Classes in a step.
  private var classesPerStep: Int {
    max(1, min(set.classCount, Self.realPixels / (set.shape.height * set.shape.width * realPerClass)))
  }

  /// The most synthetic images of a class in a step; all hallucinators of one base at least.
  private var syntheticLimit: Int {
    let affordable = Self.realPixels / (set.shape.height * set.shape.width)
    return max(set.hallucinators.count, min(Self.syntheticImages, affordable), 1)
  }

  /// Synthetic images of a class in a step.
  private var syntheticPerClass: Int {
    min(syntheticLimit, set.labels.count / max(1, set.classCount) * max(1, set.hallucinators.count))
  }

  /// Real images that a step looks at.
  var realPerStep: Int { realPerClass * classesPerStep }

  /// Synthetic images that a step trains through.
  var syntheticPerStep: Int { syntheticPerClass * classesPerStep }

  /// One step against the images of `data` at the indices given for each class; returns the loss.
  mutating func advance(on data: any ImageSet, indices: [[Int]]) throws -> Float {
    var random = RandomSource(seed: seed, purpose: UInt64(step) &+ 1000)
    let perClass = realPerClass
    let classes = random.permutation(set.classCount).prefix(classesPerStep).sorted()

    // Bases of the chosen classes through every hallucinator, then sorted by class.
    let hallucinators = Array(0..<max(1, set.hallucinators.count))
    let most = max(1, syntheticLimit / hallucinators.count)
    var bases: [Int] = []
    var rows: [[Int]] = []
    for label in classes {
      var own = set.labels.indices.filter { set.labels[$0] == label }
      if own.count > most { own = random.draw(most, of: own.count).map { own[$0] }.sorted() }
      rows.append(Array(bases.count..<bases.count + own.count))
      bases += own
    }
    let images = set.images(bases: bases, hallucinators: hallucinators)
    let synthetic = rows.map { own in
      images.taking(hallucinators.flatMap { hallucinator in own.map { hallucinator * bases.count + $0 } })
    }
    var real: [Tensor] = []
    for label in classes {
      let own = indices[label]
      let drawn =
        own.count <= perClass ? own : random.draw(perClass, of: own.count).map { own[$0] }
      real.append(set.normalization.tensor(try data.pixels(of: drawn), set.shape))
    }
    let batch = ObjectiveBatch(
      shape: set.shape, classCount: set.classCount, classes: classes, real: real, synthetic: synthetic)
    let loss = objective.loss(batch, &random)
    let parameters = set.parameters
    let gradients = gradient(of: loss, withRespectTo: parameters)
    let rates = [Self.rates.bases] + Array(repeating: Self.rates.hallucinators, count: parameters.count - 1)
    set.parameters = optimizer.step(Self.named(parameters), gradients: gradients, rates: rates).tensors
    step += 1
    return loss.scalar
  }

  private static func named(_ parameters: [Tensor]) -> NamedTensors {
    NamedTensors(parameters.enumerated().map { (String($0), $1) })
  }
}
