internal import ArgumentParser
internal import HabaFormat

/// `verify`: every checksum, and the digest of the expanded pixels.
struct VerifyCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "verify",
    abstract: "Check an archive: every checksum, and the digest of the expanded pixels.",
    discussion: """
      Example:
        habazip verify photos.haba
      """)

  @Argument(help: ArgumentHelp("The archive, - for stdin.", valueName: "archive"))
  var input: String

  @OptionGroup var archives: ArchiveOptions
  @OptionGroup var common: CommonOptions

  func run() throws {
    try OutputPath.check([], reading: [.file(input)])
    let (reader, fileBytes) = try archives.open(input)
    try expandAll(reader)
    let digest = reader.archive.storedPixelDigest?.description ?? "none"
    try common.summary(
      json: [
        "file": .string(input), "ok": true, "file_bytes": .int(fileBytes), "images": .int(reader.imageCount),
        "pixels_sha256": .string(digest),
      ],
      lines: [
        "\(Display.input(input)): OK (\(Display.count(fileBytes, "byte")), \(Display.count(reader.imageCount, "image")), "
          + "pixels \(digest))"
      ])
  }

  /// Makes all images, which are checked against the declared digest on the way.
  private func expandAll(_ reader: ArchiveReader) throws {
    let bar = common.progress("verify")
    defer { bar.finish() }
    let images = ImageStream(reader)
    try Interrupts.whilePolling {
      var done = 0.0
      while try ArchiveOptions.next(of: images, in: input) != nil {
        try Interrupts.check()
        done += 1
        bar.report(fraction: done / Double(reader.imageCount))
      }
    }
  }
}
