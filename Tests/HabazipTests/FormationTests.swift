import Foundation
import HabaFormat
import Testing

/// Bases in parts and bases of one channel, from the command's options to its pictures.
@Suite struct `Bases in parts, and of one channel` {
  private static let data = `Every kind of data set`.root + "/main"

  /// What `compress` is asked for.
  struct Form: Sendable {
    var formation: Int
    var channels: Int?
    var hallucinators: Int
    var isTrained = false
  }

  @Test(arguments: [
    Form(formation: 2, hallucinators: 2), Form(formation: 3, hallucinators: 2), Form(formation: 2, hallucinators: 0),
    Form(formation: 3, hallucinators: 0), Form(formation: 1, channels: 1, hallucinators: 2),
    Form(formation: 2, channels: 1, hallucinators: 2), Form(formation: 3, channels: 1, hallucinators: 2),
    Form(formation: 2, channels: 1, hallucinators: 2, isTrained: true),
    Form(formation: 3, channels: 3, hallucinators: 1, isTrained: true),
  ])
  func `go the whole way`(form: Form) throws {
    let folder = try TemporaryFolder()
    let archive = folder / "a.haba"
    var options = ["--size", "14x16", "--formation", "\(form.formation)", "--hallucinators", "\(form.hallucinators)"]
    options += form.channels.map { ["--base-channels", "\($0)"] } ?? []
    options += ["--budget", "6KB", "-v"] + (form.isTrained ? ["--steps", "3"] : ["--effort", "1"])
    let made = try Command.run(["compress", Self.data, "-o", archive] + options)
    try #require(made.status == 0, "\(made.error)")
    let parts = form.formation * form.formation
    #expect(made.error.contains("cut into \(form.formation) x \(form.formation) parts") == (parts > 1))
    #expect(folder.read("a.haba").count <= 6000)
    #expect(try Command.run("verify", archive).status == 0)

    let found = try #require(try Command.run("inspect", archive, "--json").json)
    let bases = try #require(found["bases"] as? [String: Int])
    let count = try #require(bases["count"])
    #expect(bases["formation"] == form.formation)
    // Sides of 14 and 16 pixels are 12 and 15 in three parts.
    let pixels = form.formation == 3 ? 12 * 15 : 14 * 16
    #expect(bases["parameters"] == count * pixels * (form.channels ?? 3))
    let perBase = parts * max(1, form.hallucinators)
    #expect(found["images"] as? Int == count * perBase)
    #expect(made.text.contains(parts > 1 ? "\(count) bases x \(parts) parts x" : "\(count) bases x"))

    // Names tell base, part and hallucinator; pixels are the archive's.
    #expect(try Command.run("expand", archive, "-o", folder / "images", "-q").status == 0)
    let read = try Archive(parsing: folder.read("a.haba"))
    #expect(read.baseShape.channels == form.channels ?? 3)
    let names = try FileManager.default.contentsOfDirectory(atPath: folder / "images/heart")
    let expected = (0..<count / 10).flatMap { base in
      (0..<parts).flatMap { part in
        (0..<max(1, form.hallucinators)).map { parts > 1 ? "\(base).\(part)-\($0).png" : "\(base)-\($0).png" }
      }
    }
    #expect(names.sorted() == expected.sorted())
    #expect(try Command.run("expand", archive, "-o", folder / "raw", "--format", "raw", "-q").status == 0)
    #expect(folder.read("raw/images.u8") == read.expanded())
    // One channel gets its colours from the hallucinators.
    let size = 14 * 16
    #expect(read.expanded()[0..<size] != read.expanded()[size..<2 * size])

    // A base's images stand beside each other.
    let sheet = try #require(try Command.run("preview", archive, "-o", folder / "sheet.png", "--json").json)
    #expect(sheet["columns"] as? Int == perBase && sheet["bases"] as? Int == count)
    let evaluated = try Command.run(
      ["evaluate", archive, "--test", Self.data, "--trials", "1", "--steps", "1", "--width", "4", "-q", "--json"])
    #expect(evaluated.status == 0, "\(evaluated.error)")
  }

  @Test func `options that change nothing change no byte`() throws {
    let folder = try TemporaryFolder()
    try SmallData.pictures(in: folder, named: "colour")
    try SmallData.idx(in: folder, named: "grey")
    for (data, options) in [
      ("colour", ["--formation", "1", "--base-channels", "3"]), ("grey", ["--base-channels", "1"]),
      ("grey", ["--base-channels", "1", "--hallucinators", "0"]),
    ] {
      let plain = options.contains("--hallucinators") ? ["--hallucinators", "0"] : []
      for (name, given) in [("a", plain), ("b", options)] {
        let made = try Command.run(
          ["compress", folder / data, "-o", folder / "\(name).haba", "-f", "--steps", "3", "-q"] + given)
        try #require(made.status == 0, "\(made.error)")
      }
      #expect(folder.read("a.haba") == folder.read("b.haba"))
    }
  }

  @Test func `equal options give equal bytes, whatever the threads`() throws {
    let folder = try TemporaryFolder()
    try SmallData.pictures(in: folder, named: "data")
    for (name, threads) in [("a", "1"), ("b", "2")] {
      let outcome = try Command.run(
        [
          "compress", folder / "data", "-o", folder / "\(name).haba", "--steps", "64", "-T", threads, "--formation",
          "2",
        ]
          + ["--base-channels", "1", "--hallucinators", "auto", "--budget", "2KB"])
      #expect(outcome.status == 0, "\(outcome.error)")
    }
    #expect(folder.read("a.haba") == folder.read("b.haba") && !folder.read("a.haba").isEmpty)
  }

  @Test(arguments: [
    ("colour", ["--formation", "3"], "--formation 3 would cut images of 8x8 too small: 1 to 2 are possible"),
    ("colour", ["--base-channels", "2"], "--base-channels takes 1 or 3 for images of 3 channels, not 2"),
    ("grey", ["--base-channels", "3"], "--base-channels takes 1 for images of 1 channel, not 3"),
    (
      "colour", ["--base-channels", "1", "--hallucinators", "0"],
      "bases of 1 channel get their colours from hallucinators, and there are none: leave out --base-channels"
    ),
    ("colour", ["--formation", "2", "--budget", "300"], "the smallest possible is "),
  ])
  func `what can't be is refused with 64 and the reason, before any work`(
    _ data: String, _ options: [String], _ reason: String
  ) throws {
    let folder = try TemporaryFolder()
    try SmallData.pictures(in: folder, named: "colour")
    try SmallData.idx(in: folder, named: "grey")
    let outcome = try Command.run(["compress", folder / data, "-o", folder / "a.haba"] + options)
    expectFailure(outcome, status: 64, naming: reason)
    #expect(folder.contents == ["colour", "grey"])
  }
}
