import Glibc
import HabaData
import HabaFormat
import TestKit
import Testing

@testable import HabaStudents

struct EvaluatorTests {
  /// Small enough for a test.
  private static let quick = Recipe(
    steps: 40, batch: 16, learningRate: 0.02, momentum: 0.9, weightDecay: 5e-4)

  /// What to do along the way.
  private struct Watch {
    var progress: (RunProgress) -> Void = { _ in }
    var isCancelled: () -> Bool = { false }
  }

  private func run(
    _ training: some ImageSet, _ test: some ImageSet, watch: Watch = Watch(),
    _ change: (inout EvaluateOptions) -> Void = { _ in }
  ) throws -> Evaluation {
    var options = EvaluateOptions()
    (options.recipe, options.width, options.trials) = (Self.quick, 16, 2)
    change(&options)
    return try Evaluator.run(
      training: training, test: test, options: options, progress: watch.progress,
      isCancelled: watch.isCancelled)
  }

  private func accuracies(_ evaluation: Evaluation) -> [Double] { evaluation.trials.map { $0.accuracy } }

  @Test func `classes that differ plainly are learned perfectly`() throws {
    let found = try run(Samples.colored(perClass: 10), Samples.colored(perClass: 20, seed: 2)) {
      $0.recipe.steps = 150
    }
    #expect(accuracies(found) == [1, 1])
    #expect(found.mean == 1 && found.std == 0)
    #expect(found.testImages == 60)
    #expect(found.network == "convnet3")
  }

  @Test(arguments: [(32, 80, "convnet3"), (64, 72, "convnet4")])
  func `where no network is asked for, the size of the images chooses one`(_ height: Int, _ width: Int, _ name: String)
    throws
  {
    let shape = ImageShape(channels: 1, height: height, width: width)
    let set = Samples.colored(perClass: 1, shape: shape)
    let found = try run(set, set) { ($0.width, $0.trials, $0.recipe.steps) = (4, 1, 1) }
    #expect(found.network == name)
  }

  @Test func `labels that say nothing are not predicted better than by chance`() throws {
    let found = try run(Samples.noise(100, classes: 4, seed: 1), Samples.noise(1000, classes: 4, seed: 2))
    // A quarter, give or take five standard deviations of 0.0137.
    #expect(accuracies(found).allSatisfy { abs($0 - 0.25) < 0.07 })
  }

  @Test func `trials depend on their seeds alone, not on threads or on each other`() throws {
    // Too few steps to learn everything, so that seeds show.
    let (training, test) = (Samples.noise(40, classes: 3, seed: 1), Samples.noise(300, classes: 3, seed: 2))
    func trials(_ count: Int, seed: UInt64, threads: Int) throws -> [Double] {
      accuracies(
        try run(training, test) {
          ($0.trials, $0.seed, $0.threads, $0.recipe.steps) = (count, seed, threads, 8)
        })
    }
    let three = try trials(3, seed: 5, threads: 1)
    #expect(try trials(3, seed: 5, threads: 2) == three)
    #expect(try trials(1, seed: 6, threads: 3) == [three[1]])
    #expect(Set(three).count > 1)
  }

  @Test func `mean and deviation are those of the trials`() throws {
    let found = try run(Samples.noise(40, classes: 3, seed: 1), Samples.noise(300, classes: 3, seed: 2)) {
      ($0.trials, $0.recipe.steps) = (3, 5)
    }
    let a = accuracies(found)
    let mean = (a[0] + a[1] + a[2]) / 3
    let squares: [Double] = a.map { ($0 - mean) * ($0 - mean) }
    let variance = squares.reduce(0, +) / 3
    #expect(abs(found.mean - mean) < 1e-12)
    #expect(abs(found.std - variance.squareRoot()) < 1e-12)
    #expect(found.trials.map { $0.seed } == [0, 1, 2])
  }

  @Test func `an archive and a data set of its images give equal results`() throws {
    let archive = Samples.archive(classes: 3)
    let folder = DataSet(
      path: "folder", shape: archive.shape, classNames: nil, classCount: 3, labels: archive.labels,
      pixels: archive.expanded())
    let test = Samples.noise(300, classes: 3, seed: 2)
    let expected = accuracies(try run(ExpandedArchive(archive), test))
    #expect(accuracies(try run(folder, test)) == expected)
    // The same images in another order are another course of training.
    let reversed = folder.subset(Array((0..<folder.count).reversed()))
    #expect(accuracies(try run(reversed, test)) != expected)
  }

  @Test func `epochs are turned into steps, and steps into epochs, rounded up`() throws {
    let (training, test) = (Samples.colored(perClass: 7), Samples.colored(perClass: 1))
    var steps: [Int] = []
    // 3 passes over 21 images are 63: four batches of 16.
    let three = try run(training, test, watch: Watch(progress: { steps.append($0.step) })) {
      ($0.epochs, $0.trials) = (3, 2)
    }
    #expect(three.recipe.steps == 4)
    #expect(steps == [1, 2, 3, 4, 1, 2, 3, 4])
    // 4 x 16 = 64 images are a little more, but 3 passes were asked for.
    #expect(three.epochs == 3)
    // 5 batches of 21 are 5 passes exactly.
    let five = try run(training, test) { ($0.recipe.steps, $0.recipe.batch, $0.trials) = (5, 21, 1) }
    #expect(five.epochs == 5)
    #expect(five.recipe.steps == 5)
  }

  @Test func `a time that is over ends each trial after its first step`() throws {
    let found = try run(Samples.colored(perClass: 4), Samples.colored(perClass: 1)) { $0.timeLimit = 0 }
    #expect(found.recipe.steps == 1)
    #expect(found.trials.count == 2)
  }

  @Test func `a request to stop throws and is heard at every step`() {
    var calls = 0
    let watch = Watch(isCancelled: {
      calls += 1
      return calls == 3
    })
    #expect(throws: Interrupted.self) {
      try run(Samples.colored(perClass: 4), Samples.colored(perClass: 1), watch: watch)
    }
    #expect(calls == 3)
  }

  @Test func `the learning rate falls along half a cosine`() {
    var recipe = Self.quick
    (recipe.steps, recipe.learningRate) = (8, 0.5)
    for (step, share) in [(0, 1), (2, 0.853553), (4, 0.5), (6, 0.146447)] as [(Int, Float)] {
      #expect(abs(recipe.rate(at: step) - 0.5 * share) < 1e-5)
    }
  }

  @Test func `a batch may be larger than the set, and one image is enough`() throws {
    let found = try run(Samples.colored(perClass: 1).subset([0, 1]), Samples.colored(perClass: 3)) {
      ($0.trials, $0.recipe.steps) = (1, 3)
    }
    #expect(found.recipe.steps == 3)
    #expect((0...1).contains(found.mean))
  }
}
