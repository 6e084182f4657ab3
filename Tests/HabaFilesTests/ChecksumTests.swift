import HabaFiles
import Testing

struct ChecksumTests {
  /// The check value of the CRC catalogue, and RFC 3720, appendix B.4.
  @Test func `CRC-32C gives the published values`() {
    #expect(CRC32C.checksum(Array("123456789".utf8)) == 0xe306_9283)
    #expect(CRC32C.checksum([UInt8](repeating: 0, count: 32)) == 0x8a91_36aa)
    #expect(CRC32C.checksum([UInt8](repeating: 0xff, count: 32)) == 0x62a8_ab43)
    #expect(CRC32C.checksum((0..<32).map { UInt8($0) }) == 0x46dd_794e)
    #expect(CRC32C.checksum((0..<32).reversed().map { UInt8($0) }) == 0x113f_db5c)
    #expect(CRC32C.checksum([UInt8]()) == 0)
  }

  @Test func `CRC-32C is the same however the bytes are cut`() {
    for piece in 1...10 {
      var checksum = CRC32C()
      var rest = Array("123456789".utf8)[...]
      while !rest.isEmpty {
        checksum.update(rest.prefix(piece))
        rest = rest.dropFirst(piece)
      }
      #expect(checksum.value == 0xe306_9283, "pieces of \(piece)")
    }
  }
}
