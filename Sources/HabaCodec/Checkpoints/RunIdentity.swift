internal import HabaData
internal import HabaFormat
internal import HabaStudents

/// What the bytes that a run ends with hang on, in words: two runs that agree in it, and do as many steps, end alike.
///
/// Threads and time limits are not in it. What it says of a value need only be the same for equal ones, and legible.
struct RunIdentity: Equatable {
  /// By name, in order.
  private(set) var options: [(name: String, value: String)] = []
  private(set) var data: [(name: String, value: String)] = []

  init(options: [(name: String, value: String)], data: [(name: String, value: String)]) {
    (self.options, self.data) = (options, data)
  }

  /// That of a run of a compressor.
  ///
  /// - Parameters:
  ///   - steps: the most that it does, `Int.max` where time alone ends it.
  ///   - digest: that of the data set.
  ///   - experts: that of the folder of experts, if there is one.
  init(_ compressor: Compressor, steps: Int, digest: String = "", experts: String? = nil) {
    let (options, plan, dataSet) = (compressor.options, compressor.plan, compressor.dataSet)
    func list(_ entries: [String]) -> String { entries.isEmpty ? "none" : entries.joined(separator: " ") }
    self.options = [
      ("version", Compressor.encoderName),
      ("seed", "\(options.seed)"),
      ("objective", options.objective.name),
      ("preset", options.preset),
      ("set", list(options.settings.sorted { $0.key < $1.key }.map { "\($0.key)=\(Setting.text($0.value))" })),
      ("contrast", list(options.constraints.map { $0.name })),
      (
        "experts",
        options.trajectories.map { "\($0.count) of \($0.epochs) epochs" }
          ?? (options.expertFolder == nil ? "none given" : "a folder")
      ),
      ("network", (options.network ?? ConvNet.forImages(of: dataSet.shape)).name),
      ("base-coding", options.baseCoding.name),
      ("hallucinator-kind", options.hallucinatorKind.name),
      ("hallucinators", options.hallucinators == .automatic ? "auto" : "\(plan.hallucinators)"),
      ("bases-per-class", "\(plan.basesPerClass)"),
      ("bits", "\(plan.bits)"),
      ("formation", "\(options.formation)"),
      ("base-channels", "\(options.baseChannels ?? dataSet.shape.channels)"),
      ("budget", options.budget.map { "\($0)" } ?? "none"),
      ("effort", "\(options.effort)"),
      ("steps", steps == .max ? "as time allows" : "\(steps)"),
      ("hold-out", compressor.holdOut?.record.share.description ?? "none"),
      ("fit", dataSet.origin.fitting?.fit.rawValue ?? "none"),
      ("metadata", Self.digest(options.metadata)),
    ]
    data = [
      ("images", "\(dataSet.count)"),
      ("shape", "\(dataSet.shape.channels)x\(dataSet.shape.height)x\(dataSet.shape.width)"),
      ("classes", "\(dataSet.classCount)"),
      ("digest", digest),
      ("experts", experts ?? "none"),
    ]
  }

  /// Refuses to go on from a checkpoint where options differ.
  func checkOptions(of checkpoint: Checkpoint) throws(CheckpointError) {
    guard let (what, there, here) = Self.difference(checkpoint.identity.options, options) else { return }
    throw .otherOptions(what: what, there: there, here: here)
  }

  /// The same where data differ.
  func checkData(of checkpoint: Checkpoint) throws(CheckpointError) {
    guard let (what, there, here) = Self.difference(checkpoint.identity.data, data) else { return }
    throw .otherData(what: what, there: there, here: here)
  }

  private static func difference(
    _ there: [(name: String, value: String)], _ here: [(name: String, value: String)]
  ) -> (what: String, there: String, here: String)? {
    for (name, value) in here {
      let found = there.first { $0.name == name }?.value ?? "not told"
      if found != value { return (name, found, value) }
    }
    // An option that is not known here.
    return there.first { entry in !here.contains { $0.name == entry.name } }.map { ($0.name, $0.value, "not known") }
  }

  /// Texts of any length in a few digits.
  private static func digest(_ texts: [String: String]) -> String {
    if texts.isEmpty { return "none" }
    var hash = SHA256()
    for (name, text) in texts.sorted(by: { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }) {
      for part in [name, text] { hash.update(Array("\(part.utf8.count):\(part)".utf8)) }
    }
    return String(hash.finalized().description.prefix(24))
  }

  static func == (first: RunIdentity, second: RunIdentity) -> Bool {
    difference(first.options, second.options) == nil && difference(first.data, second.data) == nil
  }
}

extension DataSet {
  /// Bytes of pixels beyond which a digest looks at some images only: more would hold a run up for longer than a second.
  private static let mostDigested = 1 << 28

  /// The first 24 digits of a digest of the classes' names, all images' classes, and pixels, in their order, on which
  /// random draws hang; of images of more than `most` bytes together, evenly spaced ones.
  ///
  /// - Parameter progress: told now and then.
  func digestInOrder(most: Int = mostDigested, _ progress: () throws -> Void) throws -> String {
    var hash = SHA256()
    for name in classNames ?? [] { hash.update(Array("\(name.utf8.count):\(name)".utf8)) }
    for label in labels { hash.update((0..<4).map { UInt8(truncatingIfNeeded: label >> (8 * $0)) }) }
    let limit = max(1, most / max(1, shape.count))
    let used = count <= limit ? Array(0..<count) : (0..<limit).map { $0 * count / limit }
    for start in stride(from: 0, to: used.count, by: 256) {
      try progress()
      hash.update(try pixels(of: Array(used[start..<min(used.count, start + 256)])))
    }
    return String(hash.finalized().description.prefix(24))
  }
}
