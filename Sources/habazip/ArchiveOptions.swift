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
  /// Reads an archive all of whose images are to be held in memory at once.
  func readForExpansion(_ path: String) throws -> Archive {
    let archive = try read(path).archive
    // The format bounds the number of scalars well below what an Int holds.
    let needed = archive.imageCount * archive.shape.count
    guard needed <= limits.memory else {
      throw Failure(
        .badInput,
        "\(Display.input(path)): its images take \(needed) bytes, \(limits.memory) are allowed; give --memory if it is trusted"
      )
    }
    return archive
  }

  private var limits: Limits { memory.map { Limits(memory: $0.bytes) } ?? .default }
}
