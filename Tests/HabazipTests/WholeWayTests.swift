import Foundation
import Testing

@Suite struct `The whole way: data set, archive, images` {
  /// A folder with a data set `data` and its archive `a.haba`, made without training.
  private func archive(_ options: [String] = [], classes: [String] = ["ant", "bee", "cat"]) throws
    -> TemporaryFolder
  {
    let folder = try TemporaryFolder()
    try SmallData.pictures(in: folder, named: "data", classes: classes)
    let outcome = try Command.run(
      ["compress", folder / "data", "-o", folder / "a.haba", "--budget", "4KB", "--effort", "1", "-q"]
        + options)
    try #require(outcome.status == 0, "\(outcome.error)")
    return folder
  }

  @Test func `compress keeps the budget and says what it made`() throws {
    let folder = try TemporaryFolder()
    try SmallData.pictures(in: folder, named: "data")
    let outcome = try Command.run(
      "compress", folder / "data", "-o", folder / "a.haba", "--effort", "1", "--budget", "2KB", "--seed",
      "18446744073709551615", "--json")
    #expect(outcome.status == 0, "\(outcome.error)")
    let json = try #require(outcome.json)
    #expect(json["output"] as? String == folder / "a.haba")
    #expect(json["file_bytes"] as? Int == folder.read("a.haba").count)
    #expect(folder.read("a.haba").count <= 2000)
    #expect(json["classes"] as? Int == 3)
    #expect(json["seed"] as? UInt64 == .max)
    #expect((json["source"] as? [String: Int]) == ["images": 24, "pixel_bytes": 24 * 192])
    #expect(json["images"] as? Int ?? 0 > 0)
    #expect(folder.contents == ["a.haba", "data"])
  }

  @Test func `compress alone names the archive after the data set, in the current folder`() throws {
    let folder = try TemporaryFolder()
    try SmallData.pictures(in: folder, named: "data")
    try folder.makeFolder("here")
    let outcome = try Command.run(
      ["compress", "../data/", "--budget", "4KB", "--effort", "1"], in: folder / "here")
    #expect(outcome.status == 0, "\(outcome.error)")
    #expect(folder.exists("here/data.haba"))
    try FileManager.default.createSymbolicLink(atPath: folder / "link", withDestinationPath: "data")
    let linked = try Command.run(
      ["compress", "../link", "--budget", "4KB", "--effort", "1"], in: folder / "here")
    #expect(linked.status == 0, "\(linked.error)")
    #expect(folder.exists("here/link.haba"))
    #expect(outcome.text.contains("data.haba"))
  }

  @Test func `equal options and seeds give equal bytes, whatever the threads`() throws {
    let folder = try TemporaryFolder()
    try SmallData.pictures(in: folder, named: "data")
    for (name, threads) in [("a", "1"), ("b", "2")] {
      let outcome = try Command.run(
        "compress", folder / "data", "-o", folder / "\(name).haba", "--budget", "4KB", "--steps", "5", "-T", threads)
      #expect(outcome.status == 0, "\(outcome.error)")
    }
    #expect(folder.read("a.haba") == folder.read("b.haba"))
    #expect(!folder.read("a.haba").isEmpty)
  }

  @Test func `the given counts and bits are those of the archive`() throws {
    let folder = try archive(["--bases-per-class", "2", "--hallucinators", "3", "--bits", "6"])
    let json = try #require(try Command.run("inspect", folder / "a.haba", "--json").json)
    let bases = try #require(json["bases"] as? [String: Double])
    let hallucinators = try #require(json["hallucinators"] as? [String: Double])
    #expect(bases["count"] == 6)
    #expect(bases["bits"] == 6)
    #expect(hallucinators["count"] == 3)
    #expect(json["images"] as? Int == 18)
  }

