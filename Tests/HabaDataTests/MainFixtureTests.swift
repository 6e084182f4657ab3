import Foundation
import HabaData
import HabaFormat
import Testing

@testable import FixtureKit

/// The demo's data set is what its program draws, and is neither trivial nor too large.
@Suite struct MainFixtureTests {
  /// The repository's folder of fixtures.
  static let fixtures = URL(fileURLWithPath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    .appendingPathComponent("fixtures", isDirectory: true)

  @Test(arguments: [MainFixture.Split.train, .test])
  func `drawing it again gives the committed pixels`(split: MainFixture.Split) throws {
    let data = try DataSet.open(
      Self.fixtures.appendingPathComponent("main").path, split: split == .train ? .train : .test)
    #expect(data.shape == ImageShape(channels: 3, height: 32, width: 32))
    #expect(data.classNames == MainFixture.classNames)
    #expect(data.count == split.count * MainFixture.classNames.count)
    for classIndex in MainFixture.classNames.indices {
      let indices = data.imagesByClass[classIndex]
      #expect(indices.count == split.count)
      let committed = try data.pixels(of: indices)
      let drawn = indices.indices.flatMap {
        MainFixture.image(split: split, classIndex: classIndex, index: $0)
      }
      #expect(committed == drawn, "\(split.rawValue)/\(MainFixture.classNames[classIndex])")
    }
  }

  @Test func `there are at least 100 training and 50 test pictures of each of ten classes`() {
    #expect(MainFixture.classNames.count == 10)
    let names = MainFixture.classNames
    #expect(names == names.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) })
    #expect(MainFixture.Split.train.count >= 100)
    #expect(MainFixture.Split.test.count >= 50)
  }

  @Test func `all its files together take at most 6 MB`() throws {
    var total = 0
    for split in MainFixture.Split.allCases {
      for classIndex in MainFixture.classNames.indices {
        for index in 0..<split.count {
          let path = MainFixture.path(split: split, classIndex: classIndex, index: index)
          let values = try Self.fixtures.appendingPathComponent(path).resourceValues(forKeys: [.fileSizeKey])
          total += try #require(values.fileSize)
        }
      }
    }
    #expect(total <= 6_000_000)
  }

  @Test func `the nearest class mean in pixels finds between 25 and 60 percent of the test pictures`() {
    let classes = MainFixture.classNames.indices
    let means = classes.map { classIndex in
      var sum = [Double](repeating: 0, count: 3 * 32 * 32)
      for index in 0..<MainFixture.Split.train.count {
        let image = MainFixture.image(split: .train, classIndex: classIndex, index: index)
        for (place, value) in image.enumerated() { sum[place] += Double(value) }
      }
      return sum.map { $0 / Double(MainFixture.Split.train.count) }
    }
    var hits = 0
    for classIndex in classes {
      for index in 0..<MainFixture.Split.test.count {
        let image = MainFixture.image(split: .test, classIndex: classIndex, index: index)
        let distances = means.map { mean in
          zip(mean, image).reduce(0) { $0 + ($1.0 - Double($1.1)) * ($1.0 - Double($1.1)) }
        }
        if distances.min() == distances[classIndex] { hits += 1 }
      }
    }
    let accuracy = Double(hits) / Double(MainFixture.Split.test.count * classes.count)
    #expect(accuracy < 0.6)
    #expect(accuracy > 0.25, "so hard that a few kilobytes could hardly teach it")
  }

  @Test func `no picture occurs twice`() {
    var seen: Set<[UInt8]> = []
    for split in MainFixture.Split.allCases {
      for classIndex in MainFixture.classNames.indices {
        for index in 0..<split.count {
          let image = MainFixture.image(split: split, classIndex: classIndex, index: index)
          #expect(seen.insert(image).inserted)
        }
      }
    }
  }

  /// Figures: the reference program splitmix64.c by Sebastiano Vigna, seeded with 1234567.
  @Test func `the generator gives the published numbers`() {
    var random = MainRandom(seed: 1_234_567)
    let found = (0..<5).map { _ in random.next() }
    #expect(
      found == [
        6_457_827_717_110_365_317, 3_203_168_211_198_807_973, 9_817_491_932_198_370_423,
        4_593_380_528_125_082_431, 16_408_922_859_458_223_821,
      ])
  }
}
