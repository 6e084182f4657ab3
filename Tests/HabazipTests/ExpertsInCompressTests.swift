import Foundation
import HabaFormat
import Testing

/// What `compress` does with experts.
@Suite struct `compress with experts` {
  private let folder: TemporaryFolder

  init() throws {
    folder = try TemporaryFolder()
    try SmallData.pictures(in: folder, named: "data")
  }

  private func experts(_ name: String, seed: Int = 0) throws {
    let outcome = try Command.run(
      "experts", folder / "data", "-o", folder / name, "--count", "1", "--epochs", "2", "--width", "4", "--seed",
      "\(seed)")
    #expect(outcome.status == 0, "\(outcome.error)")
  }

  private func compress(_ words: [String], to output: String = "a.haba") throws -> Outcome {
    try Command.run(
      ["compress", folder / "data", "-o", folder / output, "--set", "width=4", "--effort", "3", "--no-progress"] + words
    )
  }

  private let matching = ["--objective", "mtt", "--steps", "2", "--set", "student-steps=2", "--set", "experts=1"]

  @Test func `matches those of a folder, and the archive keeps the rate that was learned`() throws {
    try experts("e")
    let outcome = try compress(matching + ["--experts", folder / "e"])
    #expect(outcome.status == 0, "\(outcome.error)")
    #expect(!outcome.error.contains("trained first"))
    // Published starts are below 2, and two epochs are matched of two that there are.
    #expect(outcome.error.contains("students start after 0 epochs of experts at most"), "\(outcome.error)")
    #expect(try Archive(parsing: folder.read("a.haba")).studentLearningRate != nil)
  }

  @Test func `refuses to start where its experts have not been`() throws {
    try experts("e")
    expectFailure(
      try compress(matching + ["--experts", folder / "e", "--set", "start-epochs=5"]), status: 65,
      naming: "reads 6 epochs of its experts")
  }

  @Test func `trains none for a run without steps, and says of no rate that it was learned`() throws {
    let outcome = try compress(matching.filter { $0 != "--steps" && $0 != "2" } + ["--steps", "0"])
    #expect(outcome.status == 0, "\(outcome.error)")
    #expect(!outcome.error.contains("trained first"))
    #expect(try Archive(parsing: folder.read("a.haba")).studentLearningRate == nil)
  }

  @Test func `keeps the numbers that were set, as far as there is room`() throws {
    #expect(try compress(["--steps", "2", "--set", "momentum=0.25"]).status == 0)
    #expect(try Archive(parsing: folder.read("a.haba")).provenance.options["momentum"] == "0.25")
  }

  @Test func `says that it trains some where none are given`() throws {
    let outcome = try compress(matching)
    #expect(outcome.status == 0, "\(outcome.error)")
    #expect(outcome.error.contains("objective mtt: 1 expert of 3 epochs is trained first"))
  }

  @Test func `refuses them where the objective reads none`() throws {
    try experts("e")
    expectFailure(
      try compress(["--steps", "2", "--experts", folder / "e"]), status: 64, naming: "objective dm reads no experts")
    #expect(!folder.exists("a.haba"))
  }

  @Test func `refuses those of other images or of another network`() throws {
    try experts("e")
    try SmallData.pictures(in: folder, named: "other", perClass: 6)
    let other = try Command.run(
      ["compress", folder / "other", "-o", folder / "b.haba", "--set", "width=4"] + matching
        + ["--experts", folder / "e"])
    expectFailure(other, status: 65, naming: "expert-", "data")
    expectFailure(
      try compress(matching.filter { $0 != "width=4" } + ["--experts", folder / "none"]), status: 66, naming: "none")
  }

  @Test func `never writes over one`() throws {
    try experts("e")
    let name = try #require(FileManager.default.contentsOfDirectory(atPath: folder / "e").first)
    let before = folder.read("e/" + name)
    expectFailure(
      try compress(matching + ["--experts", folder / "e", "-f"], to: "e/" + name), status: 64, naming: "is no archive")
    #expect(folder.read("e/" + name) == before)
  }

  @Test func `goes on with the same experts alone`() throws {
    try experts("e")
    try experts("other", seed: 7)
    // Killed when it has a checkpoint.
    let running = try Running(
      [Command.path, "compress", folder / "data", "-o", folder / "a.haba", "--set", "width=4", "--no-progress"]
        + ["--objective", "mtt", "--steps", "100000", "--set", "student-steps=2", "--experts", folder / "e"]
        + ["--checkpoint-every", "0.05s"])
    for _ in 0..<1000 where !folder.exists("a.haba.checkpoint") { usleep(20_000) }
    running.send(SIGKILL)
    _ = running.wait()
    try #require(folder.exists("a.haba.checkpoint"))
    let words = ["--objective", "mtt", "--steps", "100000", "--set", "student-steps=2", "--resume"]
    let outcome = try Command.run(
      ["compress", folder / "data", "-o", folder / "a.haba", "--set", "width=4"] + words
        + ["--experts", folder / "other"])
    expectFailure(outcome, status: 65, naming: "other data: experts")
  }
}
