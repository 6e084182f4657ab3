import Foundation
import HabaData
import Testing

@Suite struct `Splits among folders` {
  /// What a folder is to be read as.
  enum Meaning: Sendable {
    case splits([String], train: String?, test: String?)
    case classes([String])
    case refused(naming: [String])
  }

  /// A folder tree: `a/b` makes the images a/b/1.png and a/b/2.png, `a/b.txt` a text.
  private static func make(_ places: [String], in scratch: Scratch) throws {
    let png = try Data(contentsOf: URL(fileURLWithPath: Fixtures.kind("grey/odd/8bit.png")))
    for (index, place) in places.enumerated() {
      if place.hasSuffix(".txt") {
        try scratch.write(place, Array("no picture".utf8))
      } else {
        // Each split has a number of images of its own.
        for number in 0...index { try scratch.write("\(place)/\(number).png", png) }
      }
    }
  }

  static let trees: [([String], Meaning)] = [
    (["train/a", "train/b", "test/a", "test/b"], .splits(["test", "train"], train: "train", test: "test")),
    (
      ["training/a", "training/b", "testing/a", "testing/b"],
      .splits(["testing", "training"], train: "training", test: "testing")
    ),
    (["train/a", "train/b", "valid/a", "valid/b"], .splits(["train", "valid"], train: "train", test: "valid")),
    (["Train/a", "Train/b", "Test/a", "Test/b"], .splits(["Test", "Train"], train: "Train", test: "Test")),
    (
      ["TRAIN/a", "TRAIN/b", "VALIDATION/a", "VALIDATION/b"],
      .splits(["TRAIN", "VALIDATION"], train: "TRAIN", test: "VALIDATION")
    ),
    (
      ["train/a", "train/b", "val/a", "val/b", "test/a", "test/b"],
      .splits(["test", "train", "val"], train: "train", test: "test")
    ),
    (
      ["train_images/a", "train_images/b", "test_images/a", "test_images/b"],
      .splits(["test_images", "train_images"], train: "train_images", test: "test_images")
    ),
    (
      ["seg_train/seg_train/a", "seg_train/seg_train/b", "seg_test/seg_test/a", "seg_test/seg_test/b"],
      .splits(["seg_test", "seg_train"], train: "seg_train", test: "seg_test")
    ),
    (
      ["mnist-train/a", "mnist-train/b", "mnist-eval/a", "mnist-eval/b"],
      .splits(["mnist-eval", "mnist-train"], train: "mnist-train", test: "mnist-eval")
    ),
    (
      ["train2017/a", "train2017/b", "val2017/a", "val2017/b"],
      .splits(["train2017", "val2017"], train: "train2017", test: "val2017")
    ),
    (
      ["TrainDataset/a", "TrainDataset/b", "TestDataset/a", "TestDataset/b"],
      .splits(["TestDataset", "TrainDataset"], train: "TrainDataset", test: "TestDataset")
    ),
    (
      ["trainset/a", "trainset/b", "testset/a", "testset/b"],
      .splits(["testset", "trainset"], train: "trainset", test: "testset")
    ),
    (
      ["train/a", "train/b", "test/a", "test/b", "annotations/notes.txt"],
      .splits(["test", "train"], train: "train", test: "test")
    ),
    (["test/a", "test/b", "val/a", "val/b"], .splits(["test", "val"], train: nil, test: "test")),
    // Classes.
    (["bus", "test", "train"], .classes(["bus", "test", "train"])),
    (["bus/2019", "bus/2020", "train"], .classes(["bus", "train"])),
    (["cat/front", "cat/side", "dog/front"], .classes(["cat", "dog"])),
    (["contest", "latest", "strain"], .classes(["contest", "latest", "strain"])),
    // Neither for sure.
    (["train/a", "train/b", "test/a", "test/b", "extra/a", "extra/b"], .refused(naming: ["extra", "test", "train"])),
    (["train/a", "train/b", "bus"], .refused(naming: ["train", "bus"])),
    (["train/a", "train/b", "test"], .refused(naming: ["train", "test"])),
    (["train", "test"], .refused(naming: ["train", "test", "folder for each class"])),
    (["fold1/a", "fold1/b", "fold2/a", "fold2/b"], .refused(naming: ["fold1", "fold2", "a, b"])),
    (["cat/train", "cat/test", "dog/train"], .refused(naming: ["cat holds", "test, train"])),
    (["data/train/a", "data/test/a", "samples"], .refused(naming: ["data holds"])),
    (["images/train/a", "masks/train/a"], .refused(naming: ["images holds", "train"])),
    (["x_train/a", "x_train/b", "y_test/a", "y_test/b"], .refused(naming: ["x_train", "y_test"])),
    (["train/a", "train/b", "training/a", "training/b"], .refused(naming: ["train", "training"])),
  ]

  @Test(arguments: trees)
  func `are those where every folder of images is named and built as one`(places: [String], meaning: Meaning) throws {
    let scratch = try Scratch()
    try Self.make(places, in: scratch)
    switch meaning {
    case .splits(let names, let train, let test):
      for (split, wanted) in [(Split.train, train), (.test, test)] {
        guard let wanted else {
          #expect(dataError { _ = try DataSet.open(scratch.path, split: split) }?.exitCode == 65)
          continue
        }
        let set = try DataSet.open(scratch.path, split: split)
        #expect(set.origin.splits == names)
        #expect(set.origin.used == wanted)
        #expect(set.classNames == ["a", "b"])
        let own = places.enumerated().filter { $0.element.hasPrefix(wanted + "/") && !$0.element.hasSuffix(".txt") }
        #expect(set.count == own.reduce(0) { $0 + $1.offset + 1 })
      }
    case .classes(let names):
      let set = try DataSet.open(scratch.path, split: .train)
      #expect(set.classNames == names)
      #expect(set.origin.used == nil)
      #expect(set.count == places.indices.reduce(0) { $0 + $1 + 1 })
    case .refused(let parts):
      let error = dataError { _ = try DataSet.open(scratch.path, split: .train) }
      guard case .unclearSplits = error else {
        Issue.record("\(String(describing: error))")
        return
      }
      #expect(error?.exitCode == 65)
      for part in parts { #expect("\(error.map { "\($0)" } ?? "")".contains(part)) }
    }
  }

  @Test func `a kind that is asked for decides what is unclear`() throws {
    let scratch = try Scratch()
    try Self.make(["train/a", "train/b", "test/a", "test/b", "extra/a", "extra/b"], in: scratch)
    #expect(
      try DataSet.open(scratch.path, split: .train, options: .of(.folder)).classNames == ["extra", "test", "train"])
    let splits = try DataSet.open(scratch.path, split: .train, options: .of(.splits))
    #expect(splits.classNames == ["a", "b"] && splits.count == 3)
    #expect(
      splits.origin.leftOut.map(\.reason) == [.besideSplits] && splits.origin.leftOut.first?.first == scratch("extra"))
    let none = try Scratch()
    try Self.make(["x", "y"], in: none)
    #expect(dataError { _ = try DataSet.open(none.path, split: .train, options: .of(.splits)) }?.exitCode == 65)
    // Splits beyond doubt stay splits where folders are asked for.
    let plain = try Scratch()
    try Self.make(["train/a", "train/b", "test/a", "test/b"], in: plain)
    #expect(try DataSet.open(plain.path, split: .test, options: .of(.folder)).origin.used == "test")
  }
}
