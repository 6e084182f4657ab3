internal import HabaData
internal import HabaFormat

extension Provenance {
  /// What an archive says of how it was learned.
  ///
  /// What is held out, and how images were fitted, must be there. Of the rest as much as there is room for: effort, start,
  /// preset, then the last loss and what constraints and other parts said, under their names, then numbers that were set.
  static func of(
    _ trainer: Trainer, start: String, options: CompressOptions, fit: Fit?, holdOut: HoldOut?
  ) -> Provenance {
    var found = Provenance(
      encoder: Compressor.encoderName, seed: options.seed, objective: options.objective.name, steps: trainer.step,
      options: Archive.provenanceOptions(fit: fit, holdOut: holdOut))
    found.addIfThereIsRoom("effort", String(options.effort))
    found.addIfThereIsRoom("start", start)
    if options.preset != "default" { found.addIfThereIsRoom("preset", options.preset) }
    for constraint in options.constraints {
      let isAsked = trainer.constraintNames.contains(constraint.name)
      let last = trainer.losses?.constraints.first { $0.name == constraint.name }?.value
      found.addIfThereIsRoom(constraint.name, last.map(Losses.short) ?? (isAsked ? "not yet" : "off"))
    }
    if let last = trainer.losses?.objective { found.addIfThereIsRoom("loss", Losses.short(last)) }
    for (name, value) in trainer.losses?.told ?? [] {
      found.addIfThereIsRoom(name.replacing(".", with: "-"), Losses.short(value))
    }
    for (name, value) in options.settings.sorted(by: { $0.key < $1.key }) {
      found.addIfThereIsRoom(name, Setting.text(value))
    }
    return found
  }
}

extension Losses {
  /// Four digits of a loss, the same on every machine.
  static func short(_ value: Float) -> String {
    guard value.isFinite, value != 0 else { return "\(value)" }
    var (scaled, power) = (Double(value).magnitude, 0)
    while scaled < 1000 && power < 30 { (scaled, power) = (scaled * 10, power + 1) }
    let tens = (0..<power).reduce(1.0) { product, _ in product * 10 }
    let rounded = scaled.rounded() / tens
    return (value < 0 ? "-" : "") + (rounded >= 1000 ? "\(Int64(min(rounded, 1e18)))" : "\(rounded)")
  }
}
