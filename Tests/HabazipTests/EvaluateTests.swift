import Foundation
import HabaFormat
import Testing

@Suite struct `Evaluation` {
  /// The least training that is one: what is trained on and tested on is at stake here, not how well.
  private let quick = ["--trials", "1", "--steps", "1", "--width", "4", "--json"]

  private func compress(_ folder: TemporaryFolder, _ name: String, to archive: String) throws {
    let outcome = try Command.run(
      "compress", folder / name, "-o", folder / archive, "--budget", "4KB", "--effort", "1", "-q")
    try #require(outcome.status == 0, "\(outcome.error)")
  }

  @Test func `the result has the shape that scripts rely on`() throws {
    let folder = try TemporaryFolder()
    try SmallData.idx(in: folder, named: "data")
    try compress(folder, "data", to: "a.haba")
    let outcome = try Command.run(
      ["evaluate", folder / "a.haba", "--test", folder / "data", "--seed", "5"]
        + ["--trials", "2", "--steps", "1", "--width", "4", "--json"])
    #expect(outcome.status == 0, "\(outcome.error)")
    #expect(
      outcome.errorLines.count == 1 && outcome.error.contains("test is read; 3 classes; 24 images"), "\(outcome.error)")
    let json = try #require(outcome.json)
    #expect(json["network"] as? String == "convnet3")
    let trials = try #require(json["trials"] as? [[String: Any]])
    #expect(trials.map { $0["seed"] as? Int } == [5, 6])
    let accuracies = trials.compactMap { $0["accuracy"] as? Double }
    try #require(accuracies.count == 2 && accuracies.allSatisfy { (0...1).contains($0) })
    let mean = try #require((json["accuracy"] as? [String: Double])?["mean"])
    #expect(abs(mean - accuracies.reduce(0, +) / 2) < 1e-12)
    let deviation = try #require((json["accuracy"] as? [String: Double])?["std"])
    #expect(abs(deviation - abs(accuracies[0] - accuracies[1]) / 2) < 1e-12)
    #expect(json["test_images"] as? Int == 24)
    let recipe = try #require(json["recipe"] as? [String: Any])
    #expect(recipe["epochs"] is Int && recipe["optimizer"] is String && recipe["augmentation"] is String)
    #expect(recipe["steps"] as? Int == 1)
    #expect(json["seconds"] is NSNumber)
  }

  @Test func `classes in another order are matched by their names`() throws {
    let folder = try TemporaryFolder()
    try SmallData.pictures(in: folder, named: "data", classes: ["ant", "bee", "cat"])
    try compress(folder, "data", to: "a.haba")
    // The same images under the same names, but ant is class 1, bee class 2 and cat class 0.
    var archive = try Archive(parsing: folder.read("a.haba"))
    archive.classNames = ["cat", "ant", "bee"]
    for index in archive.bases.indices { archive.bases[index].label = (archive.bases[index].label + 1) % 3 }
    archive.bases.sort { $0.label < $1.label }
    try folder.write(archive.serialized(), to: "turned.haba")
    // Taken label by label every answer would be wrong.
    for name in ["a.haba", "turned.haba"] {
      let outcome = try Command.run(
        ["evaluate", folder / name, "--test", folder / "data", "--trials", "1", "--steps", "60", "--width", "8"]
          + ["--json"])
      let accuracy = (outcome.json?["accuracy"] as? [String: Double])?["mean"]
      #expect(accuracy.map { $0 > 0.8 } == true, "\(name): \(outcome.text)\(outcome.error)")
    }
  }

  @Test func `classes without names are matched by label, and that is said`() throws {
    let folder = try TemporaryFolder()
    try SmallData.idx(in: folder, named: "data")
    try compress(folder, "data", to: "a.haba")
    try SmallData.pictures(in: folder, named: "named", channels: 1)
    let outcome = try Command.run(["evaluate", folder / "a.haba", "--test", folder / "named"] + quick)
    #expect(outcome.status == 0 && outcome.error.contains("matched by their labels"), "\(outcome.error)")
    let own = try Command.run(["evaluate", folder / "a.haba", "--test", folder / "data"] + quick)
    #expect(own.status == 0 && !own.error.contains("matched by"), "\(own.error)")
  }

  @Test func `other classes are refused by name`() throws {
    let folder = try TemporaryFolder()
    try SmallData.pictures(in: folder, named: "data", classes: ["ant", "bee", "cat"])
    try compress(folder, "data", to: "a.haba")
    try SmallData.pictures(in: folder, named: "other", classes: ["ant", "bee", "dog"])
    expectFailure(
      try Command.run(["evaluate", folder / "a.haba", "--test", folder / "other"] + quick), status: 65,
      naming: "dog")
    try SmallData.pictures(in: folder, named: "fewer", classes: ["ant", "bee"])
    expectFailure(
      try Command.run(["evaluate", folder / "a.haba", "--test", folder / "fewer"] + quick), status: 65,
      naming: "cat")
  }

  @Test func `other sizes and channels are refused, a size that is given helps`() throws {
    let folder = try TemporaryFolder()
    try SmallData.pictures(in: folder, named: "data")
    try compress(folder, "data", to: "a.haba")
    try SmallData.pictures(in: folder, named: "larger", side: 12)
    try SmallData.pictures(in: folder, named: "grey", channels: 1)
    let larger = ["evaluate", folder / "a.haba", "--test", folder / "larger"] + quick
    expectFailure(try Command.run(larger), status: 65, naming: "12x12", "8x8")
    #expect(try Command.run(larger + ["--size", "8x8"]).status == 0)
    expectFailure(
      try Command.run(["evaluate", folder / "a.haba", "--test", folder / "grey"] + quick), status: 65,
      naming: "grey")
  }

  @Test func `an expanded folder gives the archive's own result`() throws {
    let folder = try TemporaryFolder()
    try SmallData.pictures(in: folder, named: "data")
    try compress(folder, "data", to: "a.haba")
    let expanded = try Command.run("expand", folder / "a.haba", "-o", folder / "images", "-q")
    #expect(expanded.status == 0, "\(expanded.error)")
    let results = try ["a.haba", "images"].map { name in
      let outcome = try Command.run(
        [
          "evaluate", folder / name, "--test", folder / "data", "--trials", "1", "--steps", "5", "--width",
          "8",
        ]
          + ["--json"])
      return try #require(outcome.json?["trials"] as? [[String: Double]])
    }
    #expect(results[0] == results[1])
  }

  @Test func `a data set's random images depend on the seed and their number alone`() throws {
    let folder = try TemporaryFolder()
    try SmallData.idx(in: folder, named: "data", count: 90)
    let outcome = try Command.run(
      ["evaluate", folder / "data", "--per-class", "5", "--test", folder / "data", "-v"] + quick)
    #expect(outcome.status == 0, "\(outcome.error)")
    #expect(outcome.error.contains("15 training images"))
    // Every other image of a class is one of the other class in truth, so that what is drawn decides on what is learned.
    try SmallData.pictures(in: folder, named: "test", classes: ["ant", "bee"], perClass: 10)
    for (name, other) in [("ant", "bee"), ("bee", "ant")] {
      for index in 0..<10 {
        let source = index % 2 == 0 ? name : other
        try folder.write(folder.read("test/\(source)/\(index).png"), to: "mixed/\(name)/\(index).png")
      }
    }
    // By Scripts/figures/sample.py seeds 0 and 4 draw an even image of each class, 1 and 5 odd ones.
    for (seed, isTrue) in [(0, true), (1, false), (4, true), (5, false), (0, true)] {
      let outcome = try Command.run(
        "evaluate", folder / "mixed", "--per-class", "1", "--test", folder / "test", "--seed", "\(seed)", "--trials",
        "1", "--steps", "60", "--width", "8", "--json")
      let accuracy = try #require((outcome.json?["accuracy"] as? [String: Double])?["mean"], "\(outcome.error)")
      #expect(isTrue ? accuracy > 0.8 : accuracy < 0.2, "seed \(seed): \(accuracy)")
    }
    try compress(folder, "data", to: "a.haba")
    expectFailure(
      try Command.run(
        ["evaluate", folder / "a.haba", "--per-class", "5", "--test", folder / "data"] + quick),
      status: 64, naming: "--per-class")
  }

  @Test func `test images that may be the archive's own source are warned of`() throws {
    let folder = try TemporaryFolder()
    try SmallData.pictures(in: folder, named: "data")
    try compress(folder, "data", to: "a.haba")
    let own = try Command.run(["evaluate", folder / "a.haba", "--test", folder / "data"] + quick)
    #expect(own.error.contains("habazip: warning: "))
    #expect(own.status == 0)
    try SmallData.pictures(in: folder, named: "more", perClass: 9)
    let other = try Command.run(["evaluate", folder / "a.haba", "--test", folder / "more"] + quick)
    #expect(!other.error.contains("warning"), "\(other.error)")
    let itself = try Command.run(["evaluate", folder / "data", "--test", folder / "data"] + quick)
    #expect(itself.error.contains("the test images are the training images"))
  }
}
