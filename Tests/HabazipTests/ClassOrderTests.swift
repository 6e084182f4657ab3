import Foundation
import Testing

@Suite struct `Class folders in label order` {
  /// An archive of a data set, expanded as a folder.
  private func expanded(_ data: String, in folder: TemporaryFolder) throws -> Outcome {
    let made = try Command.run(
      "compress", folder / data, "-o", folder / "a.haba", "--effort", "1", "--hallucinators", "0")
    #expect(made.status == 0, "\(made.error)")
    return try Command.run("expand", folder / "a.haba", "-o", folder / "images", "-q")
  }

  @Test func `labels without names become folders with zeros in front, and nothing is said`() throws {
    let folder = try TemporaryFolder()
    try SmallData.idx(in: folder, named: "data", count: 24, classes: 12)
    let outcome = try expanded("data", in: folder)
    #expect(outcome.status == 0 && outcome.error.isEmpty, "\(outcome.error)")
    let folders = try FileManager.default.contentsOfDirectory(atPath: folder / "images").filter { !$0.contains(".") }
    #expect(folders.sorted() == (0..<12).map { $0 < 10 ? "0\($0)" : "\($0)" })
    let table = String(decoding: folder.read("images/labels.csv"), as: UTF8.self)
    #expect(table.contains("\n02/0-0.png,2,2\n"))
    // What loaders would do is what the table says, and the folder can be tested and replaced.
    let evaluate = ["evaluate", folder / "images", "--test", folder / "data", "--epochs", "1", "--json"]
    let tested = try Command.run(evaluate)
    #expect(tested.status == 0, "\(tested.error)")
    #expect(tested.json?["test_images"] as? Int == 24)
    #expect(try Command.run("expand", folder / "a.haba", "-o", folder / "images", "-f").status == 0)
  }

  @Test func `names that loaders sort otherwise stay, with one warning`() throws {
    let folder = try TemporaryFolder()
    try SmallData.pictures(in: folder, named: "data", classes: ["bee", "con", "dog"])
    let outcome = try expanded("data", in: folder)
    #expect(outcome.status == 0)
    #expect(outcome.errorLines.count == 1, "\(outcome.error)")
    #expect(outcome.error.hasPrefix("habazip: warning: ") && outcome.error.contains("labels.csv"))
    #expect(folder.exists("images/%63on"))
    let npz = try Command.run("expand", folder / "a.haba", "-o", folder / "a.npz", "--format", "npz", "-q")
    #expect(npz.status == 0 && npz.error.isEmpty)
  }
}
