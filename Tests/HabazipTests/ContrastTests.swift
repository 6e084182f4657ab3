import Foundation
import HabaFormat
import Testing

@Suite struct `What keeps hallucinators apart` {
  private func run(_ folder: TemporaryFolder, _ hallucinators: Int, _ more: String...) throws -> Outcome {
    try SmallData.pictures(in: folder, named: "data", perClass: 4)
    return try Command.run(
      [
        "compress", folder / "data", "-o", folder / "a.haba", "--hallucinators", "\(hallucinators)", "--steps", "3",
        "--bases-per-class", "1", "--json", "--log", folder / "log",
      ] + more)
  }

  @Test func `is told in the summary and the log, extractor and cosine each under a name`() throws {
    let folder = try TemporaryFolder()
    let found = try run(folder, 2, "--contrast", "instance", "--set", "contrast-warm-up=1")
    #expect(found.status == 0 && !found.error.contains("--contrast"), "\(found.error)")
    #expect(found.json?["contrast"] as? String == "instance")
    let lines = String(decoding: folder.read("log"), as: UTF8.self).split(separator: "\n")
    let terms = try lines.compactMap { line in
      (try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any])?["terms"] as? [String: Double]
    }
    #expect(
      terms.map { $0.keys.sorted() } == [
        ["instance.contrast", "instance.task"], ["instance", "instance.contrast", "instance.task"],
        ["instance", "instance.contrast", "instance.task"],
      ])
    #expect(terms.compactMap { $0["instance"] }.allSatisfy { (-1...1).contains($0) })
    let archive = try Archive(parsing: folder.read("a.haba"))
    for name in ["instance", "instance-task", "instance-contrast"] {
      #expect(Double(archive.provenance.options[name] ?? "") != nil, "\(archive.provenance.options)")
    }
  }

  @Test func `is off with one hallucinator, and says so`() throws {
    let folder = try TemporaryFolder()
    let found = try run(folder, 1, "--contrast", "instance")
    #expect(found.status == 0)
    #expect(found.errorLines.contains { $0.hasPrefix("habazip: --contrast instance is off: ") }, "\(found.error)")
    #expect(found.json?["contrast"] as? String == "none")
  }

  @Test func `says so where a run ends before it counts`() throws {
    let folder = try TemporaryFolder()
    let found = try run(folder, 2, "--contrast", "instance")
    #expect(found.status == 0)
    let warnings = found.errorLines.filter { $0.hasPrefix("habazip: warning: ") }
    #expect(warnings.count == 1 && warnings[0].contains("--contrast instance changed nothing"), "\(found.error)")
    // Said even where notes are not wanted, since the archive is not what was asked for.
    #expect(try run(folder, 2, "--contrast", "instance", "-q", "--force").error.contains("changed nothing"))
  }

  @Test func `is nothing unless it is asked for, and its numbers are then unknown`() throws {
    let folder = try TemporaryFolder()
    #expect(try run(folder, 2).json?["contrast"] as? String == "none")
    #expect(try run(folder, 2, "--no-contrast", "--force").json?["contrast"] as? String == "none")
    expectFailure(
      try run(folder, 2, "--set", "contrast-share=0.2", "--force"), status: 64, naming: "contrast-share")
    expectFailure(
      try run(folder, 2, "--no-contrast", "--contrast", "cosine", "--force"), status: 64, naming: "--no-contrast")
  }
}
