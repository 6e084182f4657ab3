@testable import HabaTensor

/// A state file put together from its parts: right in all that isn't changed.
///
/// As it stands: "a" of shape [2] and "b" of no axes. Length and checksums follow whatever the header is changed to.
struct HandmadeStateFile {
  static let checksums = "CHECKSUMS"
  static let a = #""a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}"#
  static let b = #""b":{"dtype":"F32","shape":[],"data_offsets":[8,12]}"#

  /// The header; "CHECKSUMS" in it stands for what is right.
  var header: [UInt8]
  /// The tensors' values, in order.
  var data: [[UInt8]] = [[0, 0, 0x80, 0x3f, 0, 0, 0, 0x80], [0x23, 0x01, 0xc0, 0x7f]]
  /// Whether the values come in the other order in the file, with the checksums as they were.
  var isDataReversed = false
  /// The header's length; nil for the right one.
  var length: UInt64?

  init(_ members: String...) {
    header = Array("{\(([#""__metadata__":{"crc32c":"CHECKSUMS"}"#] + members).joined(separator: ","))}".utf8)
  }

  init() { self.init(Self.a, Self.b) }

  /// Puts other text in place of some, which is there once.
  mutating func replace(_ text: String, _ other: String) { replace(text, bytes: Array(other.utf8)) }

  /// Puts bytes in place of text, which is there once.
  mutating func replace(_ text: String, bytes: [UInt8]) {
    guard let start = Self.place(of: Array(text.utf8), in: header) else { preconditionFailure("no \(text)") }
    header.replaceSubrange(start..<start + text.utf8.count, with: bytes)
  }

  /// The file's bytes.
  var bytes: [UInt8] {
    let words = ["00000000"] + data.map { Self.hexadecimal(Self.checksum($0)) }
    var header = header
    let start = Self.place(of: Array(Self.checksums.utf8), in: header)
    if let start {
      header.replaceSubrange(start..<start + Self.checksums.utf8.count, with: words.joined(separator: " ").utf8)
    }
    let length = length ?? UInt64(header.count)
    var bytes = (0..<8).map { UInt8(truncatingIfNeeded: length >> ($0 * 8)) } + header
    if let start {
      bytes.replaceSubrange(start + 8..<start + 16, with: Self.hexadecimal(Self.checksum(bytes)).utf8)
    }
    return bytes + (isDataReversed ? data.reversed() : data).joined()
  }

  /// Where in the file some text of the header is.
  func offset(of text: String) -> Int { Self.place(of: Array(text.utf8), in: bytes) ?? -1 }

  /// CRC-32C bit by bit, as its definition has it.
  static func checksum(_ bytes: [UInt8]) -> UInt32 {
    var value = UInt32.max
    for byte in bytes {
      value ^= UInt32(byte)
      for _ in 0..<8 { value = value & 1 == 0 ? value >> 1 : value >> 1 ^ 0x82f6_3b78 }
    }
    return ~value
  }

  static func hexadecimal(_ value: UInt32) -> String {
    (0..<8).map { String(value >> (28 - 4 * $0) & 15, radix: 16) }.joined()
  }

  private static func place(of text: [UInt8], in bytes: [UInt8]) -> Int? {
    guard bytes.count >= text.count else { return nil }
    return (0...bytes.count - text.count).first { bytes[$0...].starts(with: text) }
  }
}

/// Bits of every value.
func bits(_ tensor: Tensor?) -> [UInt32]? { tensor?.values.map(\.bitPattern) }
