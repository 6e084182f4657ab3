import Foundation
import HabaData
import HabaFormat
import Testing

@Suite struct `Holding a part out` {
  /// 60 images of 3 classes whose pixels are a digest's first bytes; every tenth is the one before once more.
  private static func set(order: [Int] = Array(0..<60)) -> DataSet {
    let images = (0..<60).map { index in
      let number = index % 10 == 9 ? index - 1 : index
      return (label: number % 3, pixels: SHA256.digest(of: Array(String(number).utf8)).bytes.prefix(12))
    }
    return DataSet(
      path: "memory", shape: ImageShape(channels: 3, height: 2, width: 2), classNames: ["a", "b", "c"], classCount: 3,
      labels: order.map { images[$0].label }, pixels: order.flatMap { images[$0].pixels })
  }

  // Scripts/figures/fitting.py, by Python's hashlib.
  @Test(arguments: [
    ("20%", 0 as UInt64, [3, 5, 12, 14, 22, 25, 28, 29, 30, 33, 44, 53]),
    ("0.2", 7, [5, 12, 18, 19, 22, 25, 27, 34, 38, 39, 40, 41]),
    ("12.5%", 1, [23, 24, 28, 29, 35, 45, 46, 51, 53]),
  ])
  func `seed and pixels choose, equal images together`(share: String, seed: UInt64, chosen: [Int]) throws {
    let set = Self.set()
    let parts = try set.partitioned(share: try #require(HoldOut.Share(share)), seed: seed)
    #expect(parts.record.source == "98773c8928f8e58b018d7e57")
    #expect(try parts.heldOut.pixels(of: 0..<chosen.count) == set.pixels(of: chosen))
    #expect(parts.heldOut.labels == chosen.map { set.labels[$0] })
    let rest = (0..<60).filter { !chosen.contains($0) }
    #expect(try parts.training.pixels(of: 0..<rest.count) == set.pixels(of: rest))
    #expect(parts.training.count + parts.heldOut.count == 60)
  }

  @Test func `the order of images changes neither the choice nor the digest`() throws {
    let share = try #require(HoldOut.Share("20%"))
    let parts = try Self.set().partitioned(share: share, seed: 3)
    let turned = Self.set(order: Array((0..<60).reversed()))
    let again = try turned.heldOut(of: parts.record)
    let images = { (set: DataSet) in Set(try (0..<set.count).map { try set.pixels(of: [$0]) }) }
    #expect(try images(again) == images(parts.heldOut))
  }

  @Test func `other data are refused, one image more or another class of one`() throws {
    let share = try #require(HoldOut.Share("20%"))
    let record = try Self.set().partitioned(share: share, seed: 0).record
    let less = Self.set(order: Array(0..<59))
    guard case .otherSource(_, record.source, _) = dataError({ _ = try less.heldOut(of: record) }) else {
      Issue.record("one image less is taken")
      return
    }
    let set = Self.set()
    let relabelled = DataSet(
      path: "memory", shape: set.shape, classNames: set.classNames, classCount: 3,
      labels: [1] + set.labels.dropFirst(), pixels: try set.pixels(of: 0..<60))
    guard case .otherSource(_, record.source, _) = dataError({ _ = try relabelled.heldOut(of: record) }) else {
      Issue.record("another class is taken")
      return
    }
  }

  @Test func `a class that would be empty on a side is refused by name`() throws {
    let shape = ImageShape(channels: 1, height: 1, width: 1)
    // Class b has one picture, ten times.
    let set = DataSet(
      path: "memory", shape: shape, classNames: ["a", "b"], classCount: 2,
      labels: Array(repeating: 0, count: 10) + Array(repeating: 1, count: 10),
      pixels: (0..<10) + Array(repeating: 99, count: 10))
    let share = try #require(HoldOut.Share("30%"))
    let error = dataError { _ = try set.partitioned(share: share, seed: 0) }
    #expect(error == .holdOutEmpties(path: "memory", name: "b", images: 10, share: share))
  }

  @Test func `an image in two classes is held out of both or of none`() throws {
    let shape = ImageShape(channels: 1, height: 1, width: 1)
    let pixels = (0..<20).map { UInt8($0) }
    // Number 7 is in both.
    let set = DataSet(
      path: "memory", shape: shape, classNames: nil, classCount: 2,
      labels: Array(repeating: 0, count: 20) + [1] + Array(repeating: 1, count: 19),
      pixels: pixels + [7] + (100..<119))
    let share = try #require(HoldOut.Share("25%"))
    var outcomes: Set<[Int]> = []
    for seed in 0..<40 as Range<UInt64> {
      let held = try set.partitioned(share: share, seed: seed).heldOut
      let labels = try held.labels.indices.filter { try held.pixels(of: [$0]) == [7] }.map { held.labels[$0] }
      outcomes.insert(labels)
    }
    #expect(outcomes == [[], [0, 1]])
  }

  @Test(arguments: [
    ("20%", "20%"), ("0.2", "20%"), ("12.5%", "12.5%"), ("0.125", "12.5%"), ("0.01%", "0.01%"), ("99.99%", "99.99%"),
    ("0.0001", "0.01%"), ("5%", "5%"), ("7.05%", "7.05%"),
  ])
  func `shares are read and written`(text: String, written: String) throws {
    let share = try #require(HoldOut.Share(text))
    #expect(share.description == written)
    #expect(HoldOut.Share(written) == share)
  }

  @Test(arguments: [
    "", "%", "0", "1", "100%", "0%", "-5%", "1.5", "20 %", "0.00001", "12.345%", "٢٠%", ".5", "5.", "1e1%",
  ])
  func `what is no share is none`(text: String) { #expect(HoldOut.Share(text) == nil) }
}
