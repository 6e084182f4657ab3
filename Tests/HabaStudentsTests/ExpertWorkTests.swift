import Foundation
import HabaStudents
import HabaTensor
import Testing

@Suite struct `Work on experts` {
  private let place: ExpertPlace

  init() throws { place = try ExpertPlace() }

  @Test func `is shared: several take parts, and nothing is trained twice`() throws {
    let work = try place.work(count: 9)
    let outcomes = Outcomes()
    DispatchQueue.concurrentPerform(iterations: 3) { _ in outcomes.add { try place.run(work) } }
    #expect(outcomes.all.count == 3)
    #expect(outcomes.all.reduce(0) { $0 + $1.trained } == 9)
    for outcome in outcomes.all {
      #expect(outcome.trained + outcome.found + outcome.byOthers == 9)
      #expect(outcome.unfinished == 0 && outcome.lost == 0)
    }
    let memory = try ExpertsInMemory(work.training, on: work.data, count: 9, seed: 7)
    let folder = try ExpertFolder(place.path)
    for (index, name) in place.names.enumerated() {
      let seed = try #require((7..<16).first { work.description.fileName(seed: UInt64($0)) == name })
      #expect(try folder.values(index, 4) == memory.values(seed - 7, 4))
    }
    #expect(place.names.count == 9)
  }

  @Test func `of a process that died is taken over, and what it left goes`() throws {
    let work = try place.work(count: 2)
    let units = [7, 8].map { work.description.fileName(seed: $0) }
    try place.claim(units[0], age: 610)
    try place.write([1], to: ".\(units[1]).haba.tmp-1-x")
    try place.claim(units[1], generation: 4, age: 610)
    try FileManager.default.setAttributes(
      [.modificationDate: Date(timeIntervalSinceNow: -610)],
      ofItemAtPath: place.path + "/.\(units[1]).haba.tmp-1-x")
    #expect(try place.run(work) == ExpertWork.Outcome(trained: 2))
    #expect(place.names == units.sorted())
  }

  @Test func `that others do is waited for, or not`() throws {
    var work = try place.work(count: 2)
    work.waits = false
    let unit = work.description.fileName(seed: 7)
    try place.claim(unit, age: 0)
    #expect(try place.run(work) == ExpertWork.Outcome(trained: 1, unfinished: 1))
    work.waits = true
    var isWaiting = false
    let outcome = try work.run { report in
      guard report.phase == "waiting for others", !isWaiting else { return }
      isWaiting = true
      // The other one finishes.
      try? ExpertPlace.finish(unit, of: work, in: place)
    } isCancelled: {
      false
    }
    #expect(isWaiting)
    #expect(outcome == ExpertWork.Outcome(found: 1, byOthers: 1))
  }

  @Test func `that was taken over meanwhile is given up`() throws {
    var work = try place.work(count: 1)
    work.waits = false
    work.renewal = 0
    let unit = work.description.fileName(seed: 7)
    let outcome = try work.run { report in
      if report.step == 3 { try? place.claim(unit, generation: 2, age: 0) }
    } isCancelled: {
      false
    }
    #expect(outcome == ExpertWork.Outcome(unfinished: 1, lost: 1))
    #expect(place.names == [".\(unit).haba.tmp-claim-2"])
  }

  @Test func `ends where another command puts experts of its own into the folder meanwhile`() throws {
    let work = try place.work(count: 3)
    var other = work
    other.training.width = 5
    #expect(throws: ExpertError.self) {
      try work.run { report in
        if report.step == 1 { try? ExpertPlace.finish(other.description.fileName(seed: 7), of: other, in: place) }
      } isCancelled: {
        false
      }
    }
    // Its first was under way; no more were begun.
    #expect(place.names.count { !$0.hasPrefix(".") } == 2)
  }

  @Test func `that another has done first is dropped`() throws {
    let work = try place.work(count: 1)
    let unit = work.description.fileName(seed: 7)
    let outcome = try work.run { report in
      if report.step == 3 { try? place.write([1, 2, 3], to: unit) }
    } isCancelled: {
      false
    }
    #expect(outcome == ExpertWork.Outcome(byOthers: 1))
    #expect(place.names == [unit])
    #expect(place.read(unit) == [1, 2, 3])
  }

  @Test func `that is cancelled leaves no claim, and files of others alone`() throws {
    let work = try place.work(count: 2)
    try place.write([5], to: "notes.txt")
    try place.write([6], to: "expert.txt")
    var steps = 0
    #expect(throws: Interrupted.self) {
      try work.run(progress: { _ in steps += 1 }, isCancelled: { steps == 4 })
    }
    #expect(place.names == ["expert.txt", "notes.txt"])
    #expect(try place.run(work).trained == 2)
    #expect(place.names.count == 4 && place.read("notes.txt") == [5] && place.read("expert.txt") == [6])
  }
}

extension ExpertPlace {
  /// Does what another process does at its end: the file is there, the claim is gone.
  static func finish(_ unit: String, of work: ExpertWork, in place: ExpertPlace) throws {
    let other = try ExpertPlace()
    var alone = work
    alone.folder = other.path
    alone.count = 1
    try other.run(alone)
    try place.take(unit, from: other)
    try FileManager.default.removeItem(atPath: place.path + "/.\(unit).haba.tmp-claim-1")
  }
}

/// What several threads have done.
private final class Outcomes: @unchecked Sendable {
  private let lock = NSLock()
  private(set) var all: [ExpertWork.Outcome] = []

  func add(_ work: () throws -> ExpertWork.Outcome) {
    guard let outcome = try? work() else { return }
    lock.withLock { all.append(outcome) }
  }
}
