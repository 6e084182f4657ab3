internal import HabaFiles

extension StateFileError: CustomStringConvertible {
  /// One line: what, where, and what to do.
  public var description: String { text.onOneLine }

  private var text: String {
    switch self {
    case .unreadable(let reason): "can't be opened: \(reason)"
    case .readFailed(let offset, let reason): "reading failed at offset \(offset): \(reason)"
    case .truncated(let part, let declared, let found):
      "is cut off in \(part): \(declared) bytes declared, \(found) there; get the whole file"
    case .trailingBytes(let declared, let found):
      "goes on after its last tensor: \(declared) bytes declared, \(found) there; get the file again"
    case .limitExceeded(let what, let allowed, let declared): "has \(declared) \(what), \(allowed) are allowed"
    case .noChecksum:
      "bears no checksum \(StateFileHeader.checksumKey), so that damage would go unseen; it was not written by habazip"
    case .notChecksums(let found, let expected, let offset):
      "has '\(found)' at offset \(offset) for checksums, expected \(expected)"
    case .checksumMismatch(let part, let declared, let found):
      "is damaged in \(part): checksum \(declared.hexadecimal) declared, \(found.hexadecimal) found;"
        + " get the file again"
    case .header(let offset, let expected, let found):
      "has a header that can't be read: \(found) at offset \(offset), expected \(expected)"
    case .invalidName(let name, let offset):
      "has the name '\(name)'\(Self.at(offset)): a name has 1 to \(StateFileCaps.nameBytes.upperBound) bytes, and is not"
        + " \(StateFileHeader.metadataKey) or \(StateFileHeader.checksumKey), which stand for other things"
    case .duplicate(let name, let offset): "has the name '\(name)' a second time at offset \(offset)"
    case .unknownField(let tensor, let field, let offset):
      "has an unknown field '\(field)' of tensor '\(tensor)' at offset \(offset)"
    case .missingField(let tensor, let field, let offset):
      "has no field \(field) of tensor '\(tensor)' at offset \(offset)"
    case .unsupportedType(let tensor, let found, let offset):
      "has tensor '\(tensor)' as \(found) at offset \(offset); only \(StateFileHeader.type) is read"
    case .invalidShape(let tensor, let found, let offset):
      "has tensor '\(tensor)' with shape \(found)\(Self.at(offset)): at most \(StateFileCaps.rank) axes of at most"
        + " \(StateFileCaps.axis) places are allowed, and \(StateFileCaps.number) bytes"
    case .misplaced(let tensor, let expected, let found):
      "has tensor '\(tensor)' at \(found) in its data, and the one before it ends at \(expected)"
    case .wrongSize(let tensor, let shape, let expected, let found):
      "has \(found) bytes of tensor '\(tensor)', whose shape \(shape) needs \(expected)"
    case .noTensor(let name): "has no tensor '\(name)'"
    }
  }

  private static func at(_ offset: Int?) -> String { offset.map { " at offset \($0)" } ?? "" }
}

extension UInt32 {
  /// Eight digits.
  var hexadecimal: String {
    let digits = String(self, radix: 16)
    return String(repeating: "0", count: 8 - digits.count) + digits
  }
}
