internal import HabaFiles

/// Takes a header apart.
struct StateHeaderParser {
  /// A tensor as the header has it.
  struct Declared {
    var name: String
    var shape: [Int]
    /// Bytes that the shape needs.
    var bytes: Int
    var start: Int
    var end: Int
  }

  private let bytes: [UInt8]
  private(set) var tensors: [Declared] = []
  private(set) var metadata: [String: String] = [:]
  /// What stands for checksums, and the offset of its first character.
  private var declaredChecksums: (text: String, offset: Int)?

  init(_ bytes: [UInt8]) { self.bytes = bytes }

  mutating func parse() throws(StateFileError) {
    var cursor = JSONCursor(bytes, at: StateFileHeader.lengthBytes)
    var keys: Set<String> = []
    try cursor.object { (cursor, key, offset) throws(StateFileError) in
      guard keys.insert(key).inserted else { throw .duplicate(name: key.shortened, offset: offset) }
      if key == StateFileHeader.metadataKey {
        try takeMetadata(&cursor)
      } else {
        try takeTensor(key, offset, &cursor)
      }
    }
    try cursor.finish()
  }

  private mutating func takeMetadata(_ cursor: inout JSONCursor) throws(StateFileError) {
    var found: [String: String] = [:]
    var checksums: (String, Int)?
    try cursor.object { (cursor, key, offset) throws(StateFileError) in
      guard StateFileHeader.allowsName(key) else { throw .invalidName(key.shortened, offset: offset) }
      let start = cursor.offset + 1
      let value = try cursor.string()
      if key == StateFileHeader.checksumKey {
        guard checksums == nil else { throw .duplicate(name: key, offset: offset) }
        checksums = (value, start)
        // Written with escapes the digits would lie elsewhere.
        guard cursor.offset - 1 - start == value.utf8.count else {
          throw .notChecksums(found: value.shortened, expected: "plain digits", offset: start)
        }
      } else {
        guard found.updateValue(value, forKey: key) == nil else { throw .duplicate(name: key, offset: offset) }
        try StateFileHeader.check(found.count, atMost: StateFileCaps.metadataEntries, "entries of metadata")
      }
    }
    metadata = found
    declaredChecksums = checksums
  }

  private mutating func takeTensor(
    _ name: String, _ offset: Int, _ cursor: inout JSONCursor
  ) throws(StateFileError) {
    guard StateFileHeader.allowsName(name) else { throw .invalidName(name.shortened, offset: offset) }
    try StateFileHeader.check(tensors.count + 1, atMost: StateFileCaps.tensors, "tensors")
    var (hasType, shape, places): (Bool, [Int]?, [Int]?) = (false, nil, nil)
    try cursor.object { (cursor, field, offset) throws(StateFileError) in
      let start = cursor.offset
      switch field {
      case "dtype" where !hasType:
        let type = try cursor.string()
        guard type == StateFileHeader.type else {
          throw .unsupportedType(tensor: name, found: type.shortened, offset: start)
        }
        hasType = true
      case "shape" where shape == nil:
        let found = try cursor.numbers(atMost: StateFileCaps.rank, of: "axes of tensor '\(name)'")
        guard StateFileCaps.byteCount(of: found) != nil else {
          throw .invalidShape(tensor: name, found: found, offset: start)
        }
        shape = found
      case "data_offsets" where places == nil:
        let found = try cursor.numbers(atMost: 2, of: "offsets of tensor '\(name)'")
        guard found.count == 2, found[0] <= found[1] else {
          throw .header(offset: start, expected: "a start and an end, not before it", found: "\(found)")
        }
        places = found
      case "dtype", "shape", "data_offsets": throw .duplicate(name: field, offset: offset)
      default: throw .unknownField(tensor: name, field: field.shortened, offset: offset)
      }
    }
    guard hasType else { throw .missingField(tensor: name, field: "dtype", offset: offset) }
    guard let shape, let bytes = StateFileCaps.byteCount(of: shape) else {
      throw .missingField(tensor: name, field: "shape", offset: offset)
    }
    guard let places else { throw .missingField(tensor: name, field: "data_offsets", offset: offset) }
    tensors.append(Declared(name: name, shape: shape, bytes: bytes, start: places[0], end: places[1]))
  }

  /// Each tensor's checksum, where there are any, when the header's own holds.
  func checksums() throws(StateFileError) -> [UInt32]? {
    guard let (text, offset) = declaredChecksums else { return nil }
    let words = text.split(separator: " ", omittingEmptySubsequences: false)
    let numbers = words.compactMap { word in
      // Digits in capitals would be a second way to write the same.
      UInt32(word, radix: 16).flatMap { $0.hexadecimal == word ? $0 : nil }
    }
    guard numbers.count == words.count, numbers.count == tensors.count + 1 else {
      throw .notChecksums(
        found: text.shortened, expected: "\(tensors.count + 1) of eight small hexadecimal digits", offset: offset)
    }
    var covered = bytes
    covered.replaceSubrange(offset..<offset + 8, with: repeatElement(UInt8(ascii: "0"), count: 8))
    let found = CRC32C.checksum(covered)
    guard found == numbers[0] else {
      throw .checksumMismatch(part: "the header", declared: numbers[0], found: found)
    }
    return Array(numbers.dropFirst())
  }
}

extension String {
  /// Its beginning, where it is longer than an error can tell.
  fileprivate var shortened: String { utf8.count <= 64 ? self : String(unicodeScalars.prefix(40)) + "…" }
}
