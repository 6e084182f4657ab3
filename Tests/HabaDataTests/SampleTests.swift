import HabaData
import HabaFormat
import Testing

/// Random images of each class, as `evaluate --per-class` trains on them.
@Suite struct `A sample of a data set` {
  /// Images of one pixel, which is the image's number.
  private func set(_ labels: [Int]) -> DataSet {
    DataSet(
      path: "sample", shape: ImageShape(channels: 1, height: 1, width: 1), classNames: nil,
      classCount: (labels.max() ?? 0) + 1, labels: labels, pixels: labels.indices.map { UInt8($0) })
  }

  private func drawn(_ labels: [Int], _ perClass: Int, _ seed: UInt64) throws -> [Int] {
    let sample = set(labels).sample(perClass: perClass, seed: seed)
    let images = try sample.pixels(of: 0..<sample.count).map { Int($0) }
    #expect(sample.labels == images.map { labels[$0] })
    return images
  }

  /// Figures by Scripts/figures/sample.py.
  @Test(
    arguments: [
      (3, 0, [6, 10, 14, 15, 17, 21, 32, 35, 37]), (3, 1, [16, 17, 19, 21, 24, 28, 30, 35, 38]),
      (5, UInt64.max, [0, 3, 7, 8, 10, 13, 14, 18, 28, 30, 32, 33, 35, 36, 38]), (1, 12345, [0, 4, 8]),
    ] as [(Int, UInt64, [Int])])
  func `holds the images that another program draws by the same rule`(
    perClass: Int, seed: UInt64, expected: [Int]
  ) throws {
    #expect(try drawn((0..<40).map { $0 * $0 % 7 % 3 }, perClass, seed) == expected)
  }

  @Test func `has every image of a class about as often as any other, and none twice`() throws {
    let labels = (0..<16).map { $0 < 10 ? 0 : 1 }
    var counts = [Int](repeating: 0, count: 16)
    for seed in 0..<2000 {
      let images = try drawn(labels, 3, UInt64(seed))
      #expect(Set(images).count == 6 && images == images.sorted())
      for image in images { counts[image] += 1 }
    }
    // 2000 times 3 of 10, and 3 of 6, give or take five deviations.
    #expect(counts[0..<10].allSatisfy { abs($0 - 600) < 103 })
    #expect(counts[10..<16].allSatisfy { abs($0 - 1000) < 112 })
  }

  @Test func `has all of a class that holds no more`() throws {
    #expect(try drawn([0, 1, 0, 1, 0], 3, 1) == [0, 1, 2, 3, 4])
    #expect(try drawn([0, 0, 1], .max, 9) == [0, 1, 2])
    #expect(set([0, 1]).sample(perClass: 0, seed: 1).count == 0)
  }
}
