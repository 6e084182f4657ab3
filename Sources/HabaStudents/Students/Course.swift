public import HabaFormat
public import HabaTensor

/// A student's way through a set of images by a recipe: batches in random order, pass after pass, each augmented anew, with the
/// learning rate of its step.
public struct Course {
  private let set: any ImageSet
  private let recipe: Recipe
  private let normalization: Normalization
  private var random: RandomSource
  /// What is left of the passes begun; the next images are at its end.
  private var order: [Int] = []
  /// Batches handed out.
  public private(set) var step = 0

  /// Begins; pixels will be normalised by the given figures.
  public init(_ set: any ImageSet, recipe: Recipe, normalization: Normalization, random: RandomSource) {
    self.set = set
    self.recipe = recipe
    self.normalization = normalization
    self.random = random
  }

  /// The next batch and its learning rate; nil when the recipe's steps are done.
  public mutating func next() throws -> (batch: Batch, rate: Float)? {
    guard step < recipe.steps else { return nil }
    while order.count < recipe.batch { order = random.permutation(set.count) + order }
    let indices = Array(order.suffix(recipe.batch))
    order.removeLast(recipe.batch)
    let pixels = try set.pixels(of: indices)
    let augmentation = Augmentation(shape: set.shape, count: indices.count, &random)
    let targets: Batch.Targets =
      if !recipe.hardLabels, let shares = set.softLabels(of: indices) {
        .shares(Tensor(shares, shape: [indices.count, set.classCount]))
      } else {
        .labels(indices.map { set.labels[$0] })
      }
    defer { step += 1 }
    return (
      Batch(images: augmentation.applied(to: normalization.tensor(pixels, set.shape)), targets: targets),
      recipe.rate(at: step)
    )
  }
}
