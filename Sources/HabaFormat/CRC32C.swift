/// CRC-32C (Castagnoli): polynomial 0x1EDC6F41, reflected, all ones in, inverted out.
public enum CRC32C {
  /// The checksum of `bytes`; of none it is 0.
  public static func checksum(_ bytes: some Collection<UInt8>) -> UInt32 {
    let fast = bytes.withContiguousStorageIfAvailable { update(.max, with: $0) }
    return ~(fast ?? update(.max, with: Array(bytes)))
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
