import HabaTensor

extension MalformedCase {
  static let lengths = [
    MalformedCase("no header", { $0.header = [] }) { _ in
      .header(offset: 8, expected: "'{'", found: "the header's end")
    },
    MalformedCase("a header longer than the file", { $0.length = 1000 }) {
      .truncated(part: "the header", declared: 1000, found: $0.bytes.count - 8)
    },
    MalformedCase("a header longer than allowed", { $0.length = (1 << 25) + 1 }) { _ in
      .limitExceeded(what: "bytes of header", allowed: 1 << 25, declared: (1 << 25) + 1)
    },
    MalformedCase("a header longer than anything", { $0.length = .max }) { _ in
      .limitExceeded(what: "bytes of header", allowed: 1 << 25, declared: .max)
    },
    MalformedCase("a byte too few", { $0.data[1].removeLast() }) { _ in
      .truncated(part: "the tensors", declared: 12, found: 11)
    },
    MalformedCase("no data", { $0.data = [[], []] }) { _ in
      .truncated(part: "the tensors", declared: 12, found: 0)
    },
    MalformedCase("a byte too many", { $0.data[1].append(0) }) { _ in .trailingBytes(declared: 12, found: 13) },
  ]

  static let checksums =
    [
      "", "12345678", "12345678 12345678", "12345678 12345678 12345678 12345678", "12345678  12345678 12345678",
      "12345678 12345678 12345678 ", "1234567A 12345678 12345678", "+1234567 12345678 12345678",
      "012345678 12345678 12345678", "1234567 12345678 12345678", "12345678,12345678,12345678",
    ].map { text in
      MalformedCase("'\(text)' for checksums", "CHECKSUMS", text) {
        .notChecksums(found: text, expected: "3 of eight small hexadecimal digits", offset: $0.firstChecksum)
      }
    } + [
      MalformedCase("no metadata", #""__metadata__":{"crc32c":"CHECKSUMS"},"#, "") { _ in .noChecksum },
      MalformedCase("no checksum", #""crc32c""#, #""CRC32C""#) { _ in .noChecksum },
      MalformedCase("digits as escapes", "CHECKSUMS", #"1234567\u0038 12345678 12345678"#) {
        .notChecksums(found: "12345678 12345678 12345678", expected: "plain digits", offset: $0.firstChecksum)
      },
      MalformedCase("a wrong checksum of the header", "CHECKSUMS", "12345678 12345678 12345678") {
        var covered = Array($0.bytes.dropLast(12))
        covered.replaceSubrange($0.firstChecksum..<$0.firstChecksum + 8, with: "00000000".utf8)
        return .checksumMismatch(
          part: "the header", declared: 0x1234_5678, found: HandmadeStateFile.checksum(covered))
      },
      MalformedCase(
        "two tensors that changed places",
        {
          $0.replace("[2]", "[1]")
          $0.replace("[0,8]", "[0,4]")
          $0.replace("[8,12]", "[4,8]")
          $0.data = [[1, 2, 3, 4], [5, 6, 7, 8]]
          $0.isDataReversed = true
        }
      ) { _ in
        .checksumMismatch(
          part: "tensor 'a'", declared: HandmadeStateFile.checksum([1, 2, 3, 4]),
          found: HandmadeStateFile.checksum([5, 6, 7, 8]))
      },
    ]
}

extension HandmadeStateFile {
  /// Where the checksums start.
  fileprivate var firstChecksum: Int { offset(of: #""crc32c":""#) + 10 }
}
