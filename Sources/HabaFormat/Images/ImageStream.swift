/// The images of an archive one at a time, in its order: base by base, parts within, hallucinators within those.
///
/// No more bases are in memory than are read at once, and one image. The digest of all pixels is kept along the way, so that the
/// last image comes only if all are those that the archive declares.
public final class ImageStream {
  private let reader: ArchiveReader
  private let decoder: ImageDecoder
  private var current: ImageDecoder.ImagesOfBase?
  private var digest = SHA256()
  private var left: Int

  /// Takes a reader of which no base was read yet.
  public init(_ reader: ArchiveReader) {
    self.reader = reader
    decoder = ImageDecoder(reader.archive)
    left = reader.imageCount
  }

  /// The next image, [C, H, W]; nil when all have been made and nothing was wrong.
  public func next() throws(ArchiveError) -> [UInt8]? {
    while true {
      if let image = current?.next() {
        digest.update(image)
        left -= 1
        if left == 0 { try check() }
        return image
      }
      guard let base = try reader.nextBase() else { return nil }
      current = decoder.eachImage(of: base)
    }
  }

  private func check() throws(ArchiveError) {
    guard let declared = reader.archive.storedPixelDigest else { return }
    let found = digest.finalized()
    guard found == declared else { throw .pixelsMismatch(declared: declared, found: found) }
  }
}
