import Foundation
import HabaFormat
import Testing

/// What archives can hold beyond what `compress` makes.
@Suite struct `What the format holds, through the command` {
  private static let vectors =
    URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent().appendingPathComponent("Spec/vectors").path

  private static func names(_ folder: String) throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: "\(vectors)/\(folder)").filter { $0.hasSuffix(".haba") }
      .sorted()
  }

  @Test func `every good vector is verified, and expands to the pixels that it declares`() throws {
    let folder = try TemporaryFolder()
    for name in try Self.names("good") {
      let path = "\(Self.vectors)/good/\(name)"
      let verified = try Command.run("verify", path, "--json")
      #expect(verified.status == 0, "\(name): \(verified.error)")
      let inspected = try #require(try Command.run("inspect", path, "--json").json)
      let expanded = try Command.run("expand", path, "-o", folder / name, "--format", "raw", "-q")
      #expect(expanded.status == 0, "\(name): \(expanded.error)")
      let pixels = SHA256.digest(of: folder.read("\(name)/images.u8")).description
      #expect(pixels == inspected["pixels_sha256"] as? String, "\(name)")
      #expect(pixels == verified.json?["pixels_sha256"] as? String, "\(name)")
      let parts = ["bases", "hallucinators", "labels", "container"].map {
        (inspected[$0] as? [String: Any])?["stored_bytes"] as? Int ?? -1
      }
      #expect(parts.reduce(0, +) == inspected["file_bytes"] as? Int, "\(name)")
    }
  }

  /// All of them are the library's own tests' business.
  @Test func `a bad vector ends with 65 and an unsupported one with 69, in one line`() throws {
    for (kind, status) in [("bad", Int32(65)), ("unsupported", 69)] {
      for (index, name) in try Self.names(kind).enumerated() where index % 10 == 0 {
        expectFailure(try Command.run("verify", "\(Self.vectors)/\(kind)/\(name)"), status: status)
      }
    }
  }

  @Test func `parts of a base are numbered after it, and have images of their own`() throws {
    let folder = try TemporaryFolder()
    let archive = Self.archive(formation: 2, hallucinators: 2)
    try folder.write(try archive.serialized(), to: "a.haba")
    #expect(try Command.run("expand", folder / "a.haba", "-o", folder / "images", "-q").status == 0)
    let table = String(decoding: folder.read("images/labels.csv"), as: UTF8.self)
    let paths = table.split(separator: "\n").dropFirst().map { String($0.prefix { $0 != "," }) }
    let wanted = ["ant", "bee"].flatMap { name in
      (0..<2).flatMap { base in
        (0..<4).flatMap { part in (0..<2).map { "\(name)/\(base).\(part)-\($0).png" } }
      }
    }
    #expect(paths == wanted)
    let inspected = try #require(try Command.run("inspect", folder / "a.haba", "--json").json)
    #expect(inspected["images"] as? Int == 32)
    #expect((inspected["bases"] as? [String: Any])?["formation"] as? Int == 2)
  }

  @Test func `soft labels are a column a class, in decimals that give the same binary32`() throws {
    let folder = try TemporaryFolder()
    let archive = Self.archive(soft: true, learningRate: 0.0123)
    try folder.write(try archive.serialized(), to: "a.haba")
    for format in ["folder", "npz", "raw"] {
      let outcome = try Command.run(
        "expand", folder / "a.haba", "-o", folder / format, "--format", format, "-q")
      #expect(outcome.status == 0, "\(outcome.error)")
    }
    let soft = try #require(archive.softLabels)
    let rows = (0..<archive.imageCount).map { soft.row(image: $0, classCount: 2) }
    let table = String(decoding: folder.read("folder/labels.csv"), as: UTF8.self).split(separator: "\n")
    #expect(table.first == "path,class,label,soft_0,soft_1")
    let read = table.dropFirst().map { $0.split(separator: ",").suffix(2).compactMap { Float($0) } }
    #expect(read == rows)
    let bytes = rows.joined().flatMap { value in
      (0..<4).map { UInt8(truncatingIfNeeded: value.bitPattern >> (8 * $0)) }
    }
    #expect(folder.read("raw/soft_labels.f32le") == bytes)
    let npz = folder.read("npz/images.npz")
    #expect(Data(npz).range(of: Data(bytes)) != nil)
    #expect(Data(npz).range(of: Data("'descr': '<f4', 'fortran_order': False, 'shape': (4, 2), ".utf8)) != nil)
    let recipe = try #require(
      try JSONSerialization.jsonObject(with: Data(folder.read("folder/recipe.json"))) as? [String: Any])
    #expect(recipe["labels"] as? String == "soft")
    #expect((recipe["learning_rate"] as? Double).map { Float($0) } == 0.0123)
    let inspected = try #require(try Command.run("inspect", folder / "a.haba", "--json").json)
    #expect((inspected["student_learning_rate"] as? Double).map { Float($0) } == 0.0123)
    #expect((inspected["labels"] as? [String: Any])?["kind"] as? String == "soft")
  }

  @Test func `an expanded folder teaches what its archive does, soft labels and learning rate too`() throws {
    let folder = try TemporaryFolder()
    try SmallData.pictures(in: folder, named: "test", classes: ["ant", "bee"], perClass: 60)
    func result(_ name: String) throws -> [String: Any] {
      let outcome = try Command.run(
        "evaluate", folder / name, "--test", folder / "test", "--trials", "2", "--steps", "6", "--width", "8",
        "--json")
      return try #require(outcome.json, "\(outcome.error)")
    }
    for (name, archive) in [
      ("soft", Self.archive(soft: true, learningRate: 0.0123)), ("hard", Self.archive()),
    ] {
      try folder.write(try archive.serialized(), to: "\(name).haba")
      let outcome = try Command.run("expand", folder / "\(name).haba", "-o", folder / name, "-q")
      try #require(outcome.status == 0, "\(outcome.error)")
    }
    let (soft, hard) = (try result("soft.haba"), try result("hard.haba"))
    let expanded = try result("soft")
    #expect(soft["trials"] as? [[String: Double]] == expanded["trials"] as? [[String: Double]])
    let rates = [soft, expanded, hard].map { ($0["recipe"] as? [String: Any])?["learning_rate"] as? Double }
    #expect(rates == [0.0123, 0.0123, 0.02])
  }

  @Test func `soft labels are what networks learn, from an archive as from its folder`() throws {
    let folder = try TemporaryFolder()
    var turned = Self.archive()
    // Each image is said to be of the other class.
    let quantizer = UniformQuantizer(bits: 1, offset: 0, step: 1)
    turned.softLabels = SoftLabels(
      whole: QuantizedTensor(quantizer: quantizer, codes: [0, 1, 0, 1, 1, 0, 1, 0]), classCount: 2)
    for (name, archive) in [("hard", Self.archive()), ("turned", turned)] {
      try folder.write(try archive.serialized(), to: "\(name).haba")
      let outcome = try Command.run("expand", folder / "\(name).haba", "-o", folder / name, "-q")
      try #require(outcome.status == 0, "\(outcome.error)")
    }
    for (name, isTurned) in [("hard.haba", false), ("hard", false), ("turned.haba", true), ("turned", true)] {
      let outcome = try Command.run(
        "evaluate", folder / name, "--test", folder / "hard", "--trials", "1", "--steps", "60", "--width", "8", "--json"
      )
      let accuracy = try #require((outcome.json?["accuracy"] as? [String: Double])?["mean"], "\(outcome.error)")
      #expect(isTurned ? accuracy < 0.3 : accuracy > 0.7, "\(name): \(accuracy)")
    }
  }

  @Test func `what an archive says of itself is kept, counted in the budget, and shown`() throws {
    let folder = try TemporaryFolder()
    try SmallData.pictures(in: folder, named: "data")
    let command = ["compress", folder / "data", "-o", folder / "a.haba", "--budget", "2KB", "--effort", "1", "-q"]
    let long = "title=" + (0..<300).map { String($0 * 7919 % 1000) }.joined(separator: " ")
    let outcome = try Command.run(command + ["--metadata", long, "--metadata", "licence=CC0=yes"])
    #expect(outcome.status == 0, "\(outcome.error)")
    #expect(folder.read("a.haba").count <= 2000)
    let said = try Command.run("inspect", folder / "a.haba", "--json").json?["metadata"] as? [String: String]
    #expect(said == ["title": String(long.dropFirst(6)), "licence": "CC0=yes"])
    for wrong in ["licence", "Title=x", "title=", "title=\u{1}", "title=" + String(repeating: "x", count: 4096)] {
      let outcome = try Command.run(command + ["-f", "--metadata", wrong])
      expectFailure(outcome, status: 64, naming: "--metadata")
    }
    expectFailure(
      try Command.run(command + ["-f", "--metadata", "a=1", "--metadata", "a=2"]), status: 64, naming: "twice")
  }

  @Test func `every command that reads archives says which option allows more memory`() throws {
    let folder = try TemporaryFolder()
    try folder.write(try Self.archive(formation: 4).serialized(), to: "a.haba")
    for (command, memory) in [("inspect", "100"), ("verify", "100"), ("verify", "4000"), ("preview", "4000")] {
      let rest = command == "preview" ? ["-o", folder / "a.png"] : []
      let outcome = try Command.run([command, folder / "a.haba", "--memory", memory] + rest)
      expectFailure(outcome, status: 65, naming: "--memory")
    }
    #expect(try Command.run("inspect", folder / "a.haba", "--memory", "4000").status == 0)
  }

  /// Two classes with two bases each, of 8x8 RGB images.
  private static func archive(
    formation: Int = 1, hallucinators: Int = 0, soft: Bool = false, learningRate: Float? = nil
  ) -> Archive {
    func tensor(_ count: Int, _ start: Int, _ reach: Float) -> QuantizedTensor {
      QuantizedTensor(
        quantizer: UniformQuantizer(bits: 4, offset: -reach, step: reach / 8),
        codes: (0..<count).map { UInt16(($0 * $0 + start) * 7 % 16) })
    }
    let side = 8 * formation
    var archive = Archive(
      shape: ImageShape(channels: 3, height: 8, width: 8), classNames: ["ant", "bee"], classCount: 2,
      normalization: Normalization(mean: [120, 110, 100], deviation: [60, 60, 60]),
      bases: (0..<4).map { Base(label: $0 / 2, pixels: tensor(3 * side * side, $0, 2)) },
      hallucinators: (0..<hallucinators).map { index in
        // Kernels of 3x3 for 3x3 channels, maps of 3 channels of 6x6.
        Hallucinator(
          encodeKernel: tensor(81, index, 0.4), encodeBias: tensor(3, index, 0.4), scale: tensor(108, index, 0.4),
          shift: tensor(108, index + 1, 0.4), decodeKernel: tensor(81, index + 1, 0.4),
          decodeBias: tensor(3, index + 1, 0.4))
      },
      source: Source(images: 100, pixelBytes: 19_200),
      provenance: Provenance(encoder: "test", seed: 0, objective: "none", steps: 0),
      baseShape: ImageShape(channels: 3, height: side, width: side), formation: formation,
      studentLearningRate: learningRate)
    if soft {
      let quantizer = UniformQuantizer(bits: 3, offset: -0.1, step: 0.17)
      archive.softLabels = SoftLabels(
        whole: QuantizedTensor(quantizer: quantizer, codes: [5, 1, 7, 0, 2, 6, 3, 4]), classCount: 2)
    }
    return archive
  }
}
