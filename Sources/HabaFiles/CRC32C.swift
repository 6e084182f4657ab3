/// CRC-32C (Castagnoli): polynomial 0x1EDC6F41, reflected, all ones in, inverted out.
package struct CRC32C {
  private var state = UInt32.max

  /// Starts with no bytes.
  package init() {}

  /// The checksum of all bytes so far; of none it is 0.
  package var value: UInt32 { ~state }

  /// Takes further bytes.
  package mutating func update(_ bytes: some Collection<UInt8>) {
    let fast = bytes.withContiguousStorageIfAvailable { Self.update(state, with: $0) }
    state = fast ?? Self.update(state, with: Array(bytes))
  }

  /// The checksum of `bytes`.
  package static func checksum(_ bytes: some Collection<UInt8>) -> UInt32 {
    var checksum = CRC32C()
    checksum.update(bytes)
    return checksum.value
  }

  private static func update(_ start: UInt32, with bytes: some Collection<UInt8>) -> UInt32 {
    table.withUnsafeBufferPointer { table in
      var value = start
      for byte in bytes {
        value = table[Int(UInt8(truncatingIfNeeded: value) ^ byte)] ^ (value >> 8)
      }
      return value
    }
  }

  private static let table: [UInt32] = (0..<256).map { index in
    var value = UInt32(index)
    for _ in 0..<8 { value = value & 1 == 0 ? value >> 1 : value >> 1 ^ 0x82f6_3b78 }
    return value
  }
}
