import HabaTensor

extension MalformedCase {
  static let syntax = [
    MalformedCase("a space before the header", "{\"__", " {\"__", at: " {", "'{'", "byte 32"),
    MalformedCase("a byte order mark", "{\"__", "\u{feff}{\"__", at: "\u{feff}", "'{'", "byte 239"),
    MalformedCase("a list", { $0.header = Array("[]".utf8) }) { _ in
      .header(offset: 8, expected: "'{'", found: "'['")
    },
    MalformedCase("a line end after it", "12]}}", "12]}}\n", at: "12]}}", plus: 5, spacesOnly, "byte 10"),
    MalformedCase("a zero after it", "12]}}", "12]}} \0", at: "12]}}", plus: 6, spacesOnly, "byte 0"),
    MalformedCase("a second object", "12]}}", "12]}}{}", at: "12]}}", plus: 5, spacesOnly, "'{'"),
    MalformedCase("cut off", "}}", "}", at: "12]}", plus: 4, "',' or '}'", "the header's end"),
    MalformedCase("a comma too many", "}}", "},}", at: "},}", plus: 2, "a string", "'}'"),
    MalformedCase("two commas", ",\"b\"", ",,\"b\"", at: ",,", plus: 1, "a string", "','"),
    MalformedCase("a comma too few", "},\"b\"", "}\"b\"", at: "}\"b\"", plus: 1, "',' or '}'", "'\"'"),
    MalformedCase("no colon", "\"b\":", "\"b\"", at: "\"b\"", plus: 3, "':'", "'{'"),
    MalformedCase("no value", "\"F32\"", "", at: ":,", plus: 1, "a string", "','"),
    MalformedCase("a bare key", "\"shape\"", "shape", at: "shape", "a string", "'s'"),
    MalformedCase("quotes of another sort", "\"shape\"", "'shape'", at: "'shape'", "a string", "'''"),
    MalformedCase("a comment", "\"shape\"", "/**/\"shape\"", at: "/**/", "a string", "'/'"),
    MalformedCase("null for a tensor", { $0 = .init(HandmadeStateFile.a, "\"b\":null") }) {
      .header(offset: $0.offset(of: "null"), expected: "'{'", found: "'n'")
    },
    MalformedCase("a list for metadata", "{\"crc32c\":\"CHECKSUMS\"}", "[]", at: "[]", "'{'", "'['"),
    MalformedCase("a number as metadata", "CHECKSUMS\"", "CHECKSUMS\",\"step\":1", at: "1}", "a string", "'1'"),
    MalformedCase("metadata in metadata", "CHECKSUMS\"", "CHECKSUMS\",\"x\":{}", at: "{}", "a string", "'{'"),
    MalformedCase("a list in a shape", "[2]", "[[2]]", at: "[2]", "a whole number", "'['"),
    MalformedCase("a string in a shape", "[2]", "[\"2\"]", at: "\"2\"", "a whole number", "'\"'"),
    MalformedCase("a number for a shape", "[2]", "2", at: "2,", "'['", "'2'"),
    MalformedCase("a negative axis", "[2]", "[-2]", at: "-2", "a whole number", "'-'"),
    MalformedCase("an axis with a point", "[2]", "[2.0]", at: ".0", "',' or ']'", "'.'"),
    MalformedCase("an axis with an exponent", "[2]", "[2e0]", at: "e0", "',' or ']'", "'e'"),
    MalformedCase("an axis with a zero before", "[2]", "[02]", at: "02", "a whole number", "one that starts with 0"),
    MalformedCase("an open list", "[2]", "[2", at: "[2,", plus: 3, "a whole number", "'\"'"),
    MalformedCase("a list with a comma too many", "[2]", "[2,]", at: "[2,]", plus: 3, "a whole number", "']'"),
    MalformedCase("a number too large", "[2]", "[9007199254740992]", at: "9007", upTo, "a larger one"),
    MalformedCase(
      "a number of a thousand digits", "[2]", "[\(String(repeating: "9", count: 1000))]", at: "99", upTo,
      "a larger one"),
  ]

  private static let spacesOnly = "spaces up to the header's end"
  private static let upTo = "a number up to 9007199254740991"

