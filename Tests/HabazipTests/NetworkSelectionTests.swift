import Foundation
import HabaFormat
import HabaStudents
import Testing

@testable import habazip

@Suite struct `Networks and recipes of an evaluation` {
  private let quick = ["--trials", "1", "--steps", "1", "--width", "4"]

  private func archive(in folder: TemporaryFolder) throws -> String {
    try SmallData.idx(in: folder, named: "data")
    let outcome = try Command.run(
      "compress", folder / "data", "-o", folder / "a.haba", "--budget", "4KB", "--effort", "1", "-q")
    try #require(outcome.status == 0, "\(outcome.error)")
    return folder / "a.haba"
  }

  private func evaluate(_ folder: TemporaryFolder, _ options: [String]) throws -> Outcome {
    try Command.run(["evaluate", folder / "a.haba", "--test", folder / "data"] + options)
  }

  @Test func `all is every network, and of the ConvNets the size's own`() throws {
    for (side, convNet) in [(32, "convnet3"), (64, "convnet4"), (128, "convnet5")] {
      let shape = ImageShape(channels: 3, height: side, width: side)
      func names(_ value: String?) throws -> [String] {
        try NetworkSelection(value).networks(for: shape).map { $0.name }
      }
      #expect(try names("all") == [convNet, "alexnet", "vgg11", "resnet18"])
      #expect(try names(nil) == [convNet])
      #expect(try names("resnet18,convnet5") == ["resnet18", "convnet5"])
    }
  }

  @Test func `several networks give an array, each as it is alone; one gives an object`() throws {
    let folder = try TemporaryFolder()
    _ = try archive(in: folder)
    let several = try evaluate(folder, quick + ["--network", "vgg11,convnet3", "--json", "-q"])
    try #require(several.status == 0, "\(several.error)")
    let results = try #require(
      try JSONSerialization.jsonObject(with: Data(several.text.utf8)) as? [[String: Any]], "\(several.text)")
    #expect(results.map { $0["network"] as? String } == ["vgg11", "convnet3"])
    for result in results {
      let name = try #require(result["network"] as? String)
      let alone = try #require(try evaluate(folder, quick + ["--network", name, "--json", "-q"]).json)
      #expect(result["trials"] as? [[String: Double]] == alone["trials"] as? [[String: Double]])
    }
  }

  @Test func `without JSON several give a table, with a row for each`() throws {
    let folder = try TemporaryFolder()
    _ = try archive(in: folder)
    let outcome = try evaluate(folder, quick + ["--network", "all", "-q"])
    try #require(outcome.status == 0, "\(outcome.error)")
    let lines = outcome.text.split(separator: "\n").map(String.init)
    #expect(lines.first?.hasPrefix("recipe: 1 steps of 64") == true, "\(outcome.text)")
    let rows = lines.dropFirst().prefix(5).map { $0.split(separator: " ").map(String.init) }
    #expect(rows.map(\.first) == ["network", "convnet3", "alexnet", "vgg11", "resnet18"])
    #expect(rows.dropFirst().allSatisfy { $0.count > 4 && $0[1] == "4" && $0[3] == "%" && $0[4] == "±" }, "\(rows)")
    #expect(lines.last?.hasPrefix("on 24 test images") == true)
  }

  @Test func `the published recipe is told as it was followed`() throws {
    let folder = try TemporaryFolder()
    let path = try archive(in: folder)
    let images = try Archive(parsing: folder.read("a.haba")).imageCount
    try #require(images < 256, "\(path)")
    let options = ["--trials", "1", "--width", "4", "--recipe", "published", "--json", "-q"]
    let outcome = try evaluate(folder, options + ["--epochs", "3"])
    let recipe = try #require(outcome.json?["recipe"] as? [String: Any], "\(outcome.error)")
    #expect(recipe["name"] as? String == "published" && recipe["schedule"] as? String == "step")
    #expect(recipe["batch"] as? Int == images && recipe["steps"] as? Int == 3 && recipe["epochs"] as? Int == 3)
    #expect(recipe["learning_rate"] as? Double == 0.01 && recipe["labels"] as? String == "hard")
    let steps = try evaluate(folder, options + ["--steps", "5"])
    let shorter = try #require(steps.json?["recipe"] as? [String: Any], "\(steps.error)")
    #expect(shorter["steps"] as? Int == 5 && shorter["epochs"] as? Int == 5)
  }

  @Test func `hard labels leave an archive's soft labels out`() throws {
    let folder = try TemporaryFolder()
    _ = try archive(in: folder)
    var archive = try Archive(parsing: folder.read("a.haba"))
    // Numbers that say the opposite of the classes.
    let values = archive.labels.flatMap { label in (0..<3).map { $0 == label ? Float(-4) : 4 } }
    archive.softLabels = SoftLabels(whole: QuantizedTensor(quantizing: values, bits: 4), classCount: 3)
    archive.studentLearningRate = 0.03
    try folder.write(archive.serialized(), to: "a.haba")
    let options = ["--trials", "1", "--steps", "9", "--width", "8", "--json", "-q"]
    func result(_ more: [String], labels: String, rate: Double) throws -> [[String: Double]]? {
      let json = try #require(try evaluate(folder, options + more).json)
      let recipe = try #require(json["recipe"] as? [String: Any])
      #expect(recipe["labels"] as? String == labels && recipe["learning_rate"] as? Double == rate)
      return json["trials"] as? [[String: Double]]
    }
    let soft = try result([], labels: "soft", rate: 0.03)
    let hard = try result(["--hard-labels"], labels: "hard", rate: 0.03)
    #expect(soft != hard)
    archive.softLabels = nil
    try folder.write(archive.serialized(), to: "a.haba")
    #expect(try result([], labels: "hard", rate: 0.03) == hard)
    #expect(try result(["--hard-labels"], labels: "hard", rate: 0.03) == hard)
    #expect(try result(["--recipe", "published"], labels: "hard", rate: 0.03) != nil)
  }
}
