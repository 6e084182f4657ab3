public import HabaFormat

/// What must hold for any bytes at all.
public enum Checks {
  /// The memory that reading may take here: small, so that a file that gets around it is noticed.
  public static let limits = Limits(memory: 4 << 20)

  /// Images of more scalars together than this are not made: it would only take long.
  public static let expandedScalars = 1 << 16

  /// Reads `bytes`, and where they are an archive, writes it, reads that again and compares.
  ///
  /// - Returns: The archive, or nil where the bytes were refused.
  @discardableResult
  public static func read(_ bytes: [UInt8]) -> Archive? {
    let inspection = try? Inspection(parsing: bytes, fileBytes: bytes.count)
    let archive: Archive
    do {
      archive = try Archive(parsing: bytes, limits: limits)
    } catch {
      // A refusal must have something to say.
      precondition(!error.description.isEmpty && !error.description.contains("\n"))
      return nil
    }
    guard let inspection else { preconditionFailure("read, but not inspected") }
    precondition(inspection.images == archive.imageCount && inspection.shape == archive.shape)
    return archive
  }

  /// Writing what was read must work and give the same content again.
  ///
  /// Only every fourth input, by its checksum: writing takes far longer than reading.
  public static func writeAgain(_ archive: Archive, readFrom bytes: [UInt8]) {
    guard fits(archive), CRC32C.checksum(bytes) % 4 == 0 else { return }
    do {
      let again = try Archive(parsing: try archive.serialized(), limits: .default)
      precondition(again == archive, "content changed by writing it")
    } catch {
      preconditionFailure("read, but not written: \(error)")
    }
  }

  /// All images must come out, one by one as together, with a digest that is theirs.
  public static func expand(_ archive: Archive, readFrom bytes: [UInt8]) {
    guard fits(archive) else { return }
    let all = archive.expanded()
    precondition(all.count == archive.imageCount * archive.shape.count)
    precondition(archive.labels.count == archive.imageCount)
    precondition(archive.labels.allSatisfy { (0..<archive.classCount).contains($0) })
    precondition(SHA256.digest(of: all) == archive.pixelDigest())
    let isDeclared = archive.storedPixelDigest == archive.pixelDigest()
    var streamed: [UInt8] = []
    do {
      let images = ImageStream(try ArchiveReader(parsing: bytes, limits: limits))
      while let image = try images.next() { streamed += image }
      precondition(isDeclared && streamed == all)
    } catch ArchiveError.pixelsMismatch {
      precondition(!isDeclared && streamed == all.dropLast(archive.shape.count))
    } catch {
      preconditionFailure("read at once, but not base by base: \(error)")
    }
    let first = archive.image(base: 0, hallucinator: 0)
    precondition(Array(all.prefix(archive.shape.count)) == first)
    if let soft = archive.softLabels {
      let row = soft.row(image: archive.imageCount - 1, classCount: archive.classCount)
      precondition(row.count == archive.classCount && row.allSatisfy(\.isFinite))
    }
  }

  private static func fits(_ archive: Archive) -> Bool {
    let (scalars, overflow) = archive.imageCount.multipliedReportingOverflow(by: archive.shape.count)
    return !overflow && scalars <= expandedScalars
  }
}
