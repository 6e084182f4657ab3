import HabaData
import HabaFormat
import HabaStudents
import HabaTensor
import TestKit
import Testing

@testable import HabaCodec

/// Sets of four images a class have none to spare for a choice between starts, which makes most of these quick.
struct CompressorTests {
  private func run(
    _ set: DataSet, progress: (RunProgress) -> Void = { _ in }, isCancelled: () -> Bool = { false },
    _ change: (inout CompressOptions) -> Void
  ) throws -> Compression {
    var options = CompressOptions()
    (options.basesPerClass, options.hallucinators, options.bits) = (2, .fixed(2), 4)
    change(&options)
    return try Compressor(dataSet: set, options: options).run(progress: progress, isCancelled: isCancelled)
  }

  @Test func `the same seed gives the same bytes, on any number of threads`() throws {
    let set = Samples.colored(perClass: 4)
    func bytes(seed: UInt64, threads: Int) throws -> [UInt8] {
      try run(set) { ($0.steps, $0.seed, $0.threads) = (6, seed, threads) }.bytes
    }
    let first = try bytes(seed: 1, threads: 1)
    #expect(try bytes(seed: 1, threads: 1) == first)
    #expect(try bytes(seed: 1, threads: 2) == first)
    #expect(try bytes(seed: 1, threads: 3) == first)
    #expect(try bytes(seed: 2, threads: 2) != first)
  }

  @Test func `a choice between starts is made on held-out images, the same each time`() throws {
    let set = Samples.colored(perClass: 10)
    func compression(threads: Int) throws -> Compression {
      try run(set) { ($0.steps, $0.threads) = (61, threads) }
    }
    let found = try compression(threads: 1)
    #expect(found.heldOut.map { $0.start } == ["published", "identity"])
    #expect(found.heldOut.allSatisfy { (0...1).contains($0.accuracy) })
    let best = found.heldOut.map { $0.accuracy }.max()
    #expect(found.heldOut.first { $0.start == found.start }?.accuracy == best)
    #expect(found.archive.provenance.options["start"] == found.start)
    #expect(try compression(threads: 2).bytes == found.bytes)
  }

  @Test func `a run too short for a trial takes the start near identity`() throws {
    let found = try run(Samples.colored(perClass: 10)) { $0.steps = 3 }
    #expect(found.start == "identity")
    #expect(found.heldOut.isEmpty)
  }

  @Test func `effort 1 trains nothing`() throws {
    let set = Samples.colored(perClass: 10)
    let found = try run(set) { $0.effort = 1 }
    #expect(found.steps == 0)
    #expect(found.archive.provenance.steps == 0)
    #expect(found.heldOut.isEmpty)
    #expect(try run(set) { ($0.effort, $0.timeLimit) = (1, 100) }.bytes == found.bytes)
  }

  @Test func `untrained bases without hallucinators are training images of their class`() throws {
    let set = Samples.colored(perClass: 4)
    let found = try run(set) { ($0.effort, $0.hallucinators, $0.bits) = (1, .fixed(0), 16) }
    #expect(found.start == "plain")
    #expect(found.archive.labels == [0, 0, 1, 1, 2, 2])
    let originals = try (0..<12).map { try set.pixels(of: [$0]) }
    for base in 0..<6 {
      let image = found.archive.image(base: base, hallucinator: 0)
      // 16 bits are exact to far less than a level.
      let index = try #require(originals.firstIndex(of: image))
      #expect(set.labels[index] == found.archive.bases[base].label)
    }
    #expect(Set((0..<6).map { found.archive.image(base: $0, hallucinator: 0) }).count == 6)
  }

  @Test(arguments: [1500, 2500, 6000])
  func `no file is larger than its budget`(budget: Int) throws {
    let set = Samples.colored(perClass: 20)
    let found = try run(set) {
      ($0.budget, $0.effort) = (budget, 1)
      ($0.basesPerClass, $0.hallucinators, $0.bits) = (nil, .standard, nil)
    }
    #expect(found.bytes.count <= budget)
    #expect(found.archive.hallucinators.count >= 2)
    #expect(try Archive(parsing: found.bytes) == found.archive)
  }

  @Test func `a request to stop throws and is heard at every step`() {
    let set = Samples.colored(perClass: 4)
    for after in [0, 1, 3] {
      var calls = 0
      #expect(throws: Interrupted.self) {
        try run(
          set,
          isCancelled: {
            calls += 1; return calls > after
          }
        ) { $0.steps = 50 }
      }
      #expect(calls == after + 1)
    }
  }

  @Test func `a request to stop is heard while a start is chosen`() {
    var phases: Set<String> = []
    #expect(throws: Interrupted.self) {
      try run(
        Samples.colored(perClass: 10), progress: { phases.insert($0.phase) },
        isCancelled: { phases.contains("choosing a start") }
      ) { $0.steps = 60 }
    }
    #expect(!phases.contains("training"))
  }

  @Test func `progress grows from 0 to 1 and counts every step`() throws {
    var reports: [RunProgress] = []
    _ = try run(Samples.colored(perClass: 4), progress: { reports.append($0) }) { $0.steps = 5 }
    #expect(reports.map { $0.step } == [0, 1, 2, 3, 4, 5])
    #expect(reports.first?.fraction == 0)
    #expect(reports.last?.fraction == 1)
    #expect(zip(reports, reports.dropFirst()).allSatisfy { $0.fraction <= $1.fraction })
    #expect(reports.dropFirst().allSatisfy { ($0.loss ?? -1) > 0 })
  }

  @Test func `the objective falls`() throws {
    var losses: [Float] = []
    _ = try run(Samples.colored(perClass: 4), progress: { if let loss = $0.loss { losses.append(loss) } }) {
      $0.steps = 150
    }
    #expect(losses.count == 150)
    // Networks and augmentations are drawn anew at every step, so sums of thirty are compared.
    let (first, last) = (losses.prefix(30).reduce(0, +), losses.suffix(30).reduce(0, +))
    #expect(last < 0.95 * first)
  }

  @Test func `every label, name and figure of the source is kept`() throws {
    let set = Samples.colored(perClass: 4)
    let archive = try run(set) { ($0.effort, $0.seed) = (1, 77) }.archive
    #expect(archive.classNames == ["class 0", "class 1", "class 2"])
    #expect(archive.source == Source(images: 12, pixelBytes: 12 * 192))
    #expect(archive.provenance.seed == 77)
    #expect(archive.provenance.encoder == Compressor.encoderName)
    #expect(archive.provenance.objective == "dm")
    #expect(archive.shape == set.shape)
  }

  @Test func `classes of unequal size, and smaller than their bases, are compressed`() throws {
    let all = Samples.colored(perClass: 6)
    let set = all.subset([0, 1, 2, 3, 6, 9, 12, 15])
    let found = try run(set) { ($0.basesPerClass, $0.steps) = (3, 2) }
    #expect(found.archive.bases.map { $0.label } == [0, 0, 0, 1, 1, 1, 2, 2, 2])
  }

  @Test func `either hallucinators or none are taken where the choice is automatic`() throws {
    let found = try run(Samples.colored(perClass: 10)) {
      ($0.steps, $0.hallucinators, $0.basesPerClass, $0.budget) = (60, .automatic, nil, 3000)
    }
    #expect(Set(found.heldOut.map { $0.start }) == ["published", "identity", "plain"])
    #expect((found.start == "plain") == found.archive.hallucinators.isEmpty)
    #expect(found.bytes.count <= 3000)
  }
}