  static let strings =
    [
      MalformedCase("a control character", "\"b\"", "\"b\u{1}\"", at: "\u{1}", rest, "byte 1"),
      MalformedCase("a line end in a name", "\"b\"", "\"b\n\"", at: "\n", rest, "byte 10"),
      MalformedCase("an open string", "[8,12]}}", "[8,12]},\"", at: "12]},\"", plus: 6, rest, "the header's end"),
      MalformedCase("an escape JSON lacks", "\"b\"", "\"\\x62\"", at: "x62", "an escape that JSON has", "'x'"),
      MalformedCase("half an escape", "\"b\"", "\"\\u006\"", at: "006\"", plus: 3, "a hexadecimal digit", "'\"'"),
      MalformedCase("a sign in an escape", "\"b\"", "\"\\u+062\"", at: "+062", "a hexadecimal digit", "'+'"),
      MalformedCase(
        "an escape at the end", "[8,12]}}", "[8,12]},\"\\", at: "\"\\", plus: 2, "the rest of an escape",
        "the header's end"),
      MalformedCase("a high surrogate", "\"b\"", "\"\\ud83d\"", at: "\\ud83d", pair, "half of them"),
      MalformedCase("a low surrogate", "\"b\"", "\"\\ude00\"", at: "\\ude00", pair, "half of them"),
      MalformedCase("surrogates changed over", "\"b\"", "\"\\ude00\\ud83d\"", at: "\\ude00", pair, "half of them"),
      MalformedCase("two high surrogates", "\"b\"", "\"\\ud83d\\ud83d\"", at: "\\ud83d", pair, "half of them"),
      MalformedCase("a high surrogate before text", "\"b\"", "\"\\ud83dxx\"", at: "\\ud83d", pair, "half of them"),
    ]
    + notUTF8.map { name, bytes in
      MalformedCase(name, { $0.replace("\"b\"", bytes: [0x22] + bytes + [0x22]) }) {
        .header(
          offset: $0.offset(of: "}") + 3 + HandmadeStateFile.a.utf8.count, expected: "a string of UTF-8",
          found: "other bytes")
      }
    }

  private static let rest = "the rest of a string"
  private static let pair = "two surrogates that belong together"
  private static let notUTF8: [(String, [UInt8])] = [
    ("a lone byte of UTF-8", [0x80]), ("a character cut off", [0xc3]), ("a character written too long", [0xc1, 0xa2]),
    ("a surrogate in UTF-8", [0xed, 0xa0, 0x80]), ("beyond Unicode", [0xf4, 0x90, 0x80, 0x80]), ("0xff", [0xff]),
  ]

  static let names = [
    MalformedCase("a tensor twice", { $0 = .init(HandmadeStateFile.a, HandmadeStateFile.a) }) {
      .duplicate(name: "a", offset: $0.offset(of: ",\"a\":{") + 1 + HandmadeStateFile.a.utf8.count + 1)
    },
    MalformedCase("a tensor twice, once with an escape", "\"b\"", "\"\\u0061\"") {
      .duplicate(name: "a", offset: $0.offset(of: "\"\\u0061"))
    },
    // Swift holds both for one name, and so would whoever looks a tensor up.
    MalformedCase(
      "a name in two ways to write it",
      {
        $0.replace("\"a\"", "\"é\"")
        $0.replace("\"b\"", "\"e\u{301}\"")
      }
    ) { .duplicate(name: "é", offset: $0.offset(of: "\"e\u{301}")) },
    MalformedCase("metadata twice", "\"b\"", "\"__metadata__\"") {
      .duplicate(name: "__metadata__", offset: $0.offset(of: "\"__metadata__\":{\"d"))
    },
    MalformedCase("a key twice", "\"CHECKSUMS\"", "\"CHECKSUMS\",\"k\":\"\",\"k\":\"\"") {
      .duplicate(name: "k", offset: $0.offset(of: "\"k\"") + 7)
    },
    MalformedCase("checksums twice", "\"CHECKSUMS\"", "\"CHECKSUMS\",\"crc32c\":\"\"") {
      .duplicate(name: "crc32c", offset: $0.offset(of: "\"crc32c\":\"\""))
    },
    MalformedCase("no name", "\"b\"", "\"\"") { .invalidName("", offset: $0.offset(of: "\"\":")) },
    MalformedCase("a long name", "\"b\"", "\"\(String(repeating: "x", count: 256))\"") {
      .invalidName(String(repeating: "x", count: 40) + "…", offset: $0.offset(of: "\"x"))
    },
    MalformedCase("no key", "\"CHECKSUMS\"", "\"CHECKSUMS\",\"\":\"\"") {
      .invalidName("", offset: $0.offset(of: "\"\":"))
    },
    MalformedCase("a long key", "\"CHECKSUMS\"", "\"CHECKSUMS\",\"\(String(repeating: "x", count: 256))\":\"\"") {
      .invalidName(String(repeating: "x", count: 40) + "…", offset: $0.offset(of: "\"x"))
    },
    MalformedCase(
      "too much metadata", "\"CHECKSUMS\"", "\"CHECKSUMS\"" + (0..<257).map { ",\"\($0)\":\"\"" }.joined()
    ) { _ in .limitExceeded(what: "entries of metadata", allowed: 256, declared: 257) },
  ]

