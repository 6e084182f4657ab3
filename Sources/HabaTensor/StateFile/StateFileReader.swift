internal import HabaFiles

/// A state file whose tensors are read when they are asked for: memory follows what is asked, not what the file holds.
public struct StateFileReader {
  /// The bytes of a range, all of them: fewer are taken for the file's end.
  public typealias Source = (_ range: Range<Int>) throws(StateFileError) -> [UInt8]

  /// What the file holds.
  public let header: StateFileHeader
  private let room: Int
  private let read: Source

  /// Bytes that are asked for at once.
  private static let chunk = 1 << 20
  /// What is known of a file, and what tensors take beside their values, is less than this for each byte of its header.
  private static let headerCost = 8

  /// Reads and checks a file's header alone.
  ///
  /// - Parameters:
  ///   - fileBytes: the length of the file.
  ///   - limit: bytes of memory that the header and the tensors of any one call may take.
  ///   - requireChecksum: whether a file without checksums, as others write them, is refused; those that are there must
  ///     hold anyway.
  ///   - read: where the bytes come from.
  public init(
    fileBytes: Int, limit: Int = StateFile.defaultLimit, requireChecksum: Bool = true, read: @escaping Source
  ) throws(StateFileError) {
    let first = try read(0..<min(StateFileHeader.lengthBytes, max(0, fileBytes)))
    let count = try StateFileHeader.byteCount(first, fileBytes: fileBytes)
    let cost = count * Self.headerCost
    guard cost <= limit else {
      throw .limitExceeded(what: "bytes of what is known of the tensors", allowed: limit, declared: cost)
    }
    let bytes = try read(0..<count)
    guard bytes.count == count else { throw .truncated(part: "the header", declared: count, found: bytes.count) }
    header = try StateFileHeader(parsing: bytes, fileBytes: fileBytes, requireChecksum: requireChecksum)
    room = limit - cost
    self.read = read
  }

  /// The tensor of a name, its checksum checked.
  public func tensor(named name: String) throws(StateFileError) -> Tensor {
    guard let entry = header.entry(named: name) else { throw .noTensor(name) }
    return try tensors([entry]).tensors[0]
  }

  /// The tensors whose names are wanted, in the file's order, their checksums checked.
  public func tensors(where isWanted: (String) -> Bool = { _ in true }) throws(StateFileError) -> NamedTensors {
    try tensors(header.entries.filter { isWanted($0.name) })
  }

  /// The tensors under `prefix` and a dot, without it.
  public func tensors(under prefix: String) throws(StateFileError) -> NamedTensors {
    let start = Array("\(prefix).".utf8)
    return try tensors { $0.utf8.starts(with: start) }.under(prefix)
  }

  private func tensors(_ entries: [StateFileHeader.Entry]) throws(StateFileError) -> NamedTensors {
    let bytes = entries.reduce(0) { $0 + $1.range.count }
    guard bytes <= room else { throw .limitExceeded(what: "bytes of tensors", allowed: room, declared: bytes) }
    var tensors = NamedTensors()
    for entry in entries { tensors.append(try tensor(entry), as: entry.name) }
    return tensors
  }

  private func tensor(_ entry: StateFileHeader.Entry) throws(StateFileError) -> Tensor {
    let tensor = Tensor(shape: entry.shape, buffer: Buffer(count: entry.range.count / 4))
    var checksum = CRC32C()
    for start in stride(from: 0, to: entry.range.count, by: Self.chunk) {
      let count = min(Self.chunk, entry.range.count - start)
      let offset = entry.range.lowerBound + start
      let bytes = try read(offset..<offset + count)
      guard bytes.count == count else {
        throw .truncated(part: "tensor '\(entry.name)'", declared: entry.range.count, found: start + bytes.count)
      }
      checksum.update(bytes)
      tensor.setLittleEndian(bytes, at: start / 4)
    }
    if let declared = entry.checksum, declared != checksum.value {
      throw .checksumMismatch(part: "tensor '\(entry.name)'", declared: declared, found: checksum.value)
    }
    return tensor
  }
}

extension Tensor {
  /// Fills in values from a place on, four little-endian bytes each: for a tensor that nobody else can see yet.
  fileprivate func setLittleEndian(_ bytes: [UInt8], at place: Int) {
    // Whole numbers all the way: a float passed through a register need not keep the bits of a NaN.
    let numbers = UnsafeMutableRawPointer(pointer + place)
    bytes.withUnsafeBytes { bytes in
      for start in stride(from: 0, to: bytes.count - 3, by: 4) {
        let number = UInt32(littleEndian: bytes.loadUnaligned(fromByteOffset: start, as: UInt32.self))
        numbers.storeBytes(of: number, toByteOffset: start, as: UInt32.self)
      }
    }
  }
}
