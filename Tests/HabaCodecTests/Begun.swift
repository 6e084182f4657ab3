import HabaData
import HabaFormat
import HabaStudents
import HabaTensor
import TestKit

@testable import HabaCodec

/// A data set that tells whenever it is read.
struct WatchedSet: ImageSet {
  let inner: DataSet
  let onRead: @Sendable ([Int]) -> Void

  var shape: ImageShape { inner.shape }
  var classNames: [String]? { inner.classNames }
  var classCount: Int { inner.classCount }
  var labels: [Int] { inner.labels }
  var learningRate: Float? { nil }
  func softLabels(of indices: [Int]) -> [Float]? { nil }
  func pixels(of indices: [Int]) throws -> [UInt8] {
    onRead(indices)
    return try inner.pixels(of: indices)
  }
}

/// A small training that has just begun.
struct Begun {
  var set = Samples.colored(perClass: 6)
  var basesPerClass = 2
  var hallucinators = 2
  var bits = 4
  var realImages = 4
  var seed: UInt64 = 5
  var formation = 1
  var baseChannels: Int?
  var objective: any Objective.Type = RememberingObjective.self
  var constraints: [any Constraint.Type] = []
  var numbers: [String: Double] = [:]
  var network: any Network.Type = LinearNetwork.self
  var trajectories: (any Trajectories)?
  var indices: [[Int]]?
  var onRead: @Sendable ([Int]) -> Void = { _ in }

  var images: RealImages {
    get throws {
      RealImages(
        WatchedSet(inner: set, onRead: onRead), indices: indices ?? set.imagesByClass,
        normalization: try Normalization(of: set))
    }
  }

  func trial(_ start: HallucinatorStart = .identity) throws -> Trial {
    var options = CompressOptions()
    (options.objective, options.constraints) = (objective, constraints)
    let settings = try Settings(for: objective, beside: constraints, numbers: numbers)
    let network = network.init(shape: set.shape, classes: set.classCount, width: settings.count("width") ?? 16)
    (options.formation, options.baseChannels) = (formation, baseChannels)
    return try Trial(
      Trial.Way(
        plan: Plan(basesPerClass: basesPerClass, hallucinators: hallucinators, bits: bits, bound: 0),
        start: hallucinators == 0 ? nil : start), images: images,
      setting: TrainingContext(
        shape: set.shape, classCount: set.classCount, network: network, seed: seed, settings: settings,
        trajectories: trajectories),
      normalization: try Normalization(of: set), options: options, realImages: realImages)
  }
}
