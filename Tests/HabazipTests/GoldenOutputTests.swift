import Foundation
import HabaFormat
import Testing

/// The way from the command's words to pixels stays what it was.
///
/// What lies between is held to digests in HabaCodecTests, which says what they may hang on. A digest is the first 16 digits of a SHA-256.
@Suite struct `Golden outputs` {
  /// Words of `compress` after those that all runs have, what pixels they give, and what numpy's file of them is.
  static let runs: [(data: String, words: String, pixels: String, npz: String)] = [
    ("main", "--budget 60KB --hold-out 12.5% --seed 3", "820b923917cb5fcd", "4376fb995567e565"),
    (
      "main", "--size 16x12 --fit crop --bases-per-class 1 --hallucinators 2 --bits 5", "faec9528627d5a2e",
      "ef97987dba9cf4a4"
    ),
    ("pictures", "--budget 4KB --metadata licence=CC0", "56b127f5cf8b2771", "c3e3ed913c630b61"),
    ("pictures", "--size 12x10 --fit pad --hallucinators 0 --bits 8", "dfed1e1bd9fd11f0", "93e6735d921e1f63"),
    ("idx", "--kind idx --bases-per-class 2", "531e1f8a94878a60", "66c7c9fd116c13de"),
    ("idx", "--hallucinators auto --budget 3KiB", "1ff136035bc9ee35", "581d728514a56dcd"),
  ]

  @Test(arguments: runs)
  func `words of the command give the pixels that they always gave`(
    data: String, words: String, pixels: String, npz: String
  ) throws {
    let folder = try TemporaryFolder()
    try SmallData.pictures(in: folder, named: "pictures", side: 9)
    try SmallData.idx(in: folder, named: "idx")
    let path = data == "main" ? `Every kind of data set`.root + "/main" : folder / data
    let compress = ["compress", path, "-o", folder / "a.haba", "--effort", "1", "-q"]
    for command in [
      compress + words.split(separator: " ").map(String.init),
      ["expand", folder / "a.haba", "-o", folder / "a.npz", "--format", "npz", "-q"],
    ] {
      let outcome = try Command.run(command)
      try #require(outcome.status == 0, "\(outcome.error)")
    }
    let found = try #require(try Command.run("inspect", folder / "a.haba", "--json").json)
    #expect((found["pixels_sha256"] as? String)?.prefix(16) == pixels[...])
    #expect(SHA256.digest(of: folder.read("a.npz")).description.prefix(16) == npz[...])
  }
}
