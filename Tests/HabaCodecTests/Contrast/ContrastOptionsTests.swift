import HabaFormat
import HabaStudents
import HabaTensor
import TestKit
import Testing

@testable import HabaCodec

struct ContrastOptionsTests {
  private func names(_ constraints: [any Constraint.Type]) -> [String] {
    Settings.known(for: DistributionMatching.self, beside: constraints).map(\.name)
  }

  @Test func `settings are known with the constraint that has them, each once`() throws {
    let common = Settings.common.map(\.name)
    #expect(names([]) == common)
    #expect(names([CosineContrast.self]).contains("contrast-share"))
    #expect(!names([CosineContrast.self]).contains("contrast-temperature"))
    let both = names([SupervisedContrast.self, InstanceContrast.self])
    #expect(both == common + InstanceContrast.settings.map(\.name) && Set(both).count == both.count)
    #expect(both.contains("contrast-temperature"))
    #expect(throws: SettingError.self) {
      try Settings(for: DistributionMatching.self, numbers: ["contrast-share": 0.2])
    }
    let told = try Settings(
      for: DistributionMatching.self, beside: [InstanceContrast.self], numbers: ["contrast-share": 0.2])
    #expect(told.number("contrast-share") == 0.2 && told.number("contrast-temperature") == 0.07)
  }

  @Test func `a pair is one base by two hallucinators, and all bases have their turn`() throws {
    let trainer = try Begun(basesPerClass: 3, hallucinators: 3).trial().trainer
    var (seen, draws): (Set<[Int]>, Set<[Float]>) = ([], [])
    for number in 0..<30 {
      var step = Step(
        number: number, random: RandomSource(seed: 1, step: number), real: try Begun().images,
        synthetic: trainer.set, sizes: trainer.sizes)
      let pairs = ImagePairs(&step, bases: 2)
      try #require(pairs.images.shape == [4, 8, 8, 3] && pairs.labels.count == 4)
      #expect(Array(pairs.labels.prefix(2)) == Array(pairs.labels.suffix(2)))
      seen.insert(Array(pairs.labels.prefix(2)))
      draws.insert(Array(pairs.images.values.prefix(20)))
      #expect(ImagePairs(&step, bases: 100).images.shape == [18, 8, 8, 3])
    }
    #expect(seen.count > 3 && Set(seen.joined()) == [0, 1, 2])
    #expect(draws.count > 20)
  }

  @Test func `where it is left out, that is told before any work`() throws {
    func notes(_ hallucinators: HallucinatorChoice, _ constraint: any Constraint.Type) throws -> [String] {
      var options = CompressOptions()
      (options.hallucinators, options.constraints, options.basesPerClass) = (hallucinators, [constraint], 2)
      return try Compressor(dataSet: Samples.colored(perClass: 6), options: options).notes
    }
    for constraint in ContrastTrainingTests.variants {
      for count in [0, 1] {
        let found = try notes(.fixed(count), constraint)
        #expect(found.count == 1 && found[0].hasPrefix("\(constraint.name) is off: "))
      }
      #expect(try notes(.fixed(2), constraint).isEmpty)
      #expect(try notes(.standard, constraint).isEmpty)
      let found = try notes(.automatic, constraint)
      #expect(found.count == 1 && found[0].hasPrefix("\(constraint.name) is off where no hallucinators"))
    }
    #expect(try notes(.fixed(0), GrowingConstraint.self).isEmpty)
  }

  @Test(arguments: [(1, "off", []), (2, "not yet", ["supervised"])])
  func `an archive tells whether it took part`(hallucinators: Int, said: String, names: [String]) throws {
    var options = CompressOptions()
    (options.hallucinators, options.constraints, options.basesPerClass, options.steps) = (
      .fixed(hallucinators), [SupervisedContrast.self], 1, 2
    )
    let found = try Compressor(dataSet: Samples.colored(perClass: 4), options: options)
      .run(progress: { _ in }, isCancelled: { false })
    #expect(found.constraints == names && found.uncounted == names)
    #expect(found.archive.provenance.options["supervised"] == said)
  }
}
