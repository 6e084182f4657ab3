/// A 256-bit digest.
public struct SHA256Digest: Hashable, Sendable, CustomStringConvertible {
  /// The 32 bytes, most significant first as FIPS 180-4 writes them.
  public let bytes: [UInt8]

  /// Takes the 32 bytes as they are; nil for any other number.
  init?(_ bytes: [UInt8]) {
    guard bytes.count == SHA256Digest.byteCount else { return nil }
    self.bytes = bytes
  }

  fileprivate init(state: [UInt32]) {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(SHA256Digest.byteCount)
    for word in state {
      for shift in [UInt32(24), 16, 8, 0] { bytes.append(UInt8(truncatingIfNeeded: word >> shift)) }
    }
    self.bytes = bytes
  }

  static let byteCount = 32

  /// What stands in a header while the digest isn't known yet.
  static let zero = SHA256Digest(state: Array(repeating: 0, count: byteCount / 4))

  /// The digest as 64 lower-case hexadecimal digits.
  public var description: String { hexadecimal(bytes) }
}

/// SHA-256 as FIPS 180-4 defines it, fed piece by piece.
public struct SHA256: Sendable {
  private var state: [UInt32] = [
    0x6a09_e667, 0xbb67_ae85, 0x3c6e_f372, 0xa54f_f53a, 0x510e_527f, 0x9b05_688c, 0x1f83_d9ab, 0x5be0_cd19,
  ]
  private var pending: [UInt8] = []
  private var length: UInt64 = 0
  private var schedule = [UInt32](repeating: 0, count: 64)

  private static let blockSize = 64

  /// The digest of what has been fed so far starts as that of no bytes.
  public init() {
    pending.reserveCapacity(SHA256.blockSize)
  }

  /// The digest of `bytes`.
  public static func digest(of bytes: [UInt8]) -> SHA256Digest {
    var hash = SHA256()
    hash.update(bytes)
    return hash.finalized()
  }

  /// Feeds more bytes.
  public mutating func update(_ bytes: [UInt8]) {
    length &+= UInt64(bytes.count)
    var start = 0
    if !pending.isEmpty {
      start = min(SHA256.blockSize - pending.count, bytes.count)
      pending.append(contentsOf: bytes[..<start])
      guard pending.count == SHA256.blockSize else { return }
      let block = pending
      block.withUnsafeBufferPointer { compress($0, from: 0) }
      pending.removeAll(keepingCapacity: true)
    }
    bytes.withUnsafeBufferPointer { all in
      while all.count - start >= SHA256.blockSize {
        compress(all, from: start)
        start += SHA256.blockSize
      }
    }
    pending.append(contentsOf: bytes[start...])
  }

  /// The digest of everything fed so far; more can be fed afterwards.
  public func finalized() -> SHA256Digest {
    var last = self
    let bits = length &* 8
    var padding: [UInt8] = [0x80]
    while (pending.count + padding.count) % SHA256.blockSize != SHA256.blockSize - 8 { padding.append(0) }
    for shift in stride(from: UInt64(56), through: 0, by: -8) {
      padding.append(UInt8(truncatingIfNeeded: bits >> shift))
    }
    last.update(padding)
    return SHA256Digest(state: last.state)
  }

  /// One round of the compression function on the 64 bytes that start at `start`, which must be there.
  private mutating func compress(_ bytes: UnsafeBufferPointer<UInt8>, from start: Int) {
    state.withUnsafeMutableBufferPointer { state in
      schedule.withUnsafeMutableBufferPointer { words in
        SHA256.constants.withUnsafeBufferPointer { constants in
          for index in 0..<16 {
            let byte = start + index * 4
            words[index] =
              UInt32(bytes[byte]) << 24 | UInt32(bytes[byte + 1]) << 16 | UInt32(bytes[byte + 2]) << 8
              | UInt32(bytes[byte + 3])
          }
          for index in 16..<64 {
            let (early, late) = (words[index - 15], words[index - 2])
            let first = rotate(early, 7) ^ rotate(early, 18) ^ (early >> 3)
            let second = rotate(late, 17) ^ rotate(late, 19) ^ (late >> 10)
            words[index] = words[index - 16] &+ first &+ words[index - 7] &+ second
          }
          var (a, b, c, d) = (state[0], state[1], state[2], state[3])
          var (e, f, g, h) = (state[4], state[5], state[6], state[7])
          for index in 0..<64 {
            let sum1 = rotate(e, 6) ^ rotate(e, 11) ^ rotate(e, 25)
            let choice = (e & f) ^ (~e & g)
            let first = h &+ sum1 &+ choice &+ constants[index] &+ words[index]
            let sum0 = rotate(a, 2) ^ rotate(a, 13) ^ rotate(a, 22)
            let majority = (a & b) ^ (a & c) ^ (b & c)
            (h, g, f, e) = (g, f, e, d &+ first)
            (d, c, b, a) = (c, b, a, first &+ sum0 &+ majority)
          }
          for (index, value) in [a, b, c, d, e, f, g, h].enumerated() { state[index] &+= value }
        }
      }
    }
  }

  /// The first 32 bits of the fractional parts of the cube roots of the first 64 primes.
  private static let constants: [UInt32] = [
    0x428a_2f98, 0x7137_4491, 0xb5c0_fbcf, 0xe9b5_dba5, 0x3956_c25b, 0x59f1_11f1, 0x923f_82a4, 0xab1c_5ed5,
    0xd807_aa98, 0x1283_5b01, 0x2431_85be, 0x550c_7dc3, 0x72be_5d74, 0x80de_b1fe, 0x9bdc_06a7, 0xc19b_f174,
    0xe49b_69c1, 0xefbe_4786, 0x0fc1_9dc6, 0x240c_a1cc, 0x2de9_2c6f, 0x4a74_84aa, 0x5cb0_a9dc, 0x76f9_88da,
    0x983e_5152, 0xa831_c66d, 0xb003_27c8, 0xbf59_7fc7, 0xc6e0_0bf3, 0xd5a7_9147, 0x06ca_6351, 0x1429_2967,
    0x27b7_0a85, 0x2e1b_2138, 0x4d2c_6dfc, 0x5338_0d13, 0x650a_7354, 0x766a_0abb, 0x81c2_c92e, 0x9272_2c85,
    0xa2bf_e8a1, 0xa81a_664b, 0xc24b_8b70, 0xc76c_51a3, 0xd192_e819, 0xd699_0624, 0xf40e_3585, 0x106a_a070,
    0x19a4_c116, 0x1e37_6c08, 0x2748_774c, 0x34b0_bcb5, 0x391c_0cb3, 0x4ed8_aa4a, 0x5b9c_ca4f, 0x682e_6ff3,
    0x748f_82ee, 0x78a5_636f, 0x84c8_7814, 0x8cc7_0208, 0x90be_fffa, 0xa450_6ceb, 0xbef9_a3f7, 0xc671_78f2,
  ]
}

@inline(__always)
private func rotate(_ value: UInt32, _ count: UInt32) -> UInt32 {
  value >> count | value << (32 - count)
}

/// `bytes` as lower-case hexadecimal digits.
func hexadecimal(_ bytes: some Collection<UInt8>) -> String {
  let digits = Array("0123456789abcdef")
  return String(bytes.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] })
}
