import Foundation
import HabaData
import HabaStudents
import TestKit

/// A folder for experts that lives as long as a test, and small work in it.
final class ExpertPlace: Sendable {
  private let root: String
  var path: String { root + "/experts" }

  static let images = Samples.colored(perClass: 4)

  init() throws {
    root = FileManager.default.temporaryDirectory.appendingPathComponent("experts-\(UUID().uuidString)").path
    try FileManager.default.createDirectory(atPath: root, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(atPath: root) }

  /// Experts of four epochs, of seeds from 7 on.
  func work(count: Int) throws -> ExpertWork {
    var training = ExpertTraining()
    training.width = 8
    training.epochs = 4
    training.batch = 8
    return ExpertWork(
      folder: path, training: training, data: try ExpertData(Self.images), count: count, seed: 7, encoder: "test")
  }

  @discardableResult
  func run(_ work: ExpertWork) throws -> ExpertWork.Outcome { try work.run(progress: { _ in }, isCancelled: { false }) }

  /// Everything in the folder, hidden or not.
  var names: [String] { ((try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []).sorted() }

  func read(_ name: String) -> [UInt8] { [UInt8](FileManager.default.contents(atPath: path + "/" + name) ?? Data()) }

  func write(_ bytes: [UInt8], to name: String) throws {
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    try Data(bytes).write(to: URL(fileURLWithPath: path + "/" + name))
  }

  func change(_ name: String, _ change: (inout [UInt8]) -> Void) throws {
    var bytes = read(name)
    change(&bytes)
    try write(bytes, to: name)
  }

  func take(_ name: String, from other: ExpertPlace) throws { try write(other.read(name), to: name) }

  /// Writes a claim as a process made it that has not renewed it for some seconds.
  func claim(_ unit: String, generation: Int = 1, age: Double) throws {
    let name = ".\(unit).haba.tmp-claim-\(generation)"
    try write([1], to: name)
    try FileManager.default.setAttributes(
      [.modificationDate: Date(timeIntervalSinceNow: -age)], ofItemAtPath: path + "/" + name)
  }
}
