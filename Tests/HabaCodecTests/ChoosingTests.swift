import HabaData
import HabaFormat
import HabaStudents
import Synchronization
import TestKit
import Testing

@testable import HabaCodec

/// How well a start's images teach is judged by students of their own.
struct ChoosingTests {
  @Test(arguments: [
    // 200 batches of 64 images of 32x32 are 13,107,200 pixels; 40 batches at the least, 200 at the most.
    (8, 8, 200), (28, 28, 200), (32, 32, 200), (64, 32, 100), (64, 64, 50), (48, 64, 66), (72, 72, 40), (256, 256, 40),
    (1024, 1024, 40),
  ])
  func `students are trained for fewer steps the larger images are`(height: Int, width: Int, steps: Int) {
    let recipe = HeldOut.recipe(for: ImageShape(channels: 3, height: height, width: width))
    #expect(recipe.steps == steps && recipe.batch == 64)
    var standard = Recipe.standard
    (standard.steps, standard.batch) = (steps, 64)
    #expect(recipe == standard)
  }

  /// Images that are easy to tell apart, of which those kept aside have another class's.
  private func misleading(seed: UInt64) throws -> (set: DataSet, heldOut: HeldOut) {
    let plain = Samples.colored(perClass: 20)
    let heldOut = HeldOut(plain, seed: seed)
    var pixels: [UInt8] = []
    for index in 0..<plain.count {
      // The next image is of the next class.
      pixels += try plain.pixels(of: [heldOut.held.contains(index) ? (index + 1) % plain.count : index])
    }
    let set = DataSet(
      path: "misleading", shape: plain.shape, classNames: nil, classCount: 3, labels: plain.labels, pixels: pixels)
    return (set, heldOut)
  }

  /// Real images as they are, in an archive.
  private func archive(of set: DataSet, indices: [[Int]]) throws -> Archive {
    var begun = Begun(set: set, basesPerClass: 4, hallucinators: 0, bits: 8)
    begun.indices = indices
    return try begun.trial().trainer.set.archive(
      source: Source(images: set.count, pixelBytes: set.count * set.shape.count), classNames: nil,
      provenance: Provenance(encoder: "test", seed: 0, objective: "none", steps: 0))
  }

  @Test func `students are tested on the images kept aside, and on those alone`() throws {
    let (set, heldOut) = try misleading(seed: 1)
    let archive = try archive(of: set, indices: heldOut.training)
    func accuracy(_ heldOut: HeldOut) throws -> Double? {
      try heldOut.accuracy(of: archive, network: LinearNetwork.self, dataSet: set, seed: 3) { true }
    }
    // All that was trained on says another class than the labels kept aside.
    #expect(try accuracy(heldOut) == 0)
    let plain = Samples.colored(perClass: 20)
    #expect(try heldOut.accuracy(of: archive, network: LinearNetwork.self, dataSet: plain, seed: 3) { true } == 1)
  }

  @Test func `a student ends when it is told to, at any step, and then says nothing`() throws {
    let set = Samples.colored(perClass: 10)
    let heldOut = HeldOut(set, seed: 1)
    let archive = try archive(of: set, indices: heldOut.training)
    for last in [1, 7, 200] {
      var asked = 0
      let found = try heldOut.accuracy(of: archive, network: LinearNetwork.self, dataSet: set, seed: 3) {
        asked += 1
        return asked < last
      }
      #expect(found == nil && asked == last)
    }
  }

  @Test func `the seed decides what a student learns`() throws {
    let set = Samples.noise(300, classes: 3, seed: 1)
    let heldOut = HeldOut(set, seed: 1)
    let archive = try archive(of: set, indices: heldOut.training)
    func accuracies() throws -> [Double?] {
      try (0..<6).map { seed in
        try heldOut.accuracy(of: archive, network: LinearNetwork.self, dataSet: set, seed: seed) { true }
      }
    }
    let found = try accuracies()
    #expect(Set(found).count > 1)
    #expect(try accuracies() == found)
  }

  @Test func `bases start from images that training may see before the choice`() throws {
    let set = Samples.colored(perClass: 10)
    var options = CompressOptions()
    (options.basesPerClass, options.hallucinators, options.bits, options.effort) = (9, .fixed(0), 16, 1)
    options.seed = 4
    let archive = try Compressor(dataSet: set, options: options).run(progress: { _ in }, isCancelled: { false }).archive
    let images = (0..<27).map { archive.image(base: $0, hallucinator: 0) }
    let training = try HeldOut(set, seed: 4).training.flatMap { $0 }.map { try set.pixels(of: [$0]) }
    // 16 bits are exact to far less than a level.
    #expect(Set(images) == Set(training) && training.count == 27)
  }
}
