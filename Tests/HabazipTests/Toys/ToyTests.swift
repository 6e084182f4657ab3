import ArgumentParser
import HabaCodec
import HabaData
import HabaFormat
import HabaStudents
import Testing

@testable import habazip

/// Things that nobody else knows, added as another file and another line in a list would: each toy is a file of its own, and
/// its line is here.
@Suite struct `What is added to a list` {
  private func withToys<Result>(_ body: () throws -> Result) rethrows -> Result {
    try Offered.$objectives.withValue(Offered.objectives.adding(ToyObjective.self, name: ToyObjective.name)) {
      try Offered.$constraints.withValue(Offered.constraints.adding(ToyConstraint.self, name: ToyConstraint.name)) {
        try Offered.$networks.withValue(Offered.networks.adding(ToyNetwork.self, name: ToyNetwork.name)) {
          try Offered.$hallucinatorKinds.withValue(
            Offered.hallucinatorKinds.adding(ToyHallucinator.self, name: ToyHallucinator.name)
          ) {
            try Offered.$baseCodings.withValue(
              Offered.baseCodings.adding(ToyBases.self, name: ToyBases.name), operation: body)
          }
        }
      }
    }
  }

  private func run(_ arguments: [String]) throws {
    var command = try Habazip.parseAsRoot(arguments)
    try command.run()
  }

  @Test(arguments: [[], ["--formation", "2"], ["--formation", "2", "--base-channels", "1"]])
  func `takes part in every command, by its name alone`(form: [String]) throws {
    let folder = try TemporaryFolder()
    try SmallData.pictures(in: folder, named: "data", perClass: 8)
    let toys = [
      "--objective", "toy-means", "--contrast", "toy-grey", "--hallucinator-kind", "toy-tint", "--base-coding",
      "toy-channels",
    ]
    let budget = 1200
    try withToys {
      try run(
        ["compress", folder / "data", "-o", folder / "a.haba", "--budget", "\(budget)", "--steps", "12", "-q"] + toys
          + form)
    }
    let bytes = folder.read("a.haba")
    #expect(bytes.count <= budget)
    let archive = try Archive(parsing: bytes)
    #expect(archive.provenance.objective == "toy-means")
    #expect(archive.hallucinatorForm.kind == .residual && archive.hallucinators.count >= 2)
    #expect(archive.hallucinators.allSatisfy { $0.decodeBias.codes.count == 3 && $0.scale.codes.isEmpty })
    let channels = form.contains("--base-channels") ? 1 : 3
    #expect(archive.bases.contains { $0.pixels.quantizers.count == channels })
    #expect(archive.baseShape.channels == channels && archive.formation == (form.isEmpty ? 1 : 2))
    // The program that has no toys reads, checks and expands it all the same.
    #expect(try Command.run("verify", folder / "a.haba").status == 0)
    try withToys {
      try run(
        ["evaluate", folder / "a.haba", "--test", folder / "data", "--network", "toy-linear", "--steps", "3"]
          + ["--trials", "1", "-q", "--json"])
    }
  }

  @Test func `stands in help, and in what refuses another name`() throws {
    let (compress, evaluate) = withToys {
      (CompressCommand.helpMessage(columns: 400), EvaluateCommand.helpMessage(columns: 400))
    }
    let lists = [
      objectives.names + ["toy-means"], hallucinatorKinds.names + ["toy-tint"], baseCodings.names + ["toy-channels"],
      constraints.names + ["toy-grey"],
    ].map { $0.joined(separator: ", ") }
    for names in lists {
      #expect(compress.contains(names), "\(names)")
      #expect(!CompressCommand.helpMessage(columns: 400).contains(names), "\(names)")
    }
    #expect(evaluate.contains((networks.names + ["toy-linear"]).joined(separator: ", ")))
    withToys {
      #expect(Offered.objective.names == lists[0])
      #expect(throws: ValidationError.self) { try Offered.objective.validate("other") }
    }
    #expect(throws: (any Error).self) { try run(["compress", "x", "--objective", "toy-means"]) }
  }

  @Test func `learns by itself: the objective falls, and the constraint moves what it is to move`() throws {
    let folder = try TemporaryFolder()
    try SmallData.pictures(in: folder, named: "data", perClass: 4)
    let set = try DataSet.open(folder / "data", split: .train)
    func losses(_ change: (inout CompressOptions) -> Void) throws -> (losses: [Float], archive: Archive) {
      var options = CompressOptions()
      (options.objective, options.basesPerClass, options.hallucinators) = (ToyObjective.self, 2, .fixed(0))
      (options.steps, options.bits) = (40, 8)
      change(&options)
      var losses: [Float] = []
      let found = try Compressor(dataSet: set, options: options).run(
        progress: { if let loss = $0.loss { losses.append(loss) } }, isCancelled: { false })
      return (losses, found.archive)
    }
    let alone = try losses { _ in }
    #expect(alone.losses.count == 40)
    #expect(alone.losses[39] < 0.5 * alone.losses[0])
    func spread(_ archive: Archive) -> Double {
      archive.bases.flatMap(\.pixels.values).reduce(0) { $0 + Double($1 * $1) }
    }
    let constrained = try losses { $0.constraints = [ToyConstraint.self] }
    #expect(spread(constrained.archive) < 0.9 * spread(alone.archive))
  }
}
