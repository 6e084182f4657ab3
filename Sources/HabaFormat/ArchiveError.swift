/// Why bytes are no archive that this version reads, or why content can't be written as one.
public enum ArchiveError: Error, Hashable, Sendable {
  /// The file doesn't start as an archive does.
  case notAnArchive(found: [UInt8])
  /// The file starts as an archive that went through a transfer which changes line ends or strips bits.
  case transferDamage
  /// The file ends too early.
  case truncated(part: String, offset: Int, declared: Int, found: Int)
  /// The file goes on after its declared end.
  case trailingBytes(offset: Int, declared: Int, found: Int)
  /// Stored bytes don't have their declared checksum.
  case checksumMismatch(part: String, offset: Int, declared: UInt32, found: UInt32)
  /// A version of the format that this one doesn't know.
  case unsupportedVersion(major: Int, minor: Int, offset: Int)
  /// A feature that this version doesn't know and that the file can't be read without.
  case unsupportedFeature(name: String, offset: Int)
  /// Reading would take more than was allowed.
  case limitExceeded(what: String, allowed: Int, declared: Int)
  /// A field holds what it must not; the offset is that of the field in the file, where there is a file.
  case invalid(field: String, rule: String, found: String, offset: Int?)
  /// A section's zstd frame can't be expanded to what was declared.
  case compression(part: String, offset: Int, reason: String)
  /// The expanded pixels are not those that the archive was made with.
  case pixelsMismatch(declared: SHA256Digest, found: SHA256Digest)

  /// The kinds of errors that callers tell apart.
  public enum Kind: Hashable, Sendable {
    /// The bytes were changed, cut or never an archive.
    case damaged
    /// A newer version or a feature that this one doesn't know.
    case unsupported
    /// More than was allowed.
    case limit
    /// Values that an archive must not hold.
    case invalidContent
  }

  /// The kind of this error.
  public var kind: Kind {
    switch self {
    case .notAnArchive, .transferDamage, .truncated, .trailingBytes, .checksumMismatch, .compression,
      .pixelsMismatch:
      .damaged
    case .unsupportedVersion, .unsupportedFeature: .unsupported
    case .limitExceeded: .limit
    case .invalid: .invalidContent
    }
  }
}

extension ArchiveError: CustomStringConvertible {
  /// One line: what, where, and what to do.
  public var description: String {
    switch self {
    case .notAnArchive(let found):
      found.isEmpty
        ? "is empty, not a .haba archive"
        : "is not a .haba archive (it starts with \(hexadecimal(found))); give a file that habazip wrote"
    case .transferDamage:
      "was changed in transfer (line ends or high bits were rewritten); copy it again in binary mode"
    case .truncated(let part, let offset, let declared, let found):
      "is cut off in \(part) at offset \(offset): \(declared) bytes declared, \(found) there; get the whole file"
    case .trailingBytes(let offset, let declared, let found):
      "goes on after its end at offset \(offset): \(declared) bytes declared, \(found) there; get the file again"
    case .checksumMismatch(let part, let offset, let declared, let found):
      "is damaged in \(part) at offset \(offset): checksum \(hexadecimal(declared)) declared, "
        + "\(hexadecimal(found)) found; get the file again"
    case .unsupportedVersion(let major, let minor, let offset):
      "has format version \(major).\(minor) (offset \(offset)), this program reads "
        + "\(Archive.formatVersion); use a program for that version"
    case .unsupportedFeature(let name, let offset):
      "needs \(name) (offset \(offset)), which this program doesn't know; use a newer one"
    case .limitExceeded(let what, let allowed, let declared):
      "needs \(declared) bytes of \(what), \(allowed) are allowed; allow more if the file is trusted"
    case .invalid(let field, let rule, let found, let offset):
      "has an invalid \(field)\(offset.map { " at offset \($0)" } ?? ""): \(found) found, must be \(rule)"
    case .compression(let part, let offset, let reason):
      "is damaged in \(part) at offset \(offset): \(reason); get the file again"
    case .pixelsMismatch(let declared, let found):
      "doesn't expand to the pixels it was made with: SHA-256 \(declared) declared, \(found) found"
    }
  }
}

private func hexadecimal(_ value: UInt32) -> String {
  hexadecimal([24, 16, 8, 0].map { UInt8(truncatingIfNeeded: value >> $0) })
}
