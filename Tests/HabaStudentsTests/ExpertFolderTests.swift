import Foundation
import HabaData
import HabaFormat
import HabaTensor
import TestKit
import Testing

@testable import HabaStudents

@Suite struct `A folder of experts` {
  private let place: ExpertPlace

  init() throws { place = try ExpertPlace() }

  @Test(arguments: [false, true])
  func `has the trajectories that are had without one`(isStraight: Bool) throws {
    var work = try place.work(count: 3)
    work.isStraight = isStraight
    #expect(try place.run(work) == ExpertWork.Outcome(trained: 3))
    #expect(try place.run(work) == ExpertWork.Outcome(found: 3))
    let folder = try ExpertFolder(place.path, for: work.data, network: ConvNet.self, width: 8)
    let memory = try ExpertsInMemory(work.training, on: work.data, count: 3, seed: 7)
    #expect(folder.count == 3 && folder.epochs == 4 && memory.count == 3 && memory.epochs == 4)
    let kind = try Kernels.kind()
    #expect(folder.kernels == [kind: 3])
    for expert in 0..<3 {
      let (start, end) = (memory.values(expert, 0), memory.values(expert, 4))
      for epoch in 0...4 {
        let found = try folder.values(expert, epoch)
        guard isStraight, (1..<4).contains(epoch) else {
          #expect(found == memory.values(expert, epoch))
          continue
        }
        #expect(found.count == start.count)
        for (index, value) in found.enumerated() {
          #expect(abs(value - (start[index] + (end[index] - start[index]) * Float(epoch) / 4)) < 1e-6)
        }
      }
    }
    #expect(try ExpertFolder.check(place.path) { _, _ in }.description == work.description)
  }

  @Test func `with ends alone takes fewer bytes`() throws {
    try place.run(place.work(count: 1))
    let whole = try ExpertFolder(place.path).bytes
    let other = try ExpertPlace()
    var work = try other.work(count: 1)
    work.isStraight = true
    try other.run(work)
    #expect(Double(try ExpertFolder(other.path).bytes) < 0.5 * Double(whole))
  }

  @Test func `is refused for other images or another network`() throws {
    try place.run(place.work(count: 1))
    func refusal(_ set: DataSet, width: Int = 8, normalization: Normalization? = nil) -> String? {
      do {
        _ = try ExpertFolder(
          place.path, for: ExpertData(set, normalization: normalization), network: ConvNet.self, width: width)
        return nil
      } catch ExpertError.other(_, let what, _, _) {
        return what
      } catch {
        return "\(error)"
      }
    }
    let set = ExpertPlace.images
    #expect(refusal(set) == nil)
    #expect(refusal(set.subset(Array(0..<11))) == "data")
    #expect(refusal(set, width: 9) == "width")
    #expect(refusal(set, normalization: Normalization(mean: [1, 2, 3], deviation: [1, 1, 1])) == "mean")
  }

  @Test func `is refused where experts don't belong together, and nothing is trained into it`() throws {
    let work = try place.work(count: 2)
    try place.run(work)
    var other = work
    other.training.epochs = 2
    #expect(throws: ExpertError.self) { try place.run(other) }
    #expect(place.names.count == 2)
    let elsewhere = try ExpertPlace()
    other.folder = elsewhere.path
    try elsewhere.run(other)
    for name in elsewhere.names { try place.take(name, from: elsewhere) }
    #expect(throws: ExpertError.self) { try ExpertFolder(place.path) }
  }

  @Test func `is read one snapshot at a time: damage elsewhere is not seen, and told of by a check`() throws {
    let work = try place.work(count: 2)
    try place.run(work)
    let name = try #require(place.names.last)
    let reader = try StateFileReader(path: place.path + "/" + name)
    let entry = try #require(reader.header.entry(named: "epoch2.linear.bias"))
    try place.change(name) { $0[entry.range.lowerBound] ^= 1 }
    let folder = try ExpertFolder(place.path)
    for epoch in [0, 1, 3, 4] { #expect(try folder.parameters(ofExpert: 1, afterEpoch: epoch).count == 11) }
    let error = #expect(throws: ExpertError.self) { try folder.parameters(ofExpert: 1, afterEpoch: 2) }
    #expect(error?.kind == .badInput)
    #expect(throws: ExpertError.self) { try ExpertFolder.check(place.path) { _, _ in } }
    try place.change(name) { $0 = $0.dropLast(8) }
    #expect(throws: ExpertError.self) { try ExpertFolder(place.path) }
  }

  @Test func `with a file under another's name, or none, is refused`() throws {
    #expect(throws: ExpertError.none(folder: place.path)) {
      try FileManager.default.createDirectory(atPath: place.path, withIntermediateDirectories: true)
      return try ExpertFolder(place.path)
    }
    let missing = place.path + "/none"
    #expect(throws: ExpertError.unreadable(folder: missing)) { try ExpertFolder(missing) }
    try place.run(place.work(count: 1))
    let name = try #require(place.names.first)
    try FileManager.default.moveItem(
      atPath: place.path + "/" + name, toPath: place.path + "/" + name.replacing("-7.", with: "-8."))
    #expect(throws: ExpertError.self) { try ExpertFolder(place.path) }
  }

  @Test func `tells of experts that were trained by several kinds of processor`() throws {
    let work = try place.work(count: 1)
    try place.run(work)
    let trajectory = try work.training.trajectory(on: work.data, seed: 8)
    let file = try ExpertFile.content(trajectory, work.description, seed: 8, encoder: "test", kernels: "abacus")
    try place.write(file.serialized(), to: work.description.fileName(seed: 8))
    #expect(try ExpertFolder(place.path).kernels == [Kernels.kind(): 1, "abacus": 1])
  }
}

extension Trajectories {
  /// All numbers of one snapshot.
  func values(_ expert: Int, _ epoch: Int) throws -> [Float] {
    try parameters(ofExpert: expert, afterEpoch: epoch).tensors.flatMap(\.values)
  }
}

extension ExpertsInMemory {
  func values(_ expert: Int, _ epoch: Int) -> [Float] {
    parameters(ofExpert: expert, afterEpoch: epoch).tensors.flatMap(\.values)
  }
}
