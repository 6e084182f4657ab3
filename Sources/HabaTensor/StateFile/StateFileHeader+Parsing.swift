extension StateFileHeader {
  /// How many bytes come before the first tensor's, by a file's first eight: the header's length, little-endian.
  static func byteCount(_ first: [UInt8], fileBytes: Int) throws(StateFileError) -> Int {
    guard first.count == lengthBytes else {
      throw .truncated(part: "the header's length", declared: lengthBytes, found: first.count)
    }
    let length = first.reversed().reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
    guard length <= UInt64(StateFileCaps.headerBytes) else {
      throw .limitExceeded(
        what: "bytes of header", allowed: StateFileCaps.headerBytes, declared: Int(clamping: length))
    }
    let left = fileBytes - lengthBytes
    guard Int(length) <= left else { throw .truncated(part: "the header", declared: Int(length), found: left) }
    return lengthBytes + Int(length)
  }

  /// Reads a header.
  ///
  /// - Parameters:
  ///   - bytes: the file's bytes before its first tensor's.
  ///   - fileBytes: all bytes of the file.
  ///   - requireChecksum: whether a file without checksums is refused; those that are there must hold anyway.
  init(parsing bytes: [UInt8], fileBytes: Int, requireChecksum: Bool) throws(StateFileError) {
    var parser = StateHeaderParser(bytes)
    try parser.parse()

    // Offsets in the header count from its end, and each tensor starts where the one before it ends.
    var end = 0
    for tensor in parser.tensors {
      guard tensor.start == end else { throw .misplaced(tensor: tensor.name, expected: end, found: tensor.start) }
      guard tensor.end - tensor.start == tensor.bytes else {
        throw .wrongSize(
          tensor: tensor.name, shape: tensor.shape, expected: tensor.bytes, found: tensor.end - tensor.start)
      }
      end = tensor.end
    }
    let found = fileBytes - bytes.count
    if found < end { throw .truncated(part: "the tensors", declared: end, found: found) }
    if found > end { throw .trailingBytes(declared: end, found: found) }

    let checksums = try parser.checksums()
    if requireChecksum, checksums == nil { throw .noChecksum }
    self.init(
      entries: parser.tensors.enumerated().map { place, tensor in
        Entry(
          name: tensor.name, shape: tensor.shape, range: bytes.count + tensor.start..<bytes.count + tensor.end,
          checksum: checksums?[place])
      }, metadata: parser.metadata, byteCount: bytes.count)
  }

  /// Refuses more than a file may have.
  static func check(_ count: Int, atMost most: Int, _ what: String) throws(StateFileError) {
    guard count <= most else { throw .limitExceeded(what: what, allowed: most, declared: count) }
  }
}
