internal import HabaFiles

/// The first 32 bytes of every archive, of every version.
struct Prelude: Hashable {
  var major: Int
  var minor: Int
  var features: UInt16
  var headerSize: Int
  var fileSize: Int
  var headerChecksum: UInt32

  static let byteCount = 32
  /// A byte that is not ASCII, a name, then what transfers as text would change: CR LF, ^Z, LF.
  static let magic: [UInt8] = [0x89, 0x48, 0x42, 0x5a, 0x0d, 0x0a, 0x1a, 0x0a]
  private static let versionOffset = 8
  private static let featuresOffset = 10
  private static let headerSizeOffset = 12
  private static let fileSizeOffset = 16
  private static let checksumOffset = 28
  private static let name = "the prelude"

  init(headerSize: Int, fileSize: Int, headerChecksum: UInt32) {
    (major, minor) = Archive.version
    features = 0
    self.headerSize = headerSize
    self.fileSize = fileSize
    self.headerChecksum = headerChecksum
  }

  var bytes: [UInt8] {
    var writer = ByteWriter()
    writer.append(Prelude.magic)
    writer.integer(UInt8(truncatingIfNeeded: major))
    writer.integer(UInt8(truncatingIfNeeded: minor))
    writer.integer(features)
    writer.integer(UInt32(truncatingIfNeeded: headerSize))
    writer.integer(UInt64(fileSize))
    writer.integer(headerChecksum)
    writer.integer(CRC32C.checksum(writer.bytes))
    return writer.bytes
  }

  /// Reads the prelude of a file of `fileSize` bytes, of which `bytes` are the first.
  init(parsing bytes: [UInt8], fileSize: Int) throws(ArchiveError) {
    guard bytes.starts(with: Prelude.magic) else { throw Prelude.wrongMagic(bytes) }
    guard bytes.count >= Prelude.byteCount else {
      throw .truncated(
        part: Prelude.name, offset: 0, declared: Prelude.byteCount, found: bytes.count)
    }
    var reader = ByteReader(
      bytes, range: Prelude.magic.count..<Prelude.byteCount, offset: Prelude.magic.count, part: Prelude.name)
    major = Int(try reader.integer(UInt8.self))
    minor = Int(try reader.integer(UInt8.self))
    features = try reader.integer()
    let declaredHeader = try reader.integer(UInt32.self)
    let declaredFile = try reader.integer(UInt64.self)
    headerChecksum = try reader.integer()
    let checksum = try reader.integer(UInt32.self)
    let found = CRC32C.checksum(bytes[..<Prelude.checksumOffset])
    guard checksum == found else {
      throw .checksumMismatch(part: Prelude.name, offset: 0, declared: checksum, found: found)
    }
    guard (major, minor) == Archive.version else {
      throw .unsupportedVersion(major: major, minor: minor, offset: Prelude.versionOffset)
    }
    guard features == 0 else {
      throw .unsupportedFeature(
        name: "feature bit \(features.trailingZeroBitCount)", offset: Prelude.featuresOffset)
    }
    guard (1...FormatCaps.headerBytes).contains(Int(declaredHeader)) else {
      throw .invalid(
        field: "header size", rule: "1…\(FormatCaps.headerBytes)", found: "\(declaredHeader)",
        offset: Prelude.headerSizeOffset)
    }
    headerSize = Int(declaredHeader)
    // More than an Int holds is more than any file has.
    let size = Int(exactly: declaredFile) ?? Int.max
    guard size >= Prelude.byteCount + headerSize else {
      throw .invalid(
        field: "file size", rule: "that of all parts", found: "\(declaredFile)",
        offset: Prelude.fileSizeOffset)
    }
    guard size <= fileSize else {
      throw .truncated(part: "the file", offset: fileSize, declared: size, found: fileSize)
    }
    guard size == fileSize else {
      throw .trailingBytes(offset: size, declared: size, found: fileSize)
    }
    self.fileSize = size
  }

  /// What to say of bytes that don't start with the magic.
  private static func wrongMagic(_ bytes: [UInt8]) -> ArchiveError {
    let start = Array(bytes.prefix(magic.count))
    if magic.starts(with: start), !start.isEmpty {
      return .truncated(part: name, offset: 0, declared: byteCount, found: bytes.count)
    }
    // The high bit stripped, CR LF made LF, or LF made CR LF.
    let name = magic[1..<4]
    let rewritten = bytes.first == 0x09 || bytes.first == magic[0]
    if rewritten, bytes.dropFirst().starts(with: name) { return .transferDamage }
    return .notAnArchive(found: start)
  }
}
