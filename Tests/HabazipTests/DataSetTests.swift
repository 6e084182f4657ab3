import Foundation
import Testing

@Suite struct `Data sets at the command` {
  private let quick = ["--trials", "1", "--steps", "3", "--width", "4", "--json"]

  /// Photos of two sizes: the second half of each class is wider.
  private func photos(in folder: TemporaryFolder, named name: String) throws {
    try SmallData.pictures(in: folder, named: name, perClass: 8, side: 12)
    for (label, className) in ["ant", "bee", "cat"].enumerated() {
      for index in 8..<12 {
        let plane = SmallData.image(label: label, index: index, side: 16, channels: 3)
        let cut = (0..<3).flatMap { plane[$0 * 256..<$0 * 256 + 192] }
        try folder.write(
          PNGFile.encode(cut, channels: 3, height: 12, width: 16), to: "\(name)/\(className)/\(index).png")
      }
    }
  }

  private func run(_ words: [String], in folder: TemporaryFolder) throws -> Outcome {
    let outcome = try Command.run(words, in: folder.path)
    try #require(outcome.status == 0, "\(outcome.error)")
    return outcome
  }

  /// Runs a command line that a message proposed, as a shell does.
  private func runProposed(in message: String, at folder: TemporaryFolder) throws -> Outcome {
    let line = try #require(message.components(separatedBy: "for example: ").dropFirst().first)
    let path = URL(fileURLWithPath: Command.path).deletingLastPathComponent().path
    return try Running(
      ["/bin/sh", "-c", line], in: folder.path,
      environment: ["PATH": path + ":" + (ProcessInfo.processInfo.environment["PATH"] ?? "")]
    ).wait()
  }

  @Test func `photos of unequal size are refused with the whole command that works`() throws {
    let folder = try TemporaryFolder()
    try photos(in: folder, named: "my photos")
    let refused = try Command.run(
      "compress", "my photos", "-o", "it's.haba", "--effort", "1", in: folder.path)
    expectFailure(refused, status: 65, naming: "12x12", "16x12", "'my photos'", "--size 12x12")
    #expect(try runProposed(in: refused.error, at: folder).status == 0)
    #expect(folder.exists("it's.haba"))
  }

  @Test func `the size that is proposed is one that the budget can pay for`() throws {
    let folder = try TemporaryFolder()
    try photos(in: folder, named: "photos")
    let words = ["compress", "photos", "-o", "a.haba", "--effort", "1", "--budget", "1000"]
    let refused = try Command.run(words, in: folder.path)
    // Of 12x12 the smallest archive would have more.
    expectFailure(try Command.run(words + ["--size", "12x12"], in: folder.path), status: 64, naming: "budget")
    expectFailure(refused, status: 65, naming: "--size 6x6")
    #expect(try runProposed(in: refused.error, at: folder).status == 0)
  }

  @Test func `test images are fitted as the archive's own were, and what was held out is what is tested`() throws {
    let folder = try TemporaryFolder()
    try photos(in: folder, named: "photos")
    let made = try run(
      ["compress", "photos", "-o", "a.haba", "--size", "8", "--hold-out", "25%", "--effort", "1", "--json"], in: folder)
    #expect(made.error.contains("36 images of 8x8 RGB (fitted: crop)"))
    let held = try #require(made.json?["hold_out"] as? [String: Any])
    #expect(held["images"] as? Int == 9 && held["share"] as? String == "25%")
    #expect((made.json?["source"] as? [String: Any])?["images"] as? Int == 27)
    let told = try run(["inspect", "a.haba", "--json"], in: folder).json?["provenance"] as? [String: Any]
    #expect(told?["fit"] as? String == "crop" && told?["held-out"] as? String == "25%")
    #expect(told?["source"] as? String == held["source"] as? String)

    let tested = try run(["evaluate", "a.haba", "--test", "photos"] + quick, in: folder)
    #expect(tested.json?["test_images"] as? Int == 9)
    #expect(!tested.error.contains("warning"), "\(tested.error)")
    _ = try run(["expand", "a.haba", "-o", "images"], in: folder)
    let expanded = try run(["evaluate", "images", "--test", "photos"] + quick, in: folder)
    #expect(expanded.json?["trials"] as? [[String: Double]] == tested.json?["trials"] as? [[String: Double]])
    #expect(expanded.json?["test_images"] as? Int == 9)

    // The same images under other names are the same data; one image less is not.
    try FileManager.default.moveItem(atPath: folder / "photos/bee/0.png", toPath: folder / "photos/bee/new.png")
    #expect(try run(["evaluate", "a.haba", "--test", "photos"] + quick, in: folder).json?["test_images"] as? Int == 9)
    try FileManager.default.removeItem(atPath: folder / "photos/bee/new.png")
    expectFailure(
      try Command.run(["evaluate", "a.haba", "--test", "photos"] + quick, in: folder.path), status: 65,
      naming: "changed", "--whole-test")
    let whole = try run(["evaluate", "a.haba", "--test", "photos", "--whole-test"] + quick, in: folder)
    #expect(whole.json?["test_images"] as? Int == 35)
    #expect(whole.error.contains("the archive may have been made of these very images"))
  }

