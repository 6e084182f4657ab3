internal import HabaFiles

extension StateFile {
  /// The whole file.
  public func serialized() -> [UInt8] {
    var bytes: [UInt8] = []
    write { bytes += $0 }
    return bytes
  }

  /// Gives the file to `put` piece by piece, from the front: beside the tensors it takes little memory.
  public func write<Failure>(_ put: (_ bytes: [UInt8]) throws(Failure) -> Void) throws(Failure) {
    let checksums = tensors.tensors.map { tensor in
      var checksum = CRC32C()
      for piece in tensor.pieces { checksum.update(tensor.littleEndian(piece)) }
      return checksum.value
    }
    try put(header(checksums))
    for tensor in tensors.tensors {
      for piece in tensor.pieces { try put(tensor.littleEndian(piece)) }
    }
  }

  /// Everything before the data.
  private func header(_ checksums: [UInt32]) -> [UInt8] {
    var text = Self.start
    let own = StateFileHeader.lengthBytes + text.count
    text += ([0] + checksums).map(\.hexadecimal).joined(separator: " ").utf8
    text.append(UInt8(ascii: "\""))
    for (key, value) in metadata.sorted(by: { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }) {
      text += ",\(key.json):\(value.json)".utf8
    }
    text.append(UInt8(ascii: "}"))
    var end = 0
    for (name, tensor) in tensors.entries {
      let start = end
      end += tensor.count * 4
      let shape = tensor.shape.map(String.init).joined(separator: ",")
      text += ",\(name.json):{\"dtype\":\"\(StateFileHeader.type)\",\"shape\":[\(shape)],".utf8
      text += "\"data_offsets\":[\(start),\(end)]}".utf8
    }
    text.append(UInt8(ascii: "}"))
    text += repeatElement(UInt8(ascii: " "), count: (8 - text.count % 8) % 8)

    var bytes = (0..<8).map { UInt8(truncatingIfNeeded: text.count >> ($0 * 8)) } + text
    bytes.replaceSubrange(own..<own + 8, with: CRC32C.checksum(bytes).hexadecimal.utf8)
    return bytes
  }

  /// What every header starts with.
  private static let start = Array(
    "{\(StateFileHeader.metadataKey.json):{\(StateFileHeader.checksumKey.json):\"".utf8)

  /// Refuses what the reader would refuse.
  func check() throws(StateFileError) {
    try StateFileHeader.check(tensors.count, atMost: StateFileCaps.tensors, "tensors")
    try StateFileHeader.check(metadata.count, atMost: StateFileCaps.metadataEntries, "entries of metadata")
    for key in metadata.keys where !StateFileHeader.allowsName(key) || key == StateFileHeader.checksumKey {
      throw .invalidName(key, offset: nil)
    }
    for (name, tensor) in tensors.entries {
      guard StateFileHeader.allowsName(name), name != StateFileHeader.metadataKey else {
        throw .invalidName(name, offset: nil)
      }
      guard StateFileCaps.byteCount(of: tensor.shape) != nil else {
        throw .invalidShape(tensor: name, found: tensor.shape, offset: nil)
      }
    }
    let bytes = header(tensors.tensors.map { _ in 0 }).count - StateFileHeader.lengthBytes
    try StateFileHeader.check(bytes, atMost: StateFileCaps.headerBytes, "bytes of header")
  }
}

extension Tensor {
  /// Its places in stretches that are written at once.
  fileprivate var pieces: [Range<Int>] {
    let most = 1 << 18
    return stride(from: 0, to: count, by: most).map { $0..<min($0 + most, count) }
  }

  /// The values at some places, four little-endian bytes each.
  fileprivate func littleEndian(_ places: Range<Int>) -> [UInt8] {
    let numbers = UnsafeRawPointer(pointer + places.lowerBound)
    return [UInt8](unsafeUninitializedCapacity: places.count * 4) { buffer, initialized in
      let bytes = UnsafeMutableRawBufferPointer(buffer)
      for start in stride(from: 0, to: places.count * 4, by: 4) {
        let number = numbers.loadUnaligned(fromByteOffset: start, as: UInt32.self)
        bytes.storeBytes(of: number.littleEndian, toByteOffset: start, as: UInt32.self)
      }
      initialized = places.count * 4
    }
  }
}

extension String {
  /// It as JSON has it, with the fewest escapes, as safetensors' own writer does.
  fileprivate var json: String {
    var text = "\""
    for scalar in unicodeScalars {
      switch scalar {
      case "\"": text += "\\\""
      case "\\": text += "\\\\"
      case "\u{8}": text += "\\b"
      case "\t": text += "\\t"
      case "\n": text += "\\n"
      case "\u{c}": text += "\\f"
      case "\r": text += "\\r"
      case "\0"..<" ": text += "\\u\(scalar.value.hexadecimal.suffix(4))"
      default: text.unicodeScalars.append(scalar)
      }
    }
    return text + "\""
  }
}
