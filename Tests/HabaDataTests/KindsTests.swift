import FixtureKit
import Foundation
import HabaData
import HabaFormat
import Testing

/// What a split of a fixture must read as.
struct Expected: Sendable, CustomTestStringConvertible {
  var name: String
  var split: Split
  var kind: DataSetKind
  var shape: [Int]
  var crc: String
  var labels: [Int]
  var classNames: [String]?
  var classCount: Int

  var testDescription: String { "\(name), \(split)" }
}

/// Pixels' checksums computed by `fixtures/kinds/reference.py` with numpy 2, scipy 1 and Pillow 13.0.0:
/// `zlib.crc32(x.tobytes())` of all images as uint8 `[N, C, H, W]`.
private let expectations = [
  Expected(
    name: "cifar10", split: .train, kind: .cifar10, shape: [3, 32, 32], crc: "feb0d5cb",
    labels: [0, 2, 1, 0, 2, 1], classNames: ["airplane", "bird", "cat"], classCount: 3),
  Expected(
    name: "cifar10", split: .test, kind: .cifar10, shape: [3, 32, 32], crc: "717a1919", labels: [2, 1, 0],
    classNames: ["airplane", "bird", "cat"], classCount: 3),
  Expected(
    name: "cifar100", split: .train, kind: .cifar100, shape: [3, 32, 32], crc: "cca6e26a",
    labels: [2, 0, 1, 2, 0], classNames: ["apple", "aquarium_fish", "baby"], classCount: 3),
  Expected(
    name: "cifar100", split: .test, kind: .cifar100, shape: [3, 32, 32], crc: "44da715c", labels: [0, 1, 2],
    classNames: ["apple", "aquarium_fish", "baby"], classCount: 3),
  Expected(
    name: "idx", split: .train, kind: .idx, shape: [1, 9, 7], crc: "4ac73425", labels: [2, 0, 1, 1, 0, 2, 2],
    classNames: nil, classCount: 3),
  Expected(
    name: "idx", split: .test, kind: .idx, shape: [1, 9, 7], crc: "a05fd3db", labels: [1, 0, 1],
    classNames: nil, classCount: 3),
  // Labels 1, 3 and 4, numbered anew.
  Expected(
    name: "idx-gz", split: .train, kind: .idx, shape: [1, 8, 6], crc: "7b465f95", labels: [1, 0, 0, 2],
    classNames: ["1", "3", "4"], classCount: 3),
  Expected(
    name: "idx-gz", split: .test, kind: .idx, shape: [1, 8, 6], crc: "ae734c8e", labels: [2, 1],
    classNames: ["1", "3", "4"], classCount: 3),
  Expected(
    name: "svhn", split: .train, kind: .svhn, shape: [3, 12, 10], crc: "5f41b63c",
    labels: [1, 9, 2, 0, 3, 5, 8, 4, 6, 7, 0, 1], classNames: (0...9).map { String($0) }, classCount: 10),
  Expected(
    name: "svhn", split: .test, kind: .svhn, shape: [3, 12, 10], crc: "d5214042", labels: [5, 0, 2, 1],
    classNames: (0...9).map { String($0) }, classCount: 10),
  Expected(
    name: "jpeg", split: .train, kind: .folder, shape: [3, 18, 21], crc: "4df581a5", labels: [0, 0, 0, 1, 1],
    classNames: ["ant", "bee"], classCount: 2),
  Expected(
    name: "jpeg", split: .test, kind: .folder, shape: [3, 18, 21], crc: "80b9a1e7", labels: [0, 1],
    classNames: ["ant", "bee"], classCount: 2),
  Expected(
    name: "webp", split: .train, kind: .folder, shape: [3, 7, 9], crc: "0a53db00", labels: [0, 0, 0, 1, 1, 1, 1],
    classNames: ["ant", "bee"], classCount: 2),
  Expected(
    name: "webp", split: .test, kind: .folder, shape: [3, 7, 9], crc: "ffe0593e", labels: [0, 1],
    classNames: ["ant", "bee"], classCount: 2),
  Expected(
    name: "grey", split: .train, kind: .folder, shape: [1, 10, 11], crc: "0b9e61ff",
    labels: [0, 0, 0, 0, 1, 1, 1, 1, 1], classNames: ["even", "odd"], classCount: 2),
  Expected(
    name: "mixed", split: .train, kind: .folder, shape: [3, 9, 9], crc: "f4d0e501",
    labels: [0, 0, 0, 0, 0, 1, 1, 1, 1], classNames: ["left", "right"], classCount: 2),
  Expected(
    name: "nonsquare", split: .train, kind: .folder, shape: [3, 6, 17], crc: "0d322923",
    labels: [0, 0, 1, 1],
    classNames: ["flat", "long"], classCount: 2),
  Expected(
    name: "nonsquare", split: .test, kind: .folder, shape: [3, 6, 17], crc: "8dd8fce4", labels: [0, 0, 1, 1],
    classNames: ["flat", "long"], classCount: 2),
  Expected(
    name: "unequal", split: .train, kind: .folder, shape: [3, 5, 5], crc: "de3b20cc",
    labels: [0, 1, 1, 2, 2, 2, 2, 2], classNames: ["Zone", "few", "many"], classCount: 3),
]