  @Test func `where it isn't told how images were fitted, the command to give is printed`() throws {
    let folder = try TemporaryFolder()
    try SmallData.pictures(in: folder, named: "data")
    try photos(in: folder, named: "photos")
    _ = try run(["compress", "data", "-o", "a.haba", "--effort", "1"], in: folder)
    try SmallData.pictures(in: folder, named: "larger", side: 12)
    let refused = try Command.run(["evaluate", "a.haba", "--test", "larger"] + quick, in: folder.path)
    expectFailure(refused, status: 65, naming: "12x12", "8x8")
    #expect(try runProposed(in: refused.error, at: folder).json?["test_images"] as? Int == 24)
    // Of unequal test images too it is the archive's size that helps, and an expanded folder keeps its own.
    _ = try run(["expand", "a.haba", "-o", "images"], in: folder)
    for trained in ["a.haba", "images"] {
      let unequal = try Command.run(["evaluate", trained, "--test", "photos"] + quick, in: folder.path)
      expectFailure(unequal, status: 65, naming: "--size 8x8")
      #expect(try runProposed(in: unequal.error, at: folder).json?["test_images"] as? Int == 36)
    }
  }

  @Test func `the longest that a provenance can be asked to tell is told`() throws {
    let folder = try TemporaryFolder()
    try photos(in: folder, named: "photos")
    _ = try run(
      [
        "compress", "photos", "-o", "a.haba", "--size", "8x8", "--fit", "stretch", "--hold-out", "12.34%", "--effort",
        "2",
        "--steps", "60", "--seed", "18446744073709551615",
      ], in: folder)
    let told = try run(["inspect", "a.haba", "--json"], in: folder).json?["provenance"] as? [String: Any]
    #expect(told?["seed"] as? UInt64 == .max && told?["steps"] as? Int == 60)
    #expect(told?["fit"] as? String == "stretch" && told?["held-out"] as? String == "12.34%")
    #expect((told?["source"] as? String)?.count == 24 && told?["start"] is String)
    #expect(try run(["verify", "a.haba"], in: folder).status == 0)
  }

  @Test func `a damaged test image is found before any training`() throws {
    let folder = try TemporaryFolder()
    try SmallData.pictures(in: folder, named: "data")
    try SmallData.pictures(in: folder, named: "test")
    _ = try run(["compress", "data", "-o", "a.haba", "--effort", "1"], in: folder)
    for name in ["ant/1.png", "cat/2.png"] {
      try folder.write(Array(folder.read("test/" + name).dropLast(40)), to: "test/" + name)
    }
    // Steps that would take years.
    let words = ["evaluate", "a.haba", "--test", "test", "--steps", "1000000000", "--trials", "1"]
    expectFailure(
      try Command.run(words, in: folder.path), status: 65, naming: "2 images", "ant/1.png", "cat/2.png",
      "--damaged skip")
    let skipped = try run(["evaluate", "a.haba", "--test", "test", "--damaged", "skip"] + quick, in: folder)
    #expect(skipped.json?["test_images"] as? Int == 22)
    #expect(skipped.error.contains("2 images that can't be read"))
  }

  @Test func `what was understood is said in one line, unless it is to be quiet`() throws {
    let folder = try TemporaryFolder()
    try SmallData.pictures(in: folder, named: "data/Train")
    try SmallData.pictures(in: folder, named: "data/Valid", perClass: 2)
    try folder.write(Array("words".utf8), to: "data/Train/ant/notes.txt")
    let words = ["compress", "data", "-o", "a.haba", "--effort", "1", "-f"]
    let said = try run(words, in: folder)
    #expect(
      said.errorLines == [
        "habazip: data: image folders; splits Train, Valid, of which Train is read; 3 classes; 24 images of 8x8 RGB; "
          + "left out: 1 file that is no image (Train/ant/notes.txt)"
      ])
    #expect(try run(words + ["-q"], in: folder).error.isEmpty)
  }

  @Test func `splits that can't be told from classes are refused, and --kind decides`() throws {
    let folder = try TemporaryFolder()
    for split in ["train", "test", "more"] { try SmallData.pictures(in: folder, named: "data/" + split) }
    let words = ["compress", "data", "-o", "a.haba", "--effort", "1", "-f"]
    expectFailure(
      try Command.run(words, in: folder.path), status: 65, naming: "more", "--kind folder", "--kind splits")
    #expect(try run(words + ["--kind", "splits"], in: folder).error.contains("24 images"))
    #expect(try run(words + ["--kind", "folder"], in: folder).error.contains("72 images"))
  }
}
