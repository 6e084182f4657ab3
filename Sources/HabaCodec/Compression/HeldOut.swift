internal import HabaData
internal import HabaFormat
internal import HabaStudents
internal import HabaTensor

/// Training images kept aside, by which one start is preferred to another; never test images.
struct HeldOut {
  /// For each class, the images that stay for training.
  let training: [[Int]]
  /// The images kept aside.
  let held: [Int]

  /// At most this many images are kept aside.
  private static let most = 1000

  /// Keeps aside a tenth of each class, or none where a class is too small to spare any.
  init(_ dataSet: DataSet, seed: UInt64) {
    var random = RandomSource(seed: seed, for: .heldOut)
    let classes = dataSet.imagesByClass
    let share = max(1, Self.most / max(1, classes.count))
    guard classes.allSatisfy({ $0.count >= 5 }) else {
      training = classes
      held = []
      return
    }
    var (training, held): ([[Int]], [Int]) = ([], [])
    for own in classes {
      let order = random.permutation(own.count).map { own[$0] }
      let kept = min(share, max(1, own.count / 10))
      held += order.prefix(kept)
      training.append(order.dropFirst(kept).sorted())
    }
    self.training = training
    self.held = held
  }

  /// Pixels that the students which choose between starts see in all: 200 batches of 64 images of 32x32.
  private static let studentPixels = 200 * 64 * 1024
  /// Channels of their network.
  private static let studentWidth = 64

  /// The recipe of those students: short, and shorter the larger the images are.
  static func recipe(for shape: ImageShape) -> Recipe {
    var recipe = Recipe.standard
    recipe.batch = 64
    recipe.steps = min(200, max(40, studentPixels / (recipe.batch * shape.height * shape.width)))
    return recipe
  }

  /// The accuracy on the images kept aside of a student trained on an archive; nil where `goesOn` said no at any step.
  func accuracy(
    of archive: Archive, network: any Network.Type, dataSet: DataSet, seed: UInt64, goesOn: () throws -> Bool
  ) throws -> Double? {
    let images = ExpandedArchive(archive)
    var recipe = Self.recipe(for: archive.shape)
    if let learned = images.learningRate { recipe.learningRate = learned }
    let normalization = try Normalization(of: images)
    var random = RandomSource(seed: seed, for: .choosing)
    var student = Student(
      network.init(shape: archive.shape, classes: archive.classCount, width: Self.studentWidth),
      optimizer: recipe.optimizer(of:), random: &random)
    var course = Course(images, recipe: recipe, normalization: normalization, random: random)
    var stopped = false
    try student.train(by: &course) { _ in
      stopped = try !goesOn()
      return !stopped
    }
    if stopped { return nil }
    return try student.accuracy(on: dataSet, indices: held, normalization: normalization) { _ = try goesOn() }
  }
}