  @Test func `inspect's figures follow from each other as the accounting has it`() throws {
    let folder = try archive(["--bases-per-class", "2", "--hallucinators", "2"])
    let outcome = try Command.run("inspect", folder / "a.haba", "--json")
    #expect(outcome.error.isEmpty)
    let json = try #require(outcome.json)
    func number(_ path: String...) throws -> Double {
      var value: Any? = json
      for key in path { value = (value as? [String: Any])?[key] }
      return try #require((value as? NSNumber)?.doubleValue, "\(path)")
    }
    let fileBytes = try number("file_bytes")
    #expect(Int(fileBytes) == folder.read("a.haba").count)
    let parts = try ["bases", "hallucinators", "labels", "container"].map { try number($0, "stored_bytes") }
    #expect(parts.reduce(0, +) == fileBytes)
    // 8x8 RGB: a base has 192 scalars, a hallucinator two 3x3 kernels for 3x3 channels with 3 biases each, and a
    // scale and a shift for each of 3x6x6 values.
    #expect(try number("bases", "parameters") == 6 * 192)
    #expect(try number("hallucinators", "parameters") == 2 * (84 + 216 + 84))
    let parameters = try number("bases", "parameters") + number("hallucinators", "parameters")
    #expect(try number("accounting", "parameters") == parameters)
    #expect(try number("accounting", "float32_bytes") == 4 * parameters)
    #expect(abs(try number("accounting", "bits_per_parameter") - 8 * fileBytes / parameters) < 1e-12)
    #expect(abs(try number("accounting", "bits_per_class") - 8 * fileBytes / 3) < 1e-9)
    #expect(try number("accounting", "images_per_class_equivalent") == parameters / (3 * 192))
    #expect(try number("accounting", "expanded_parameters") == 12 * 192)
    #expect(abs(try number("accounting", "parameter_savings") - (1 - parameters / (12 * 192))) < 1e-12)
    #expect(try number("accounting", "source", "pixel_bytes") == 24 * 192)
    #expect(abs(try number("accounting", "compression_ratio") - 24 * 192 / fileBytes) < 1e-12)
    let classes = try #require(json["classes"] as? [[String: Any]])
    #expect(classes.map { $0["name"] as? String } == ["ant", "bee", "cat"])
    #expect(classes.map { $0["bases"] as? Int } == [2, 2, 2])
    #expect(classes.map { $0["images"] as? Int } == [4, 4, 4])
    #expect((json["provenance"] as? [String: Any])?["objective"] as? String == "dm")
    #expect((json["pixels_sha256"] as? String)?.count == 64)
  }

