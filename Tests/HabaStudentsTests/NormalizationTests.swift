import HabaData
import HabaFormat
import HabaTensor
import TestKit
import Testing

@testable import HabaStudents

/// Figures by numpy: Scripts/figures/normalization.py.
struct NormalizationTests {
  private static let shape = ImageShape(channels: 3, height: 4, width: 5)

  private var set: DataSet {
    let pixels = (0..<11 * 60).map { i in
      let value = (i * i * 7 + i * 13 + 5) % 256
      return UInt8(i / 20 % 3 == 2 ? value / 9 : value)
    }
    return DataSet(
      path: "numbers", shape: Self.shape, classNames: nil, classCount: 2, labels: (0..<11).map { $0 % 2 },
      pixels: pixels)
  }

  @Test func `means and deviations equal numpy's`() throws {
    let found = try Normalization(of: set)
    #expect(agree(found.mean.map(Double.init), NormalizationFigures.allMean, within: 1e-4))
    #expect(agree(found.deviation.map(Double.init), NormalizationFigures.allDeviation, within: 1e-4))
  }

  @Test func `of more images than the limit, evenly spaced ones are taken`() throws {
    let found = try Normalization(of: set, limit: 4)
    #expect(agree(found.mean.map(Double.init), NormalizationFigures.fourMean, within: 1e-4))
    #expect(agree(found.deviation.map(Double.init), NormalizationFigures.fourDeviation, within: 1e-4))
  }

  @Test func `an empty channel has deviation 1`() throws {
    let set = DataSet(
      path: "black", shape: Self.shape, classNames: nil, classCount: 1, labels: [0],
      pixels: [UInt8](repeating: 7, count: 60))
    #expect(try Normalization(of: set) == Normalization(mean: [7, 7, 7], deviation: [1, 1, 1]))
  }

  @Test func `bytes become normalised units, channels last`() throws {
    let normalization = Normalization(mean: [10, 20, 30], deviation: [2, 4, 8])
    let tensor = normalization.tensor(try set.pixels(of: [3]), Self.shape)
    #expect(tensor.shape == [1, 4, 5, 3])
    let pixels = try set.pixels(of: [3])
    for place in 0..<20 {
      for c in 0..<3 {
        let expected = (Float(pixels[c * 20 + place]) - [10, 20, 30][c]) / [2, 4, 8][c]
        #expect(tensor.values[place * 3 + c] == expected)
      }
    }
  }

  @Test func `a set has the same figures as bytes of an archive and of a data set`() throws {
    let archive = Samples.archive(classes: 3)
    let expanded = ExpandedArchive(archive)
    #expect(expanded.count == 12)
    let copy = DataSet(
      path: "copy", shape: expanded.shape, classNames: nil, classCount: 3, labels: expanded.labels,
      pixels: archive.expanded())
    #expect(try Normalization(of: expanded) == Normalization(of: copy))
    #expect(expanded.pixels(of: [7, 2]) == (try copy.pixels(of: [7, 2])))
  }
}