@Suite struct KindsTests {
  @Test(
    "Every kind is recognised by looking, and read as numpy, scipy and Pillow read it",
    arguments: expectations)
  func reads(_ expected: Expected) throws {
    let set = try DataSet.open(Fixtures.kind(expected.name), split: expected.split)
    #expect(set.origin.kind == expected.kind)
    #expect([set.shape.channels, set.shape.height, set.shape.width] == expected.shape)
    #expect(set.labels == expected.labels)
    #expect(set.classNames == expected.classNames)
    #expect(set.classCount == expected.classCount)
    #expect(try set.crc == expected.crc)
    let separate = ["grey", "mixed", "unequal"].contains(expected.name)
    #expect(set.hasOwnTestSplit == !separate)
  }

  // Image.resize((w, h), Image.Resampling.BILINEAR) of each, by the same program.
  @Test(
    "Images are resized as Pillow's bilinear resize does, bit for bit",
    arguments: [
      ("sizes", 16, 12, "852d28eb"), ("sizes", 40, 60, "1c816f9d"), ("idx", 5, 5, "282ee681"),
    ])
  func resizes(_ name: String, _ width: Int, _ height: Int, _ crc: String) throws {
    let set = try DataSet.open(Fixtures.kind(name), split: .train, options: .sized(width, height))
    #expect((set.shape.width, set.shape.height) == (width, height))
    #expect(try set.crc == crc)
  }

  @Test("A size that all images have already changes nothing")
  func keepsSize() throws {
    let plain = try DataSet.open(Fixtures.kind("unequal"), split: .train)
    let sized = try DataSet.open(Fixtures.kind("unequal"), split: .train, options: .sized(5, 5))
    #expect(try sized.crc == plain.crc)
  }

  @Test(
    "Images of unequal size are refused, naming two of them, and a size is proposed", arguments: [Split.train, .test])
  func refusesUnequalSizes(_ split: Split) {
    let error = dataError { _ = try DataSet.open(Fixtures.kind("sizes"), split: split) }
    #expect(error?.exitCode == 65)
    let text = error.map { "\($0)" } ?? ""
    for part in ["p/0.png is 8x8", "p/2.png is 5x40", "5x5 say"] { #expect(text.contains(part)) }
  }

  @Test(
    "A size of no pixels, or of too many, is a wrong use",
    arguments: [(0, 5), (5, -1), (65_536, 1), (20_000, 20_000)])
  func refusesSize(_ width: Int, _ height: Int) {
    let error = dataError {
      _ = try DataSet.open(Fixtures.kind("grey"), split: .train, options: .sized(width, height))
    }
    #expect(error?.exitCode == 64)
  }

  @Test("A kind given by name is read as that kind, or refused with what it expects")
  func overrides() throws {
    #expect(try DataSet.open(Fixtures.kind("cifar10"), split: .train, options: .of(.cifar10)).count == 6)
    let error = dataError { _ = try DataSet.open(Fixtures.kind("cifar10"), split: .train, options: .of(.svhn)) }
    #expect(error?.exitCode == 65)
    #expect(error.map { "\($0)".contains("train_32x32.mat") } == true)
  }

  @Test("A set with one split only is read whole as either split")
  func onlySplit() throws {
    let scratch = try Scratch()
    try scratch.copy(Fixtures.kind("cifar10/test_batch.bin"), to: "test_batch.bin")
    try scratch.copy(Fixtures.kind("cifar10/batches.meta.txt"), to: "batches.meta.txt")
    for split in [Split.train, .test] {
      let set = try DataSet.open(scratch.path, split: split)
      #expect(try set.crc == "717a1919")
      #expect(!set.hasOwnTestSplit)
    }
  }

  @Test("CIFAR without its file of names has the published number of classes and no names")
  func cifarWithoutNames() throws {
    let scratch = try Scratch()
    try scratch.copy(Fixtures.kind("cifar100/test.bin"), to: "test.bin")
    let set = try DataSet.open(scratch.path, split: .test)
    #expect(set.classCount == 100)
    #expect(set.classNames == nil)
  }

  @Test("The committed fixtures are what is drawn, by their pixels and by the bytes of all but JPEG files")
  func redraws() throws {
    let scratch = try Scratch()
    try drawKinds(into: scratch.path)
    try drawDamaged(into: scratch.path)
    let folders = KindsFixture.all.map { ("kinds", $0) } + DamagedFixture.all.map { ("damaged", $0.folder) }
    for (room, folder) in folders {
      let committed = "\(Fixtures.root)/\(room)/\(folder.name)"
      let names = try FileManager.default.subpathsOfDirectory(atPath: committed).sorted()
      let drawn = try FileManager.default.subpathsOfDirectory(atPath: scratch("\(room)/\(folder.name)"))
        .sorted()
      #expect(names == drawn, "\(folder.name)")
      // Another version of libjpeg may pack the same pixels in other bytes.
      for file in folder.files where !file.path.lowercased().contains(".jp") {
        let bytes = [UInt8](try Data(contentsOf: URL(fileURLWithPath: committed + "/" + file.path)))
        #expect(bytes == file.bytes, "\(folder.name)/\(file.path)")
      }
    }
    for split in [Split.train, .test] {
      let committed = try DataSet.open(Fixtures.kind("jpeg"), split: split)
      let drawn = try DataSet.open(scratch("kinds/jpeg"), split: split)
      #expect(try committed.crc == drawn.crc)
    }
  }
}
