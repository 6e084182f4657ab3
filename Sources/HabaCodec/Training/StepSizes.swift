internal import HabaFormat

/// How much a step looks at: bounds that keep its time and memory from growing with images, classes and bases.
public struct StepSizes: Hashable, Sendable {
  /// Real images of a class in a step.
  public let realPerClass: Int
  /// Classes in a step.
  public let classes: Int
  /// The most synthetic images of a class in a step; all those of one base at least.
  public let mostSyntheticPerClass: Int
  /// Synthetic images of a class in a step, where all classes have equally many.
  public let syntheticPerClass: Int

  /// Pixels of real images in a step: some 640 images of 32x32.
  ///
  /// Beyond that, a step sees fewer classes.
  private static let realPixels = 640 * 1024
  /// Synthetic images of a class in a step; of more, a random part.
  private static let syntheticImages = 128

  /// The sizes for a set that is compared with at most `realImages` real images of a class.
  ///
  /// - Parameter classes: classes in a step, where that was said; otherwise as many as are affordable.
  init(for set: SyntheticSet, realImages: Int, classes asked: Int? = nil) {
    let affordable = Self.realPixels / (set.shape.height * set.shape.width)
    realPerClass = min(realImages, max(1, affordable))
    classes = max(1, min(set.classCount, asked ?? affordable / realPerClass))
    mostSyntheticPerClass = max(set.imagesPerBase, min(Self.syntheticImages, affordable))
    syntheticPerClass = min(mostSyntheticPerClass, set.labels.count / max(1, set.classCount) * set.imagesPerBase)
  }

  /// What a step costs beside other steps: images trained through, and a third for each that is only looked at.
  var cost: Int { syntheticPerClass * classes + realPerClass * classes / 3 }
}
