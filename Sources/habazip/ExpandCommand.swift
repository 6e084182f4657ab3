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
      labels.csv. Class names that are whole numbers get zeros in front where text order would not be label order. \
      --format npz writes images.npz for numpy, --format raw plain bytes with an index.

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
    let target = OutputPath(path: output)
    try OutputPath.check([target], reading: [.file(input)], force: common.force)
    let place = try target.expansion(format, force: common.force)
    // An image is listed by its entry, which is also looked up once.
    let reader = try archives.open(input) { _ in 3 * MemoryLayout<ExpandedFolder.Entry>.stride }
    let archive = reader.archive
    guard format != .folder || [1, 3].contains(archive.shape.channels) else {
      throw Failure(
        .badInput,
        "\(Display.input(input)): its images have \(archive.shape.channels) channels, which PNG has not; "
          + "give --format npz")
    }
    if let kept = try write(reader, to: place) {
      Console.shared.warning(
        "\(output): what is left of the folder that was there before is kept as \(kept)")
    }
    try common.summary(
      json: [
        "output": .string(output), "format": .string(format.rawValue), "images": .int(reader.imageCount),
        "classes": .int(archive.classCount),
      ],
      lines: [
        "\(output): \(Display.count(reader.imageCount, "image")) of "
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

  /// Writes the images; gives where the folder is kept that was there, if it is.
  private func write(_ reader: ArchiveReader, to place: ExpandedFolder.Output) throws -> String? {
    let images = ImageStream(reader)
    let count = reader.imageCount
    let bar = common.progress("expand")
    defer { bar.finish() }
    let folder = ExpandedFolder(reader)
    if try outputFormat() == .folder, !folder.isOrderKept {
      Console.shared.warning(
        "\(output): loaders that sort the folders' names number the classes otherwise than labels.csv does: take the "
          + "labels from labels.csv")
    }
    return try Interrupts.whilePolling {
      try Interrupts.endFinishing {
        try folder.write(to: place, recipe: ExpandedRecipe(reader.archive)) { index in
          try Interrupts.check()
          bar.report(fraction: Double(index) / Double(count))
          // The folder asks once for each image that the reader has declared.
          let pixels = try ArchiveOptions.next(of: images, in: input) ?? []
          if index == count - 1 { try Interrupts.beginFinishing() }
          return pixels
        }
      }
    }
  }
}
