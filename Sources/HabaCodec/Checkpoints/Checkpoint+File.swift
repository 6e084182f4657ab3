public import HabaTensor

extension Checkpoint {
  /// The way in which files keep checkpoints; changes with what must be known to read them.
  private static let version = "1"
  private static let versionKey = "habazip-checkpoint"

  // MARK: Writing

  /// The checkpoint as a file: tensors, and all else as metadata.
  public func file() throws(StateFileError) -> StateFile {
    var words = [Self.versionKey: Self.version, "engine": engine]
    for (name, value) in identity.options { words["option.\(name)"] = value }
    for (name, value) in identity.data { words["data.\(name)"] = value }
    words["order"] = (identity.options.map { "option.\($0.name)" } + identity.data.map { "data.\($0.name)" })
      .joined(separator: " ")
    words["clock.steps"] = "\(clock.steps)"
    words["clock.last-step"] = "\(clock.lastStep)"
    words["clock.step-time"] = "\(clock.stepTime)"
    words["clock.seconds"] = "\(clock.seconds)"
    words["accuracies"] = accuracies.map { "\($0.start)=\($0.accuracy)" }.joined(separator: " ")
    var tensors = NamedTensors()
    func add(_ trained: Trained, as name: String) {
      words["\(name).start"] = trained.start
      words["\(name).step"] = "\(trained.step)"
      if let losses = trained.losses {
        words["\(name).loss"] = "\(losses.objective)"
        for (part, value) in losses.constraints { words["\(name).loss.\(part)"] = "\(value)" }
      }
      tensors.append(trained.state, under: name)
    }
    switch stage {
    case .trying(let trials, let untried):
      words["stage"] = "trying"
      words["trials"] = "\(trials.count)"
      for (index, trained) in trials.enumerated() { add(trained, as: "trial\(index)") }
      if let untried { add(untried, as: "untried") }
    case .training(let trained):
      words["stage"] = "training"
      add(trained, as: "trained")
    }
    return try StateFile(tensors: tensors, metadata: words)
  }

  // MARK: Reading

  /// As many bytes of a file's start as tell a checkpoint, be it of another version, or damaged further on.
  public static let startBytes = 1 << 20

  /// Whether a file that starts so is a checkpoint: the key that says so stands in the header of all versions.
  public static func mayBegin(with bytes: [UInt8]) -> Bool {
    let key = Array("\"\(versionKey)\":".utf8)
    guard bytes.dropFirst(8).starts(with: Array("{\"__metadata__\":{\"crc32c\":".utf8)) else { return false }
    return bytes.prefix(startBytes).indices.contains { bytes[$0] == key[0] && bytes[$0...].starts(with: key) }
  }

  /// Takes a checkpoint from a file.
  ///
  /// - Throws: `CheckpointError` for a file of something else, or for what no checkpoint says; `StateFileError` where
  ///   its tensors can't be read. Whether its tensors are those of a run shows when that run goes on.
  public init(reading reader: StateFileReader) throws {
    let words = Words(reader.header.metadata)
    let version = try words.text(Self.versionKey, else: .notACheckpoint)
    guard version == Self.version else { throw CheckpointError.unknownVersion(version) }
    engine = try words.text("engine")
    let names = try words.text("order").split(separator: " ").map(String.init)
    func entries(_ prefix: String) throws(CheckpointError) -> [(name: String, value: String)] {
      var found: [(name: String, value: String)] = []
      for name in names where name.hasPrefix(prefix) {
        found.append((String(name.dropFirst(prefix.count)), try words.text(name)))
      }
      return found
    }
    identity = RunIdentity(options: try entries("option."), data: try entries("data."))
    let steps = try words.count("clock.steps")
    clock = RunClock.State(
      steps: steps, stepTime: try words.seconds("clock.step-time"),
      lastStep: try words.count("clock.last-step", in: 0...Int.max),
      seconds: try words.seconds("clock.seconds"))
    accuracies = try words.accuracies("accuracies")
    let tensors = try reader.tensors()
    var taken = 0
    func trained(_ name: String, step: ClosedRange<Int>) throws(CheckpointError) -> Trained {
      let state = tensors.under(name)
      taken += state.count
      return Trained(
        start: try words.text("\(name).start"), step: try words.count("\(name).step", in: step),
        losses: try words.losses("\(name).loss"), state: state)
    }
    switch try words.text("stage") {
    case "trying":
      var trials: [Trained] = []
      for index in 0..<(try words.count("trials", in: 1...64)) {
        trials.append(try trained("trial\(index)", step: steps...steps))
      }
      let hasUntried = reader.header.metadata["untried.start"] != nil
      stage = .trying(trials, untried: hasUntried ? try trained("untried", step: 0...steps) : nil)
    case "training": stage = .training(try trained("trained", step: steps...steps))
    case let found: throw CheckpointError.damaged(what: "stage", found: found)
    }
    guard taken == tensors.count else {
      throw CheckpointError.damaged(what: "tensors", found: "\(tensors.count - taken) that belong to nothing")
    }
  }

  /// What stands in a file's metadata, each checked.
  private struct Words {
    private let all: [String: String]

    init(_ all: [String: String]) { self.all = all }

    func text(_ key: String, else error: CheckpointError? = nil) throws(CheckpointError) -> String {
      guard let found = all[key] else { throw error ?? .damaged(what: key, found: "nothing") }
      return found
    }

    private func number<Number>(
      _ key: String, _ parse: (String) -> Number?, where isPossible: (Number) -> Bool
    ) throws(CheckpointError) -> Number {
      let text = try text(key)
      guard let value = parse(text), isPossible(value) else { throw .damaged(what: key, found: text) }
      return value
    }

    func count(_ key: String, in range: ClosedRange<Int> = 0...1 << 53) throws(CheckpointError) -> Int {
      try number(key, { Int($0) }) { range.contains($0) }
    }

    func seconds(_ key: String) throws(CheckpointError) -> Double {
      try number(key, { Double($0) }) { $0.isFinite && $0 >= 0 }
    }

    func losses(_ key: String) throws(CheckpointError) -> Losses? {
      guard all[key] != nil else { return nil }
      func value(_ key: String) throws(CheckpointError) -> Float { try number(key, { Float($0) }) { $0.isFinite } }
      var parts: [(name: String, value: Float)] = []
      for name in all.keys.sorted() where name.hasPrefix("\(key).") {
        parts.append((String(name.dropFirst(key.count + 1)), try value(name)))
      }
      return Losses(objective: try value(key), constraints: parts)
    }

    func accuracies(_ key: String) throws(CheckpointError) -> [(start: String, accuracy: Double)] {
      let text = try text(key)
      var found: [(start: String, accuracy: Double)] = []
      for entry in text.split(separator: " ") {
        let parts = entry.split(separator: "=")
        guard parts.count == 2, let accuracy = Double(parts[1]), (0...1).contains(accuracy) else {
          throw .damaged(what: key, found: text)
        }
        found.append((String(parts[0]), accuracy))
      }
      return found
    }
  }
}
