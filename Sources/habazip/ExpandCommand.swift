internal import ArgumentParser
internal import HabaData
internal import HabaFormat

/// `expand`: an archive becomes labelled images.
struct ExpandCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "expand",
    abstract: "Expand an archive into labelled images.",
    discussion: """
      The folder holds a folder of PNG images for each class, as torchvision's ImageFolder and Keras read them, and \
      labels.csv. --format npz writes images.npz for numpy, --format raw plain bytes with an index.

      Examples:
        habazip expand photos.haba -o images
        habazip expand photos.haba -o photos.npz --format npz
      """)

  @Argument(help: ArgumentHelp("The archive, - for stdin.", valueName: "archive"))
  var input: String

  @Option(name: .shortAndLong, help: ArgumentHelp("The folder to write.", valueName: "folder"))
  var output: String

  @Option(help: ArgumentHelp("folder, npz or raw.", valueName: "format"))
  var format = "folder"

  @OptionGroup var archives: ArchiveOptions
  @OptionGroup var common: CommonOptions

  func validate() throws {
    _ = try outputFormat()
    if output == "-" { throw ValidationError("expand writes several files: give -o a folder") }
  }

  func run() throws {
    let format = try outputFormat()
    try OutputPath(path: output).checkExpansion(format, force: common.force)
    // An image is listed by its entry, which is also looked up once.
    let archive = try archives.read(input) { _ in 3 * MemoryLayout<ExpandedFolder.Entry>.stride }
    guard format != .folder || [1, 3].contains(archive.shape.channels) else {
      throw Failure(
        .badInput,
        "\(Display.input(input)): its images have \(archive.shape.channels) channels, which PNG has not; "
          + "give --format npz")
    }
    try write(archive, as: format)
    try common.summary(
      json: [
        "output": .string(output), "format": .string(format.rawValue), "images": .int(archive.imageCount),
        "classes": .int(archive.classCount),
      ],
      lines: [
        "\(output): \(Display.count(archive.imageCount, "image")) of "
          + Display.count(archive.classCount, "class", "classes")
      ])
  }

  private func outputFormat() throws -> ExpandedFolder.Format {
    guard let known = ExpandedFolder.Format(rawValue: format) else {
      let names = ExpandedFolder.Format.allCases.map(\.rawValue).joined(separator: ", ")
      throw ValidationError("--format takes one of \(names), not '\(format)'")
    }
    return known
  }

  private func write(_ archive: Archive, as format: ExpandedFolder.Format) throws {
    let perBase = max(1, archive.hallucinators.count)
    let folder = ExpandedFolder(
      shape: archive.shape, classNames: (0..<archive.classCount).map(archive.className),
      entries: Self.entries(of: archive))
    let decoder = ImageDecoder(archive)
    let bar = common.progress("expand")
    defer { bar.finish() }
    try Interrupts.whilePolling {
      try folder.write(
        to: output, format: format, replacing: common.force,
        recipe: Array((Self.recipe(archive).text + "\n").utf8)
      ) { index in
        try Interrupts.check()
        bar.report(fraction: Double(index) / Double(archive.imageCount))
        return decoder.image(base: index / perBase, hallucinator: index % perBase)
      }
    }
  }

  /// The images in the archive's order, their bases counted within the class.
  private static func entries(of archive: Archive) -> [ExpandedFolder.Entry] {
    var counts: [Int: Int] = [:]
    return archive.bases.flatMap { base in
      let number = counts[base.label, default: 0]
      counts[base.label] = number + 1
      return (0..<max(1, archive.hallucinators.count)).map { hallucinator in
        ExpandedFolder.Entry(label: base.label, base: number, hallucinator: hallucinator)
      }
    }
  }

  /// What the archive says on how to train: this version of the format knows no learning rate and no soft labels.
  private static func recipe(_ archive: Archive) -> JSONValue {
    [
      "labels": "hard",
      "learning_rate": .null,
      "objective": .string(archive.provenance.objective),
      "source": ["images": .int(archive.source.images), "pixel_bytes": .int(archive.source.pixelBytes)],
    ]
  }
}
