import HabaData
import HabaFormat
import HabaTensor
import Synchronization
import TestKit
import Testing

@testable import HabaStudents

/// A set that tells what is read, with soft labels or without.
private struct WatchedSet: ImageSet {
  let inner = Samples.colored(perClass: 3)
  var isSoft = false
  let onRead: @Sendable ([Int]) -> Void

  var shape: ImageShape { inner.shape }
  var classNames: [String]? { nil }
  var classCount: Int { inner.classCount }
  var labels: [Int] { inner.labels }
  var learningRate: Float? { nil }
  func softLabels(of indices: [Int]) -> [Float]? {
    isSoft ? indices.flatMap { [Float($0), 0, 1] } : nil
  }
  func pixels(of indices: [Int]) throws -> [UInt8] {
    onRead(indices)
    return try inner.pixels(of: indices)
  }
}

struct CourseTests {
  private func course(
    steps: Int, batch: Int, isSoft: Bool = false, hardLabels: Bool = false
  ) throws -> (read: [[Int]], batches: [(Batch, Float)]) {
    let read = Mutex<[[Int]]>([])
    let set = WatchedSet(isSoft: isSoft) { indices in read.withLock { $0.append(indices) } }
    let recipe = Recipe(
      steps: steps, batch: batch, learningRate: 0.5, momentum: 0, weightDecay: 0, hardLabels: hardLabels)
    var course = Course(
      set, recipe: recipe, normalization: try Normalization(of: set.inner), random: RandomSource(seed: 3))
    var batches: [(Batch, Float)] = []
    while let next = try course.next() { batches.append(next) }
    #expect(course.step == steps)
    return (read.withLock { $0 }, batches)
  }

  @Test(arguments: [4, 5, 9, 10, 20])
  func `every pass has every image once, and batches reach into the next pass`(batch: Int) throws {
    let (read, batches) = try course(steps: 18, batch: batch)
    #expect(batches.count == 18 && read.allSatisfy { $0.count == batch })
    // Images are taken from the end of what is left, so passes are found from each batch's end.
    let order = read.flatMap { $0.reversed() }
    for start in stride(from: 0, to: order.count - 8, by: 9) {
      #expect(Set(order[start..<start + 9]).count == 9, "images \(start)")
    }
    #expect(Array(order[0..<9]) != Array(order[9..<18]))
  }

  @Test func `each image of a batch is normalised and changed by a draw of its own`() throws {
    let (read, batches) = try course(steps: 12, batch: 9)
    let set = Samples.colored(perClass: 3)
    let normalization = try Normalization(of: set)
    var random = RandomSource(seed: 3)
    for (indices, (batch, _)) in zip(read, batches) {
      // Nine images are a pass: the order of each, then what changes them.
      #expect(indices == random.permutation(9))
      let augmentation = Augmentation(shape: set.shape, count: 9, &random)
      let plain = normalization.tensor(try set.pixels(of: indices), set.shape)
      #expect(batch.images.values == augmentation.applied(to: plain).values)
    }
  }

  @Test func `learning rates fall along half a cosine, from the recipe's to nearly none`() throws {
    let (_, batches) = try course(steps: 4, batch: 2)
    // (1 + cos(0, 45, 90, 135 degrees)) / 4.
    for (found, expected) in zip(batches.map(\.1), [0.5, 0.426777, 0.25, 0.073223] as [Float]) {
      #expect(abs(found - expected) < 1e-5)
    }
  }

  @Test func `targets are what the set has: classes, or numbers for all of them`() throws {
    let hard = try course(steps: 3, batch: 4)
    for (indices, (batch, _)) in zip(hard.read, hard.batches) {
      guard case .labels(let labels) = batch.targets else {
        Issue.record("no labels")
        continue
      }
      #expect(labels == indices.map { $0 % 3 })
      #expect(batch.images.shape == [4, 8, 8, 3])
    }
    let soft = try course(steps: 3, batch: 4, isSoft: true)
    #expect(soft.read == hard.read)
    for (indices, (batch, _)) in zip(soft.read, soft.batches) {
      guard case .shares(let shares) = batch.targets else {
        Issue.record("no shares")
        continue
      }
      #expect(shares.shape == [4, 3] && shares.values == indices.flatMap { [Float($0), 0, 1] })
    }
    for (_, (batch, _)) in zip(soft.read, try course(steps: 3, batch: 4, isSoft: true, hardLabels: true).batches) {
      guard case .labels = batch.targets else {
        Issue.record("shares, though classes alone are asked for")
        continue
      }
    }
  }
}
