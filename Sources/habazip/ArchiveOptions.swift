internal import ArgumentParser
internal import HabaFormat

/// What every command that reads an archive understands.
struct ArchiveOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "The most memory that reading the archive may take. (default: 1GiB)", valueName: "size"),
    transform: ByteSize.init(parsing:))
  var memory: ByteSize?

  /// Reads a whole archive and checks it, from a file or, for `-`, from stdin.
  func read(_ path: String) throws -> (archive: Archive, fileBytes: Int) {
    let bytes = try readFile(path, limit: limits.memory)
    do {
      return (try Archive(parsing: bytes, limits: limits), bytes.count)
    } catch {
      throw Failure(error, in: path)
    }
  }
  /// Reads an archive whose images are all to be listed, each in `perImage` bytes of memory.
  func read(_ path: String, perImage: (ImageShape) -> Int) throws -> Archive {
    let archive = try read(path).archive
    // The format keeps the number of scalars far below what an Int holds, but not that of bytes for them.
    let (needed, overflow) = archive.imageCount.multipliedReportingOverflow(by: perImage(archive.shape))
    guard !overflow, needed <= limits.memory else {
      throw Failure(
        .badInput,
        "\(Display.input(path)): its \(archive.imageCount) images need more than the \(limits.memory) bytes of memory "
          + "allowed; give --memory if it is trusted")
    }
    return archive
  }

  private var limits: Limits { memory.map { Limits(memory: $0.bytes) } ?? .default }
}
