internal import HabaData
internal import HabaStudents

/// What `experts` says of its work, in words and as JSON.
extension ExpertsCommand {
  /// What a folder holds, in words.
  static func words(_ folder: ExpertFolder) -> String {
    let points = folder.description.isStraight ? "their ends alone" : "a snapshot after each"
    return "\(Display.count(folder.count, "expert")), \(Display.count(folder.epochs, "epoch")), \(points), "
      + Display.count(folder.bytes, "byte")
  }

  /// The same as JSON.
  static func facts(_ folder: ExpertFolder) -> [(key: String, value: JSONValue)] {
    [
      ("experts", .int(folder.count)),
      ("epochs", .int(folder.epochs)),
      ("straight", .bool(folder.description.isStraight)),
      ("bytes", .int(folder.bytes)),
      ("data", .string(folder.description.dataDigest)),
      (
        "kernels",
        .object(folder.kernels.sorted { $0.key < $1.key }.map { (key: $0.key, value: .int($0.value)) })
      ),
    ]
  }

  func lines(_ outcome: ExpertWork.Outcome, _ folder: ExpertFolder?, at path: String, seconds: Double) -> [String] {
    var lines = ["\(path): \(folder.map(Self.words) ?? "no expert yet")"]
    var parts = ["trained \(outcome.trained)", "\(outcome.found) were there"]
    if outcome.byOthers > 0 { parts.append("\(outcome.byOthers) trained by others meanwhile") }
    if outcome.unfinished > 0 { parts.append("\(outcome.unfinished) that others work on") }
    if outcome.lost > 0 { parts.append("\(outcome.lost) begun and taken over by others") }
    lines.append("experts: \(parts.joined(separator: ", ")), in \(TimeSpan.display(seconds))")
    return lines
  }

  func json(
    _ outcome: ExpertWork.Outcome, _ folder: ExpertFolder?, _ data: ExpertData, _ network: any Network.Type,
    held: HoldOut?, at path: String, seconds: Double
  ) -> JSONValue {
    let held: JSONValue =
      held.map { ["share": .string($0.share.description), "source": .string($0.source)] } ?? .null
    return .object(
      [
        ("folder", .string(path)),
        ("count", .int(options.count)),
        ("trained", .int(outcome.trained)),
        ("found", .int(outcome.found)),
        ("trained_by_others", .int(outcome.byOthers)),
        ("unfinished", .int(outcome.unfinished)),
        ("taken_over", .int(outcome.lost)),
      ] + (folder.map(Self.facts) ?? []) + [
        ("images", .int(data.count)),
        ("hold_out", held),
        ("network", .string(network.name)),
        ("width", .int(options.width)),
        ("seed", .unsigned(seed)),
        ("seconds", .double(seconds)),
      ])
  }
}
