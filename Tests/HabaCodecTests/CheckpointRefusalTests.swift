import HabaData
import HabaFormat
import HabaStudents
import HabaTensor
import TestKit
import Testing

@testable import HabaCodec

/// Checkpoints of other runs and damaged ones.
struct CheckpointRefusalTests {
  private static let options = CheckpointTests.options

  private static func checkpoint(after most: Int) throws -> StateFile {
    let file = try #require(try CheckpointTests.run(options, killedAfter: most).files.last)
    return try StateFile(parsing: file)
  }

  private func refusal(_ options: CompressOptions, on set: DataSet? = nil, from file: StateFile) -> CheckpointError? {
    #expect(throws: CheckpointError.self) {
      _ = try CheckpointTests.run(options, on: set ?? Samples.colored(perClass: 10), from: file.serialized())
    }
  }

  @Test func `a run with another option is told which`() throws {
    let file = try Self.checkpoint(after: 1)
    let changes: [(name: String, change: (inout CompressOptions) -> Void)] = [
      ("seed", { $0.seed = 1 }),
      ("objective", { $0.objective = WatchingObjective.self }),
      ("set", { $0.settings = ["width": 2] }),
      ("contrast", { $0.constraints = [] }),
      ("network", { $0.network = ConvNet.self }),
      ("hallucinators", { $0.hallucinators = .fixed(3) }),
      ("bases-per-class", { $0.basesPerClass = 1 }),
      ("bits", { $0.bits = 3 }),
      ("formation", { $0.formation = 2 }),
      ("base-channels", { $0.baseChannels = 1 }),
      ("budget", { $0.budget = 100_000 }),
      ("effort", { $0.effort = 4 }),
      ("steps", { $0.steps = 67 }),
      ("steps", { ($0.steps, $0.timeLimit) = (nil, 1000) }),
      ("hold-out", { $0.holdOut = HoldOut.Share("20%") }),
      ("metadata", { $0.metadata = ["licence": "CC0"] }),
    ]
    for (name, change) in changes {
      var options = Self.options
      change(&options)
      guard case .otherOptions(let what, let there, let here) = refusal(options, from: file) else {
        Issue.record("\(name) is not told")
        continue
      }
      #expect(what == name && there != here)
    }
  }

  @Test func `every option is either compared or known to change no result`() {
    let compared = [
      "budget", "basesPerClass", "hallucinators", "bits", "effort", "objective", "preset", "settings", "trajectories",
      "expertFolder", "formation", "baseChannels", "constraints", "network", "baseCoding", "hallucinatorKind", "steps",
      "seed", "holdOut", "metadata",
    ]
    let others = ["timeLimit", "threads"]
    #expect(Set(Mirror(reflecting: CompressOptions()).children.compactMap(\.label)) == Set(compared + others))
    let shown = ["basesPerClass", "hallucinators", "bits"]
    // What else a plan tells hangs on these and the budget.
    #expect(
      Set(Mirror(reflecting: Plan(basesPerClass: 1, hallucinators: 1, bits: 2, bound: 1)).children.compactMap(\.label))
        == Set(shown + ["bound"]))
  }

  @Test func `threads and time change nothing and are not compared`() throws {
    let file = try Self.checkpoint(after: 62)
    let expected = try CheckpointTests.run(Self.options).result
    var options = Self.options
    (options.threads, options.timeLimit) = (3, 10_000)
    #expect(try CheckpointTests.run(options, from: file.serialized()).result?.bytes == expected?.bytes)
  }

  @Test func `other data are refused, by pixels, labels, order and names`() throws {
    let file = try Self.checkpoint(after: 1)
    let set = Samples.colored(perClass: 10)
    var indices = Array(0..<set.count)
    indices.swapAt(0, 3)
    for other in [set.subset(Array(0..<29)), set.subset(indices), Samples.colored(perClass: 11)] {
      guard case .otherData = refusal(Self.options, on: other, from: file) else {
        Issue.record("\(other.count) images are taken")
        continue
      }
    }
  }

  @Test func `large data are told by names, labels and evenly spaced images`() throws {
    let shape = Samples.shape
    func set(_ changed: [Int], label: Int = 0, name: String = "a") -> DataSet {
      var pixels = [UInt8](repeating: 9, count: 100 * shape.count)
      for image in changed { pixels[image * shape.count + 5] = 1 }
      return DataSet(
        path: "set", shape: shape, classNames: [name, "b"], classCount: 2,
        labels: (0..<100).map { $0 == 98 ? label : $0 % 2 }, pixels: pixels)
    }
    func digest(_ set: DataSet, images: Int) throws -> String {
      try set.digestInOrder(most: images * shape.count + 1) {}
    }
    for images in [10, 99, 100, 1000] {
      let plain = try digest(set([]), images: images)
      #expect(plain.count == 24)
      for other in [set([0]), set([50]), set([], label: 1), set([], name: "c")] {
        #expect(try digest(other, images: images) != plain)
      }
      #expect(try (digest(set([99]), images: images) == plain) == (images < 100))
    }
  }

  @Test func `what no checkpoint says is refused`() throws {
    let changes: [(key: String, values: [String?])] = [
      ("habazip-checkpoint", [nil, "2", ""]), ("engine", [nil]), ("order", [nil, "option.seed option.nothing"]),
      ("clock.steps", [nil, "-1", "x", "9223372036854775807", "61"]), ("clock.last-step", [nil, "-1"]),
      ("clock.step-time", [nil, "nan", "-1", "inf"]), ("clock.seconds", [nil, "-1", ""]),
      ("accuracies", [nil, "published", "published=2", "identity=0.5", "published=0.5 identity=0.5 plain=0.5"]),
      ("stage", [nil, "other", "training"]), ("trials", [nil, "0", "1", "3", "65"]),
      ("trial0.start", [nil, "identity", "plain"]), ("trial1.step", [nil, "59", "61", "-1"]),
      ("trial0.loss", ["x", "nan"]), ("trial0.loss.growing", ["", "inf"]), ("untried.step", ["61", "x"]),
    ]
    let file = try Self.checkpoint(after: 60)
    #expect(file.metadata["untried.step"] == "59")
    for (key, values) in changes {
      for value in values {
        var metadata = file.metadata
        metadata[key] = value
        let found = refusal(Self.options, from: try StateFile(tensors: file.tensors, metadata: metadata))
        #expect(found.map { !$0.description.contains("\n") } == true, "\(key): \(value ?? "nothing")")
      }
    }
  }

  @Test func `a state that is not the run's is refused, tensor by tensor`() throws {
    for most in [1, 60, 66] {
      let file = try Self.checkpoint(after: most)
      for name in file.tensors.names {
        let others = file.tensors.entries.filter { $0.name != name }
        let tensor = file.tensors[name]
        for changed in [
          nil, Tensor([Float](repeating: 0, count: tensor.count + 1), shape: [tensor.count + 1]),
        ] {
          let tensors = NamedTensors(others + (changed.map { [(name, $0)] } ?? []))
          let damaged = try StateFile(tensors: tensors, metadata: file.metadata)
          #expect(throws: StateError.self, "\(name)") {
            _ = try CheckpointTests.run(Self.options, from: damaged.serialized())
          }
        }
      }
      let more = NamedTensors(file.tensors.entries + [("more", Tensor([1], shape: []))])
      _ = refusal(Self.options, from: try StateFile(tensors: more, metadata: file.metadata))
    }
  }

  @Test func `values that are no numbers are refused where something would be made of them`() throws {
    let file = try Self.checkpoint(after: 66)
    for bad in [Float.nan, .infinity] {
      let tensors = NamedTensors(
        file.tensors.entries.map { name, tensor in
          guard name == "trained.set.bases.pixels" else { return (name, tensor) }
          return (name, Tensor([bad] + tensor.values.dropFirst(), shape: tensor.shape))
        })
      guard case .damaged = refusal(Self.options, from: try StateFile(tensors: tensors, metadata: file.metadata)) else {
        Issue.record("\(bad) is taken")
        continue
      }
    }
  }

  @Test func `a file is told to be a checkpoint by its start, also where it is damaged`() throws {
    var bytes = try Self.checkpoint(after: 2).serialized()
    #expect(Checkpoint.mayBegin(with: bytes))
    bytes[bytes.count - 1] ^= 1
    #expect(Checkpoint.mayBegin(with: bytes) && Checkpoint.mayBegin(with: Array(bytes.prefix(6000))))
    let other = try StateFile(tensors: NamedTensors([("a", Tensor([1], shape: []))]), metadata: ["engine": "b"])
    for foreign in [[], Array("habazip-checkpoint".utf8), other.serialized(), [UInt8](repeating: 0x22, count: 99)] {
      #expect(!Checkpoint.mayBegin(with: foreign))
    }
  }
}