  static let fields = [
    MalformedCase("no type", "\"dtype\":\"F32\",\"shape\":[]", "\"shape\":[]") {
      .missingField(tensor: "b", field: "dtype", offset: $0.offset(of: "\"b\""))
    },
    MalformedCase("no shape", "\"shape\":[],", "") {
      .missingField(tensor: "b", field: "shape", offset: $0.offset(of: "\"b\""))
    },
    MalformedCase("no offsets", ",\"data_offsets\":[8,12]", "") {
      .missingField(tensor: "b", field: "data_offsets", offset: $0.offset(of: "\"b\""))
    },
    MalformedCase("nothing on a tensor", { $0 = .init("\"a\":{}") }) {
      .missingField(tensor: "a", field: "dtype", offset: $0.offset(of: "\"a\""))
    },
    MalformedCase("a type twice", "\"shape\":[]", "\"dtype\":\"F32\"") {
      .duplicate(name: "dtype", offset: $0.offset(of: "\"dtype\":\"F32\",\"data"))
    },
    MalformedCase("a shape twice", "\"shape\":[],", "\"shape\":[],\"shape\":[],") {
      .duplicate(name: "shape", offset: $0.offset(of: "\"shape\":[],\"data"))
    },
    MalformedCase("offsets twice", "[8,12]", "[8,12],\"data_offsets\":[8,12]") {
      .duplicate(name: "data_offsets", offset: $0.offset(of: "\"data_offsets\":[8,12]}"))
    },
    MalformedCase("a field more", "\"shape\":[]", "\"order\":\"C\",\"shape\":[]") {
      .unknownField(tensor: "b", field: "order", offset: $0.offset(of: "\"order\""))
    },
    MalformedCase("half precision", "\"F32\",\"shape\":[2]", "\"BF16\",\"shape\":[2]") {
      .unsupportedType(tensor: "a", found: "BF16", offset: $0.offset(of: "\"BF16"))
    },
    MalformedCase("a type in small letters", "\"F32\",\"shape\":[2]", "\"f32\",\"shape\":[2]") {
      .unsupportedType(tensor: "a", found: "f32", offset: $0.offset(of: "\"f32"))
    },
    MalformedCase("a number for a type", "\"F32\"", "32", at: "32,", "a string", "'3'"),
    MalformedCase("nine axes", "[2]", "[2,1,1,1,1,1,1,1,1]") { _ in
      .limitExceeded(what: "axes of tensor 'a'", allowed: 8, declared: 9)
    },
    MalformedCase("an axis too long", "[2]", "[2147483648]") {
      .invalidShape(tensor: "a", found: [2_147_483_648], offset: $0.offset(of: "[2147"))
    },
    MalformedCase("more places than can be counted", "[2]", "[2147483647,2147483647,2147483647]") {
      .invalidShape(
        tensor: "a", found: [.init(Int32.max), .init(Int32.max), .init(Int32.max)], offset: $0.offset(of: "[2147"))
    },
    // The product would be 0 in one order and overflow in the other.
    MalformedCase("the same with an axis of none", "[2]", "[0,2147483647,2147483647,2147483647]") {
      .invalidShape(
        tensor: "a", found: [0, .init(Int32.max), .init(Int32.max), .init(Int32.max)], offset: $0.offset(of: "[0,2147"))
    },
    MalformedCase("bytes that wrap around to the right number", "[2]", "[1073741824,1073741824,4,2]") {
      .invalidShape(tensor: "a", found: [1 << 30, 1 << 30, 4, 2], offset: $0.offset(of: "[1073"))
    },
  ]

  static let places = [
    MalformedCase("one offset", "[8,12]", "[8]", at: "[8]", startAndEnd, "[8]"),
    MalformedCase("no offsets at all", "[8,12]", "[ ]", at: "[ ]", startAndEnd, "[]"),
    MalformedCase("three offsets", "[8,12]", "[8,12,12]") { _ in
      .limitExceeded(what: "offsets of tensor 'b'", allowed: 2, declared: 3)
    },
    MalformedCase("an end before the start", "[8,12]", "[12,8]", at: "[12,8]", startAndEnd, "[12, 8]"),
    MalformedCase("a hole at the start", "[0,8]", "[4,12]") { _ in .misplaced(tensor: "a", expected: 0, found: 4) },
    MalformedCase("a hole", "[8,12]", "[12,16]") { _ in .misplaced(tensor: "b", expected: 8, found: 12) },
    MalformedCase("an overlap", "[8,12]", "[4,8]") { _ in .misplaced(tensor: "b", expected: 8, found: 4) },
    MalformedCase("out of order", { $0 = .init(HandmadeStateFile.b, HandmadeStateFile.a) }) { _ in
      .misplaced(tensor: "b", expected: 0, found: 8)
    },
    MalformedCase("more bytes than its shape needs", "[2]", "[1]") { _ in
      .wrongSize(tensor: "a", shape: [1], expected: 4, found: 8)
    },
    MalformedCase("fewer bytes than its shape needs", "[2]", "[2,2]") { _ in
      .wrongSize(tensor: "a", shape: [2, 2], expected: 16, found: 8)
    },
    MalformedCase("bytes without places", "[2]", "[2,0]") { _ in
      .wrongSize(tensor: "a", shape: [2, 0], expected: 0, found: 8)
    },
    MalformedCase("an end that no file has", "[8,12]", "[8,9007199254740991]") { _ in
      .wrongSize(tensor: "b", shape: [], expected: 4, found: 9_007_199_254_740_983)
    },
  ]

  private static let startAndEnd = "a start and an end, not before it"
}
