import HabaData
import HabaFormat
import HabaStudents
import HabaTensor

/// A ConvNet-3 that has learned from real images, and looks at those of archives.
struct Observer {
  private let student: Student
  private let normalization: Normalization
  private let shape: ImageShape

  /// Trains one on a data set by `evaluate`'s recipe.
  init(_ set: DataSet, steps: Int, seed: UInt64) throws {
    var recipe = Recipe.standard
    recipe.steps = steps
    shape = set.shape
    normalization = try Normalization(of: set)
    var random = RandomSource(seed: seed)
    let network = ConvNet(shape: set.shape, classes: set.classCount)
    var student = Student(network, optimizer: recipe.optimizer(of:), random: &random)
    var course = Course(set, recipe: recipe, normalization: normalization, random: random)
    try student.train(by: &course) { _ in true }
    self.student = student
  }

  /// The share of a set's images that it gives their own label.
  func accuracy(on set: some ImageSet) throws -> Double {
    try student.accuracy(on: set, indices: Array(0..<set.count), normalization: normalization)
  }

  /// What it sees before its linear layer in each image of a set.
  func features(of set: some ImageSet) throws -> [[Float]] {
    var rows: [[Float]] = []
    for start in stride(from: 0, to: set.count, by: 128) {
      let pixels = try set.pixels(of: Array(start..<min(set.count, start + 128)))
      let found = withoutRecording {
        student.network.features(normalization.tensor(pixels, set.shape), student.parameters)
      }
      let (count, values) = (found.shape[1], Array(found.values))
      rows += (0..<found.shape[0]).map { Array(values[$0 * count..<($0 + 1) * count]) }
    }
    return rows
  }

  /// All figures of an archive, as members of a JSON object.
  ///
  /// - Throws: `ArchiveError`, or `Refused` where its images have another shape than those learned from.
  func figures(of path: String) throws -> String {
    let reader = try ArchiveReader(parsing: try readFile(path, limit: Limits.default.memory))
    guard reader.archive.shape == shape else { throw Refused(reason: "\(path): its images have another shape") }
    let set = try ExpandedArchive(reading: reader)
    let hallucinators = max(1, reader.archive.hallucinators.count)
    // Each part of a base that is cut is a base here.
    let grid = Grid(
      classes: stride(from: 0, to: set.count, by: hallucinators).map { set.labels[$0] }, hallucinators: hallucinators)
    let images = (0..<set.count).map { set.pixels(of: [$0]) }
    let features = Vectors(try self.features(of: set))
    let edges = Vectors(centred: images.map { Pixels.steepness($0, shape) })
    let colour = grid.explained(images.map { Pixels.colour($0, shape) })
    let hasHallucinators = !reader.archive.hallucinators.isEmpty
    func object(_ members: [(String, Double?)]) -> String {
      "{" + members.map { "\"\($0)\": \($1.map { "\($0)" } ?? "null")" }.joined(separator: ", ") + "}"
    }
    return [
      "\"bases\": \(reader.baseCount)", "\"hallucinators\": \(reader.archive.hallucinators.count)",
      "\"images\": \(set.count)",
      "\"cosine\": "
        + object([
          ("base", grid.ofBase(features)), ("bases", grid.ofBases(features)), ("class", grid.ofClass(features)),
          ("classes", grid.ofClasses(features)),
        ]),
      "\"edges\": " + object([("base", grid.ofBase(edges)), ("hallucinator", grid.ofBases(edges))]),
      "\"colour\": "
        + object([
          ("base", hasHallucinators ? colour?.base : nil),
          ("hallucinator", hasHallucinators ? colour?.hallucinator : nil),
        ]), "\"recognised\": \(try accuracy(on: set))",
    ].joined(separator: ", ")
  }
}

/// Why nothing can be told.
struct Refused: Error, CustomStringConvertible {
  let reason: String
  var description: String { reason }
}
