internal import ArgumentParser
internal import HabaFormat

/// `inspect`: what is inside, and what it saves.
struct InspectCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "inspect",
    abstract: "Say what an archive holds and what it saves, without expanding it.",
    discussion: """
      Examples:
        habazip inspect photos.haba
        habazip inspect photos.haba --json
      """)

  @Argument(help: ArgumentHelp("The archive, - for stdin.", valueName: "archive"))
  var input: String

  @OptionGroup var archives: ArchiveOptions
  @OptionGroup var common: CommonOptions

  func run() throws {
    try OutputPath.check([], reading: [.file(input)])
    let found: Inspection
    do {
      found = try Inspection(readingFileAt: input, limits: archives.limits)
    } catch let error as ArchiveError {
      throw Failure(error, in: input)
    }
    try Console.shared.result(common.json ? Self.json(found).text : text(found))
  }

  private func text(_ found: Inspection) -> String {
    let table = Self.rows(found, name: Display.input(input), verbose: common.verbose)
    let width = table.map(\.0.count).max() ?? 0
    return table.map { label, value in
      Display.escaped(label + String(repeating: " ", count: width - label.count + 2) + value)
    }.joined(separator: "\n")
  }
}

extension InspectCommand {
  /// The table for people: names and values.
  static func rows(_ found: Inspection, name: String, verbose: Bool) -> [(String, String)] {
    let shape = found.shape
    let kind = shape.channels == 1 ? "grey" : shape.channels == 3 ? "RGB" : "\(shape.channels) channels"
    var rows = [
      ("archive", "\(name), \(Display.count(found.fileBytes, "byte")), format \(found.format)"),
      (
        "images",
        "\(Decimals.grouped(found.images)) of \(shape.width)x\(shape.height) \(kind), "
          + Display.count(found.classes.count, "class", "classes")
      ),
      ("bases", part(found.bases)),
      ("base", base(found)),
      ("hallucinators", found.hallucinators.count == 0 ? "none" : part(found.hallucinators)),
      ("labels", "\(found.labelKind), \(Display.count(found.labelStoredBytes, "byte"))"),
      ("container", Display.count(found.containerStoredBytes, "byte")),
      (
        "parameters",
        "\(Decimals.grouped(found.parameters)), \(Decimals.fixed(found.bitsPerParameter, 2)) bits each in the file, "
          + "as many as \(Decimals.fixed(found.imagesPerClassEquivalent, 2)) images a class"
      ),
      (
        "saved",
        "\(Decimals.percent(found.parameterSavings)) of the expanded images' "
          + "\(Decimals.grouped(found.expandedParameters)) values"
      ),
      (
        "source",
        "\(Display.count(found.source.images, "image")), "
          + "\(Display.count(found.source.pixelBytes, "byte")) of pixels: \(Decimals.fixed(found.compressionRatio, 1)) "
          + "times the archive"
      ),
      ("made by", provenance(found.provenance)),
    ]
    if let rate = found.studentLearningRate { rows.append(("learning rate", "\(rate), learned")) }
    rows += found.metadata.sorted { $0.key < $1.key }.map { ("said: " + $0.key, $0.value) }
    if !found.optionalFeatures.isEmpty {
      rows.append(("features", found.optionalFeatures.joined(separator: ", ")))
    }
    rows += [
      ("pixels", "SHA-256 \(found.pixelDigest)")
    ]
    if verbose {
      rows += found.classes.enumerated().map { label, summary in
        (
          "class \(label)",
          "\(summary.name): \(Display.count(summary.bases, "base")), \(Display.count(summary.images, "image"))"
        )
      }
      rows += found.codings.map { ("section", $0) }
    } else {
      rows.append(("classes", classes(found.classes)))
    }
    return rows
  }

  private static func base(_ found: Inspection) -> String {
    let shape = found.baseShape
    let cut = found.formation > 1 ? ", cut into \(found.formation) x \(found.formation) parts" : ""
    return "\(shape.width)x\(shape.height), \(Display.count(shape.channels, "channel")), kept as "
      + (found.baseKind == "pixel" ? "pixels" : "coefficients") + cut
  }