  @Test func `an archive goes through pipes as through files`() throws {
    let folder = try archive()
    let bytes = folder.read("a.haba")
    let piped = try Command.run("compress", folder / "data", "-o", "-", "--budget", "4KB", "--effort", "1")
    #expect(piped.output == bytes)
    #expect(
      try Command.run(["inspect", "-", "--json"], input: bytes).json?["file_bytes"] as? Int == bytes.count)
    #expect(try Command.run(["verify", "-"], input: bytes).text.contains("OK"))
    let sheet = try Command.run(["preview", "-", "-o", "-"], input: bytes).output
    #expect(try Command.run("preview", folder / "a.haba", "-o", folder / "sheet.png").status == 0)
    #expect(sheet.starts(with: PNGFile.signature) && sheet == folder.read("sheet.png"))
  }

  @Test func `verify finds any changed byte`() throws {
    let folder = try archive()
    let whole = folder.read("a.haba")
    let good = try Command.run("verify", folder / "a.haba")
    #expect(good.status == 0)
    #expect(good.text.contains("OK"))
    // Of every byte the library's own tests know it.
    for place in Array(stride(from: 0, to: whole.count, by: 37)) + [whole.count - 1] {
      var damaged = whole
      damaged[place] ^= 0x10
      try folder.write(damaged, to: "damaged.haba")
      let outcome = try Command.run("verify", folder / "damaged.haba")
      expectFailure(outcome, status: 65, naming: "damaged.haba")
    }
    try folder.write(Array(whole.dropLast()), to: "short.haba")
    expectFailure(try Command.run("verify", folder / "short.haba"), status: 65, naming: "short.haba")
  }

  @Test func `expand gives a folder of PNG files for each class, and a table of all`() throws {
    let folder = try archive(["--bases-per-class", "2", "--hallucinators", "2"])
    let outcome = try Command.run("expand", folder / "a.haba", "-o", folder / "images", "--json")
    #expect(outcome.status == 0, "\(outcome.error)")
    #expect(outcome.json?["images"] as? Int == 12)
    for name in ["ant", "bee", "cat"] {
      let files = try FileManager.default.contentsOfDirectory(atPath: folder / "images/\(name)").sorted()
      #expect(files == ["0-0.png", "0-1.png", "1-0.png", "1-1.png"])
    }
    let table = String(decoding: folder.read("images/labels.csv"), as: UTF8.self).split(separator: "\n")
    #expect(table.count == 13)
    #expect(table.prefix(3) == ["path,class,label", "ant/0-0.png,ant,0", "ant/0-1.png,ant,0"])
    #expect(table.last == "cat/1-1.png,cat,2")
    let recipe = try JSONSerialization.jsonObject(with: Data(folder.read("images/recipe.json")))
    #expect((recipe as? [String: Any])?["labels"] as? String == "hard")
    #expect(folder.contents == ["a.haba", "data", "images"])
  }

  @Test func `expanded bytes have the digest that the archive declares`() throws {
    let folder = try archive(["--bases-per-class", "2", "--hallucinators", "2"])
    #expect(try Command.run("expand", folder / "a.haba", "-o", folder / "raw", "--format", "raw").status == 0)
    #expect(folder.read("raw/images.u8").count == 12 * 192)
    #expect(folder.read("raw/labels.u32le").count == 12 * 4)
    let sum = Process()
    let output = Pipe()
    sum.executableURL = URL(fileURLWithPath: "/usr/bin/sha256sum")
    sum.arguments = [folder / "raw/images.u8"]
    sum.standardOutput = output
    try sum.run()
    let found = String(decoding: output.fileHandleForReading.readDataToEndOfFile().prefix(64), as: UTF8.self)
    #expect(
      try Command.run("inspect", folder / "a.haba", "--json").json?["pixels_sha256"] as? String == found)
  }

  @Test func `expand replaces its own folder with -f, and no other`() throws {
    let folder = try archive()
    let expand = ["expand", folder / "a.haba", "-o", folder / "images"]
    #expect(try Command.run(expand).status == 0)
    expectFailure(try Command.run(expand), status: 73, naming: "images")
    #expect(try Command.run(expand + ["-f"]).status == 0)
    try folder.write(Array("mine".utf8), to: "images/ant/notes.txt")
    expectFailure(try Command.run(expand + ["-f"]), status: 73, naming: "notes.txt")
    #expect(folder.read("images/ant/notes.txt") == Array("mine".utf8))
  }

  @Test func `expanding takes no more memory than it may`() throws {
    let folder = try archive()
    for command in [["expand", "-o", folder / "images"], ["verify"]] {
      let outcome = try Command.run([command[0], folder / "a.haba", "--memory", "100"] + command.dropFirst())
      expectFailure(outcome, status: 65, naming: "a.haba")
    }
    #expect(!folder.exists("images"))
  }

  @Test func `preview shows a row for each base and a column for each hallucinator`() throws {
    let folder = try archive(["--bases-per-class", "1", "--hallucinators", "2"])
    let outcome = try Command.run("preview", folder / "a.haba", "-o", folder / "sheet.png", "--json")
    #expect(outcome.status == 0, "\(outcome.error)")
    let json = try #require(outcome.json)
    #expect(json["bases"] as? Int == 3)
    #expect(json["columns"] as? Int == 2)
    let sheet = folder.read("sheet.png")
    #expect(sheet.starts(with: PNGFile.signature))
    // Width and height stand in the first chunk, after its length and name.
    #expect(Array(sheet[16..<20]) == SmallData.bigEndian(json["width"] as? Int ?? 0))
    #expect(Array(sheet[20..<24]) == SmallData.bigEndian(json["height"] as? Int ?? 0))
  }

  @Test func `an existing output is kept, and replaced with -f`() throws {
    let folder = try archive()
    let bytes = folder.read("a.haba")
    let again = [
      "compress", folder / "data", "-o", folder / "a.haba", "--budget", "4KB", "--effort", "1", "--seed", "7",
    ]
    expectFailure(try Command.run(again), status: 73, naming: "a.haba")
    #expect(folder.read("a.haba") == bytes)
    #expect(try Command.run(again + ["-f"]).status == 0)
    let seed = try Command.run("inspect", folder / "a.haba", "--json").json?["provenance"] as? [String: Any]
    #expect(seed?["seed"] as? Int == 7)
  }

  @Test func `class names with control characters are shown escaped`() throws {
    let folder = try archive(classes: ["a\u{1B}[2Jb", "bee", "cat"])
    let text = try Command.run("inspect", folder / "a.haba").text
    #expect(text.contains("a\\u{1b}[2Jb"))
    #expect(!text.contains("\u{1B}"))
    let json = try Command.run("inspect", folder / "a.haba", "--json").json
    #expect((json?["classes"] as? [[String: Any]])?.first?["name"] as? String == "a\u{1B}[2Jb")
  }

  @Test func `quiet leaves nothing to read, and results are never mixed with notes`() throws {
    let folder = try archive()
    let quiet = try Command.run("verify", folder / "a.haba", "-q")
    #expect(quiet.output.isEmpty && quiet.error.isEmpty && quiet.status == 0)
    let verbose = try Command.run("preview", folder / "a.haba", "-o", folder / "s.png", "-v", "--json")
    #expect(verbose.json != nil)
    #expect(verbose.errorLines.allSatisfy { $0.hasPrefix("habazip: ") })
    #expect(verbose.error.contains("ant, bee, cat"))
  }

  @Test func `a reader that has gone away ends the run quietly, unless what it was given is lost`() throws {
    let folder = try archive()
    let shell = ["/bin/sh", "-c"]
    // The reader closes the pipe and says so before the command begins.
    func readerless(_ words: String) throws -> String {
      let script =
        "(while [ ! -e gone ]; do sleep 0.01; done; \"$0\" \(words); echo status $? >&2) | { exec <&-; : > gone; }"
      let outcome = try Running(shell + [script, Command.path], in: folder.path).wait()
      try FileManager.default.removeItem(atPath: folder / "gone")
      return outcome.error
    }
    #expect(try readerless("inspect a.haba") == "status 0\n")
    let picture = try readerless("preview a.haba -o -")
    #expect(picture.contains("the reader has closed the pipe") && picture.hasSuffix("status 74\n"), "\(picture)")
    let full = try Running(
      shell + ["\"$0\" inspect '\(folder / "a.haba")' > /dev/full; echo status $? >&2", Command.path]
    ).wait()
    #expect(full.error.contains("habazip: error: "))
    #expect(full.error.contains("status 74"))
  }

  @Test(.enabled(if: FullDisk.isPossible, "needs to mount a small file system"))
  func `a full disk is said so, and nothing stays`() throws {
    let folder = try archive()
    let disk = try FullDisk(kilobytes: 16)
    // What is left takes the name of a file but none of its bytes.
    try disk.folder.write([UInt8](repeating: 1, count: 16 * 1024), to: "filler")
    let sheet = try Command.run("preview", folder / "a.haba", "-o", disk.folder / "sheet.png")
    expectFailure(sheet, status: 74, naming: "sheet.png")
    let archive = try Command.run(
      "compress", folder / "data", "-o", disk.folder / "b.haba", "--budget", "4KB", "--effort", "1")
    expectFailure(archive, status: 74, naming: "b.haba")
    for format in ["folder", "npz", "raw"] {
      let images = try Command.run(
        "expand", folder / "a.haba", "-o", disk.folder / "images", "--format", format)
      expectFailure(images, status: 74, naming: disk.folder.path)
    }
    #expect(disk.folder.contents == ["filler"])
  }
}
