import HabaData
import HabaFormat
import HabaStudents
import HabaTensor
import TestKit
import Testing

@testable import HabaCodec

struct TrialTests {
  /// Which image of the set each base is.
  private func originals(_ begun: Begun) throws -> [Int?] {
    let bases = try begun.trial().trainer.set.parameters["bases.pixels"].permuted([0, 2, 3, 1])
    let all = try begun.images.images(Array(begun.set.labels.indices))
    let size = begun.set.shape.count
    let (found, known) = (bases.values, all.values)
    return (0..<bases.shape[0]).map { base in
      begun.set.labels.indices.first { known[$0 * size..<($0 + 1) * size] == found[base * size..<(base + 1) * size] }
    }
  }

  @Test func `bases start as real images of their class that training may see, each another while there are enough`()
    throws
  {
    let set = Samples.colored(perClass: 6)
    let indices = set.imagesByClass.map { Array($0.dropFirst(2)) }
    let begun = Begun(set: set, basesPerClass: 4, indices: indices)
    let found = try originals(begun).compactMap { $0 }
    #expect(found.count == 12)
    for label in 0..<3 { #expect(Set(found[4 * label..<4 * label + 4]) == Set(indices[label])) }
    #expect(try begun.trial().trainer.set.labels == [0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2])
  }

  @Test func `images come again only when all have come`() throws {
    let begun = Begun(set: Samples.colored(perClass: 2), basesPerClass: 5)
    let found = try originals(begun).compactMap { $0 }
    for label in 0..<3 {
      let own = found[5 * label..<5 * label + 5].map { $0 }
      #expect(Set(own[0..<2]).count == 2 && Set(own[2..<4]).count == 2)
      #expect(own.allSatisfy { begun.set.labels[$0] == label })
    }
  }

  @Test(arguments: [1, 3]) func `bases in parts start as real images of their class, each part another's`(
    channels: Int
  ) throws {
    let set = Samples.colored(perClass: 9)
    // The first of each class is not for training.
    let indices = set.imagesByClass.map { Array($0.dropFirst()) }
    let begun = Begun(set: set, basesPerClass: 2, formation: 2, baseChannels: channels, indices: indices)
    let trial = try begun.trial()
    let bases = trial.trainer.set.parameters["bases.pixels"]
    #expect(bases.shape == [6, channels, 8, 8])
    #expect(trial.trainer.set.parameters["hallucinators.0.encodeKernel"].shape == [3, channels, 3, 3])
    let (values, known) = (bases.values, try begun.images.images(Array(set.labels.indices)).values)
    // A value of a part is the mean of four pixels; with one channel that of twelve values.
    func mean(_ image: Int, _ row: Int, _ column: Int, _ channel: Int) -> Float {
      let own = channels == 1 ? [0, 1, 2] : [channel]
      var sum: Float = 0
      for y in 2 * row..<2 * row + 2 {
        for x in 2 * column..<2 * column + 2 {
          for c in own { sum += known[((image * 8 + y) * 8 + x) * 3 + c] }
        }
      }
      return sum / Float(4 * own.count)
    }
    for label in 0..<3 {
      var used: [Int] = []
      for (base, part) in (0..<2).flatMap({ base in (0..<4).map { (2 * label + base, $0) } }) {
        let matching = set.labels.indices.filter { image in
          (0..<channels * 16).allSatisfy { place in
            let (channel, row, column) = (place / 16, place / 4 % 4, place % 4)
            let at = ((base * channels + channel) * 8 + part / 2 * 4 + row) * 8 + part % 2 * 4 + column
            return abs(values[at] - mean(image, row, column, channel)) < 1e-4
          }
        }
        #expect(matching.count == 1)
        used += matching
      }
      #expect(Set(used) == Set(indices[label]) && used.count == 8)
    }
  }

  @Test func `the seed decides on bases and hallucinators, the start on hallucinators alone`() throws {
    func parameters(_ seed: UInt64, _ start: HallucinatorStart) throws -> (bases: [Float], kernel: [Float]) {
      let found = try Begun(set: Samples.colored(perClass: 20), seed: seed).trial(start).trainer.set.parameters
      return (found["bases.pixels"].values, found["hallucinators.0.encodeKernel"].values)
    }
    let one = try parameters(1, .identity)
    #expect(try parameters(1, .identity) == one)
    #expect(try parameters(1, .published).bases == one.bases && parameters(1, .published).kernel != one.kernel)
    #expect(try parameters(2, .identity).bases != one.bases && parameters(2, .identity).kernel != one.kernel)
  }
}
