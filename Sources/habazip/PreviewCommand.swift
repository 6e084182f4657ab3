internal import ArgumentParser
internal import HabaData
internal import HabaFiles
internal import HabaFormat

/// `preview`: one picture of what an archive holds.
struct PreviewCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "preview",
    abstract: "Draw an archive as one PNG: bases down, hallucinators across.",
    discussion: """
      Classes are set apart by wider gaps, in the archive's order; -v names them. A big archive is shown in part.

      Example:
        habazip preview photos.haba -o sheet.png
      """)

  @Argument(help: ArgumentHelp("The archive, - for stdin.", valueName: "archive"))
  var input: String

  @Option(name: .shortAndLong, help: ArgumentHelp("The PNG to write, - for stdout.", valueName: "file"))
  var output: String

  @OptionGroup var archives: ArchiveOptions
  @OptionGroup var common: CommonOptions

  func validate() throws {
    if output == "-" && common.json {
      throw ValidationError("--json and -o - both want stdout: give the picture a file")
    }
  }

  func run() throws {
    let target = OutputPath(path: output)
    try OutputPath.check([target], reading: [.file(input)], force: common.force)
    let file = try target.file(force: common.force)
    let archive = try archives.read(input)
    guard [1, 3].contains(archive.shape.channels) else {
      throw Failure(
        .badInput,
        "\(Display.input(input)): its images have \(archive.shape.channels) channels; only grey and colour can be drawn"
      )
    }
    let perBase = archive.imagesPerBase
    let sheet = ContactSheet(image: archive.shape, labels: archive.bases.map(\.label), columns: perBase)
    let png = try picture(of: archive, on: sheet)
    if sheet.rows.count < archive.bases.count || sheet.columns < perBase {
      Console.shared.note(
        "\(Display.input(input)): shown in part: \(sheet.rows.count) of \(Display.count(archive.bases.count, "base")), "
          + "\(sheet.columns) of \(Display.count(perBase, "image")) of each")
    }
    common.detail("classes from the top: " + sheet.classes.map(archive.className).joined(separator: ", "))
    guard let file else { return try Console.shared.result(bytes: png) }
    try Interrupts.whileFinishing { try OutputFile.write(png, to: file) }
    try common.summary(
      json: [
        "output": .string(output), "width": .int(sheet.shape.width), "height": .int(sheet.shape.height),
        "bases": .int(sheet.rows.count), "columns": .int(sheet.columns), "panels": .int(sheet.panels),
        "scale": .int(sheet.scale),
      ],
      lines: [
        "\(output): \(sheet.shape.width)x\(sheet.shape.height), \(Display.count(sheet.rows.count, "base")) down"
          + (sheet.panels > 1 ? " in \(sheet.panels) panels" : "")
          + ", \(Self.across(sheet.columns, archive)) across"
      ])
  }

  /// What the columns are.
  private static func across(_ columns: Int, _ archive: Archive) -> String {
    if archive.formation > 1 { return Display.count(columns, "image") }
    return archive.hallucinators.isEmpty ? "no hallucinators" : Display.count(columns, "hallucinator")
  }

  private func picture(of archive: Archive, on sheet: ContactSheet) throws -> [UInt8] {
    let decoder = ImageDecoder(archive)
    let bar = common.progress("preview")
    defer { bar.finish() }
    let pixels = try Interrupts.whilePolling {
      var drawn = 0
      // The sheet takes a base's images from left to right.
      var current: (base: Int, images: ImageDecoder.ImagesOfBase)?
      return try sheet.pixels { base, _ in
        try Interrupts.check()
        drawn += 1
        bar.report(fraction: Double(drawn) / Double(sheet.rows.count * sheet.columns))
        if current?.base != base { current = (base, decoder.eachImage(of: archive.bases[base])) }
        return current?.images.next() ?? []
      }
    }
    return PNGWriter.encode(pixels: pixels, shape: sheet.shape)
  }
}