  private static func part(_ part: Inspection.Part) -> String {
    "\(Decimals.grouped(part.count)) of \(Decimals.fixed(part.bits, part.bits == part.bits.rounded() ? 0 : 2)) bits, "
      + "\(Display.count(part.parameters, "parameter")), \(Display.count(part.storedBytes, "byte"))"
  }

  private static func provenance(_ provenance: Provenance) -> String {
    var facts = [
      provenance.encoder, "objective \(provenance.objective)", Display.count(provenance.steps, "step"),
      "seed \(provenance.seed)",
    ]
    facts += provenance.options.sorted { $0.key < $1.key }.map { "\($0.key) \($0.value)" }
    return facts.joined(separator: ", ")
  }

  private static func classes(_ classes: [Inspection.ClassSummary]) -> String {
    let shown = classes.prefix(12).map { "\($0.name) (\($0.images))" }.joined(separator: ", ")
    return classes.count > 12 ? "\(shown) and \(classes.count - 12) more (-v lists all)" : shown
  }

  /// The same for programs; scripts rely on its shape.
  static func json(_ found: Inspection) -> JSONValue {
    [
      "format": .string(found.format),
      "file_bytes": .int(found.fileBytes),
      "image": [
        "channels": .int(found.shape.channels), "height": .int(found.shape.height),
        "width": .int(found.shape.width),
      ],
      "classes": .array(
        found.classes.map { ["name": .string($0.name), "bases": .int($0.bases), "images": .int($0.images)] }),
      "images": .int(found.images),
      "base": [
        "kind": .string(found.baseKind), "channels": .int(found.baseShape.channels),
        "height": .int(found.baseShape.height), "width": .int(found.baseShape.width),
      ],
      "bases": [
        "count": .int(found.bases.count), "parameters": .int(found.bases.parameters),
        "bits": bits(found.bases.bits), "formation": .int(found.formation),
        "stored_bytes": .int(found.bases.storedBytes),
      ],
      "hallucinators": [
        "count": .int(found.hallucinators.count), "parameters": .int(found.hallucinators.parameters),
        "bits": bits(found.hallucinators.bits), "stored_bytes": .int(found.hallucinators.storedBytes),
      ],
      "labels": [
        "kind": .string(found.labelKind), "parameters": .int(found.labelParameters),
        "stored_bytes": .int(found.labelStoredBytes),
      ],
      "container": ["stored_bytes": .int(found.containerStoredBytes)],
      "student_learning_rate": found.studentLearningRate.map { Decimals.shortest($0) } ?? .null,
      "metadata": .object(found.metadata.sorted { $0.key < $1.key }.map { ($0.key, .string($0.value)) }),
      "optional_features": .array(found.optionalFeatures.map { .string($0) }),
      "sections": .array(found.codings.map { .string($0) }),
      "accounting": accounting(found),
      "pixels_sha256": .string(found.pixelDigest.description),
      "provenance": provenanceJSON(found.provenance),
    ]
  }

  private static func accounting(_ found: Inspection) -> JSONValue {
    [
      "parameters": .int(found.parameters),
      "float32_bytes": .int(found.float32Bytes),
      "bits_per_parameter": .double(found.bitsPerParameter),
      "bits_per_class": .double(found.bitsPerClass),
      "images_per_class_equivalent": .double(found.imagesPerClassEquivalent),
      "expanded_parameters": .int(found.expandedParameters),
      "parameter_savings": .double(found.parameterSavings),
      "source": ["images": .int(found.source.images), "pixel_bytes": .int(found.source.pixelBytes)],
      "compression_ratio": .double(found.compressionRatio),
    ]
  }

  /// A whole number of bits as such, a mean of several as a fraction.
  private static func bits(_ value: Double) -> JSONValue {
    Int(exactly: value).map { .int($0) } ?? .double(value)
  }

  private static func provenanceJSON(_ provenance: Provenance) -> JSONValue {
    var members: [(key: String, value: JSONValue)] = [
      ("encoder", .string(provenance.encoder)), ("seed", .unsigned(provenance.seed)),
      ("objective", .string(provenance.objective)), ("steps", .int(provenance.steps)),
    ]
    members += provenance.options.sorted { $0.key < $1.key }.map { ($0.key, .string($0.value)) }
    return .object(members)
  }
}
