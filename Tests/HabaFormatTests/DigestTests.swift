import HabaFormat
import Testing

struct DigestTests {
  /// The examples of FIPS 180-4 as NIST publishes them ("SHA256.pdf", examples with intermediate values; the
  /// million from its Secure Hash Standard test cases) and the empty message.
  @Test(arguments: [
    ("", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
    ("abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
    (
      "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
      "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"
    ),
    (
      "abcdefghbcdefghicdefghijdefghijkefghijklfghijklmghijklmnhijklmnoijklmnopjklmnopqklmnopqrlmnopqrsmnopqrstnopqrstu",
      "cf5b16a778af8380036ce59e7b0492370b249b11e8f07a51afac45037afee9d1"
    ),
    (
      String(repeating: "a", count: 1_000_000),
      "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0"
    ),
  ])
  func `SHA-256 gives the digests that NIST publishes`(message: String, digest: String) {
    #expect(SHA256.digest(of: Array(message.utf8)).description == digest)
  }

  /// Digests of the first n bytes of (31 i + 7) mod 256, from Python's hashlib.
  @Test(arguments: [
    (55, "8aa994584139d128"), (56, "ad574708f75c044c"), (63, "280ed3e8ff1df845"), (64, "c6ab9724ade5b6a7"),
    (65, "788367c73c7ddf4c"), (119, "3d610547d68216de"), (120, "1f80156a804cb786"), (127, "192409cd280e14b7"),
    (128, "cc548ca2dec1f6fe"), (1000, "5097e7d587352f50"),
  ])
  func `SHA-256 is right around the edges of a block, however it is fed`(count: Int, start: String) {
    let bytes = (0..<count).map { UInt8(truncatingIfNeeded: $0 * 31 + 7) }
    #expect(SHA256.digest(of: bytes).description.hasPrefix(start))
    for piece in [1, 7, 63, 64, 65] {
      var hash = SHA256()
      var rest = bytes[...]
      while !rest.isEmpty {
        hash.update(Array(rest.prefix(piece)))
        rest = rest.dropFirst(piece)
      }
      #expect(hash.finalized() == SHA256.digest(of: bytes))
    }
  }
}
