import HabaData
import HabaFormat
import HabaStudents
import TestKit
import Testing

@testable import HabaCodec

/// Whole runs that end by time, with a clock that goes on by a second whenever it is asked.
///
/// A step takes one second by that clock, and the run four until the next one may begin.
struct TimedRunTests {
  private func run(
    _ set: DataSet, phases: (String) -> Void = { _ in }, _ change: (inout CompressOptions) -> Void
  ) throws -> Compression {
    var options = CompressOptions()
    (options.objective, options.network) = (RememberingObjective.self, LinearNetwork.self)
    options.constraints = [GrowingConstraint.self]
    (options.basesPerClass, options.hallucinators, options.bits) = (2, .fixed(2), 4)
    change(&options)
    var asked = 5000.0
    return try Compressor(dataSet: set, options: options).run(
      seconds: {
        asked += 1
        return asked
      }, progress: { phases($0.phase) }, isCancelled: { false })
  }

  /// One run by time and one of as many steps.
  private func check(_ set: DataSet, limit: Double) throws -> Compression {
    let timed = try run(set) { $0.timeLimit = limit }
    #expect(timed.archive.provenance.steps == timed.steps)
    let counted = try run(set) { $0.steps = timed.steps }
    #expect(counted.steps == timed.steps && counted.start == timed.start)
    #expect(counted.bytes == timed.bytes, "\(timed.steps) steps")
    #expect(counted.heldOut.map(\.accuracy) == timed.heldOut.map(\.accuracy))
    return timed
  }

  @Test(arguments: [(10.0, 2), (41, 10), (43, 10), (44, 11)])
  func `a run that ends by time gives the bytes of a run of as many steps`(limit: Double, steps: Int) throws {
    // Step n is begun when 4n - 2 seconds have gone by, and ends a second later.
    #expect(try check(Samples.colored(perClass: 4), limit: limit).steps == steps)
  }

  @Test func `the same, whether time was too short to try starts, to choose, or to end the choice`() throws {
    let set = Samples.colored(perClass: 10)
    for (limit, steps) in [(20.0, 2..<6), (150, 20..<50), (290, 59..<60), (457, 59..<60), (600, 59..<60)] {
      let found = try check(set, limit: limit)
      #expect(steps.contains(found.steps), "\(found.steps) steps in \(limit) seconds")
      #expect(found.start == "identity" && found.heldOut.isEmpty)
    }
    let found = try check(set, limit: 1200)
    #expect(found.steps > 60 && found.heldOut.map(\.start) == ["published", "identity"])
  }

  @Test func `a choice is begun if it is expected to end in time, with three tenths to spare`() throws {
    // A step of both starts trains through 2 x 3 classes of 2 x 2 images, and looks at 64 real ones of each, which count a third:
    // 2 x (12 + 64) = 152. Two students see 200 batches of 64, which is 168 such steps, and with three tenths more 219.
    // After sixty steps 241 seconds have gone by.
    func isChoosing(limit: Double) throws -> Bool {
      var isChoosing = false
      _ = try run(Samples.colored(perClass: 10), phases: { if $0 == "choosing a start" { isChoosing = true } }) {
        $0.timeLimit = limit
      }
      return isChoosing
    }
    #expect(try !isChoosing(limit: 241 + 219 - 10))
    #expect(try isChoosing(limit: 241 + 219 + 10))
  }
}
