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
    let (archive, fileBytes) = try archives.read(input)
    let found = try digest(of: archive)
    guard let declared = archive.storedPixelDigest, declared == found else {
      let declared = archive.storedPixelDigest.map(\.description) ?? "none"
      throw Failure(
        .badInput,
        "\(Display.input(input)): its images are not those that it was made with: "
          + "SHA-256 \(declared) declared, \(found) found; get the file again")
    }
    try common.summary(
      json: [
        "file": .string(input), "ok": true, "file_bytes": .int(fileBytes), "images": .int(archive.imageCount),
        "pixels_sha256": .string(found.description),
      ],
      lines: [
        "\(Display.input(input)): OK (\(Display.count(fileBytes, "byte")), \(Display.count(archive.imageCount, "image")), "
          + "pixels \(found))"
      ])
  }

  /// The digest of all expanded pixels, image by image.
  private func digest(of archive: Archive) throws -> SHA256Digest {
    let bar = common.progress("verify")
    defer { bar.finish() }
    let decoder = ImageDecoder(archive)
    return try Interrupts.whilePolling {
      var sum = SHA256()
      for base in archive.bases.indices {
        for hallucinator in 0..<max(1, archive.hallucinators.count) {
          try Interrupts.check()
          sum.update(decoder.image(base: base, hallucinator: hallucinator))
        }
        bar.report(fraction: Double(base + 1) / Double(archive.bases.count))
      }
      return sum.finalized()
    }
  }
}
