/// Why bytes are no state file that is read here, or why a state can't be written as one.
///
/// Offsets count from the file's start.
public enum StateFileError: Error, Hashable, Sendable {
  // MARK: The file

  /// It can't be opened; `reason` is the system's.
  case unreadable(reason: String)
  /// Reading it failed half-way; `reason` is the source's.
  case readFailed(offset: Int, reason: String)
  /// It ends too early.
  case truncated(part: String, declared: Int, found: Int)
  /// It goes on after its last tensor.
  case trailingBytes(declared: Int, found: Int)
  /// It takes more than is allowed.
  case limitExceeded(what: String, allowed: Int, declared: Int)

  // MARK: Checksums

  /// It bears no checksum, and one is asked for.
  case noChecksum
  /// What stands for checksums is none.
  case notChecksums(found: String, expected: String, offset: Int)
  /// Bytes don't have their declared checksum.
  case checksumMismatch(part: String, declared: UInt32, found: UInt32)

  // MARK: The header

  /// The header is not the JSON that it must be.
  case header(offset: Int, expected: String, found: String)
  /// A name that no tensor, or no metadata, can have.
  case invalidName(String, offset: Int?)
  /// A name comes twice, by Swift's equality of strings.
  case duplicate(name: String, offset: Int)
  /// A tensor's description has a field that is not known.
  case unknownField(tensor: String, field: String, offset: Int)
  /// A tensor's description lacks a field.
  case missingField(tensor: String, field: String, offset: Int)
  /// A tensor's values are not binary32.
  case unsupportedType(tensor: String, found: String, offset: Int)
  /// A shape that no tensor can have here.
  case invalidShape(tensor: String, found: [Int], offset: Int?)
  /// A tensor doesn't start where the one before it ends; offsets count from the end of the header.
  case misplaced(tensor: String, expected: Int, found: Int)
  /// A tensor has another number of bytes than its shape needs.
  case wrongSize(tensor: String, shape: [Int], expected: Int, found: Int)

  // MARK: What is asked of it

  /// It has no tensor of that name.
  case noTensor(String)

  /// The kinds of errors that callers tell apart.
  public enum Kind: Hashable, Sendable {
    /// The file can't be opened.
    case unreadable
    /// Reading it failed.
    case readFailed
    /// The bytes were changed, cut or never a state file.
    case damaged
    /// A safetensors file of a sort that is not read here.
    case unsupported
    /// More than was allowed.
    case limit
    /// A state that no file can hold, or that isn't in this one.
    case invalidContent
  }

  /// The kind of this error.
  public var kind: Kind {
    switch self {
    case .unreadable: .unreadable
    case .readFailed: .readFailed
    case .limitExceeded: .limit
    case .noChecksum, .unsupportedType: .unsupported
    case .invalidName(_, nil), .invalidShape(_, _, nil), .noTensor: .invalidContent
    case .truncated, .trailingBytes, .notChecksums, .checksumMismatch, .header, .invalidName, .duplicate, .unknownField,
      .missingField, .invalidShape, .misplaced, .wrongSize:
      .damaged
    }
  }
}
