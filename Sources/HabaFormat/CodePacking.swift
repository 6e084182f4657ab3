/// Moves the codes of tensors in and out of the bytes of a section.
enum CodePacking {
  /// The bytes that `count` codes of `bits` bits take; nil where the number doesn't fit.
  static func byteCount(count: Int, bits: Int, layout: CodeLayout) -> Int? {
    switch layout {
    case .packed, .ranged: product(count, bits).flatMap { sum([$0, 7]) }.map { $0 / 8 }
    case .bytes: product(count, bits > 8 ? 2 : 1)
    }
  }

  /// Writes codes of `bits` bits; not for the range-coded layout.
  static func append(_ codes: [UInt16], bits: Int, layout: CodeLayout, to writer: inout ByteWriter) {
    switch layout {
    case .packed, .ranged: writer.append(packed(codes, bits: bits))
    case .bytes where bits > 8: for code in codes { writer.integer(code) }
    case .bytes: writer.append(codes.map { UInt8(truncatingIfNeeded: $0) })
    }
  }

  /// Takes `count` codes of `bits` bits, 1…16, and checks what the layout leaves open.
  static func codes(
    from reader: ContentReader, count: Int, bits: Int, layout: CodeLayout
  ) throws(ArchiveError) -> [UInt16] {
    let offset = reader.offset
    let size = byteCount(count: count, bits: bits, layout: layout) ?? Int.max
    let bytes = try reader.take(size)
    switch layout {
    case .packed, .ranged:
      let used = count * bits % 8
      if used > 0, let last = bytes.last, last >> UInt8(used) != 0 {
        throw .invalid(
          field: "padding of a tensor", rule: "zero", found: "other bits", offset: offset + size - 1)
      }
      return unpacked(bytes, count: count, bits: bits)
    case .bytes:
      let codes =
        bits > 8
        ? stride(from: 0, to: bytes.count, by: 2).map { UInt16(bytes[$0]) | UInt16(bytes[$0 + 1]) << 8 }
        : bytes.map(UInt16.init)
      let last = UniformQuantizer.maximumCode(bits: bits)
      if let index = codes.firstIndex(where: { $0 > last }) {
        throw .invalid(
          field: "code", rule: "at most \(last)", found: "\(codes[index])",
          offset: offset + index * (bits > 8 ? 2 : 1))
      }
      return codes
    }
  }

  private static func packed(_ codes: [UInt16], bits: Int) -> [UInt8] {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(codes.count * bits / 8 + 1)
    var (held, depth) = (UInt32(0), 0)
    for code in codes {
      held |= UInt32(code) &<< UInt32(depth)
      depth += bits
      while depth >= 8 {
        bytes.append(UInt8(truncatingIfNeeded: held))
        held >>= 8
        depth -= 8
      }
    }
    if depth > 0 { bytes.append(UInt8(truncatingIfNeeded: held)) }
    return bytes
  }

  private static func unpacked(_ bytes: [UInt8], count: Int, bits: Int) -> [UInt16] {
    let mask = UInt32(UniformQuantizer.maximumCode(bits: bits))
    var codes: [UInt16] = []
    codes.reserveCapacity(count)
    var (held, depth) = (UInt32(0), 0)
    for byte in bytes {
      held |= UInt32(byte) &<< UInt32(depth)
      depth += 8
      while depth >= bits, codes.count < count {
        codes.append(UInt16(truncatingIfNeeded: held & mask))
        held >>= UInt32(bits)
        depth -= bits
      }
    }
    return codes
  }
}
