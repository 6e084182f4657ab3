internal import ArgumentParser
internal import HabaFormat

/// What every command that reads an archive understands.
struct ArchiveOptions: ParsableArguments {
  @OptionGroup var reading: MemoryOptions

  /// Reads a whole archive and checks it, from a file or, for `-`, from stdin.
  func read(_ path: String) throws -> Archive {
    do {
      return try Archive(parsing: try readFile(path, limit: limits.memory), limits: limits)
    } catch let error as ArchiveError {
      throw Failure(error, in: path)
    }
  }

  /// Starts to read an archive base by base, from a file or, for `-`, from stdin.
  func open(_ path: String) throws -> (reader: ArchiveReader, fileBytes: Int) {
    let bytes = try readFile(path, limit: limits.memory)
    do {
      return (try ArchiveReader(parsing: bytes, limits: limits), bytes.count)
    } catch {
      throw Failure(error, in: path)
    }
  }

  /// The same where all images are to be listed, each in `perImage` bytes of memory.
  func open(_ path: String, perImage: (ImageShape) -> Int) throws -> ArchiveReader {
    let reader = try open(path).reader
    // The format keeps the number of scalars far below what an Int holds, but not that of bytes for them.
    let (needed, overflow) = reader.imageCount.multipliedReportingOverflow(by: perImage(reader.archive.shape))
    guard !overflow, needed <= limits.memory - reader.memory else {
      throw Failure(
        .badInput,
        "\(Display.input(path)): its \(reader.imageCount) images need more than the \(limits.memory) bytes of memory "
          + "allowed; give --memory if it is trusted")
    }
    return reader
  }

  /// The next image; an error names the archive.
  static func next(of images: ImageStream, in path: String) throws -> [UInt8]? {
    do {
      return try images.next()
    } catch {
      throw Failure(error, in: path)
    }
  }

  /// What reading may take.
  var limits: Limits { reading.limits }
}
