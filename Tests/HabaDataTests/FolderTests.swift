import Foundation
import HabaData
import HabaFormat
import Testing

@Suite struct FolderTests {
  private let image = Fixtures.kind("grey/odd/8bit.png")

  @Test("Classes are in byte order of their names, and images in that of their paths")
  func order() throws {
    let scratch = try Scratch()
    for name in ["b/2.png", "b/10.png", "B/1.png", "é/1.png", "z/1.png"] { try scratch.copy(image, to: name) }
    let set = try DataSet.open(scratch.path, split: .train)
    #expect(set.classNames == ["B", "b", "z", "é"])
    #expect(set.labels == [0, 1, 1, 2, 3])
  }

  @Test(
    "Folders named for splits hold the splits, and `test` comes before `val`",
    arguments: [
      (["train", "test"], 1, 2, true), (["train", "val"], 1, 3, true),
      (["train", "test", "val"], 1, 2, true),
      (["train"], 1, 1, false),
    ])
  func splits(_ names: [String], _ train: Int, _ test: Int, _ isSeparate: Bool) throws {
    let scratch = try Scratch()
    let counts = ["train": 1, "test": 2, "val": 3]
    for name in names {
      for index in 0..<(counts[name] ?? 0) {
        try scratch.copy(image, to: "\(name)/a/\(index).png")
        try scratch.copy(image, to: "\(name)/b/\(index).png")
      }
    }
    #expect(try DataSet.open(scratch.path, split: .train).count == 2 * train)
    #expect(try DataSet.open(scratch.path, split: .test).count == 2 * test)
    #expect(try DataSet.open(scratch.path, split: .test).hasOwnTestSplit == isSeparate)
  }

  @Test("A class may be called train")
  func classCalledTrain() throws {
    let scratch = try Scratch()
    for name in ["train/1.png", "test/1.png", "bus/1.png"] { try scratch.copy(image, to: name) }
    #expect(try DataSet.open(scratch.path, split: .train).classNames == ["bus", "test", "train"])
  }

  @Test("A link to a folder of images counts as one, and hidden files count for nothing")
  func linksAndHiddenFiles() throws {
    let scratch = try Scratch()
    try scratch.copy(image, to: "elsewhere/1.png")
    try scratch.copy(image, to: "set/a/1.png")
    try scratch.write("set/a/.broken.png", [1])
    try scratch.write("set/.git/x.png", [1])
    try FileManager.default.createSymbolicLink(
      atPath: scratch("set/b"), withDestinationPath: scratch("elsewhere"))
    let set = try DataSet.open(scratch("set"), split: .train)
    #expect(set.classNames == ["a", "b"])
    #expect(set.count == 2)
  }

  @Test("A file of a grey type is grey, and a grey picture in a colour file is colour")
  func channels() throws {
    let scratch = try Scratch()
    try scratch.copy(image, to: "a/1.png")
    #expect(try DataSet.open(scratch.path, split: .test).shape.channels == 1)
    let shape = ImageShape(channels: 3, height: 10, width: 11)
    let flat = [UInt8](repeating: 77, count: shape.count)
    try scratch.write("a/2.png", PNGWriter.encode(pixels: flat, shape: shape))
    let set = try DataSet.open(scratch.path, split: .test)
    #expect(set.shape.channels == 3)
    let grey = try set.pixels(of: [0])
    #expect(grey[0..<110] == grey[110..<220])
    #expect(grey[110..<220] == grey[220..<330])
    #expect(try set.pixels(of: [1]) == flat)
  }

  @Test("Images come in the order asked for, as often as asked, and a subset keeps labels and classes")
  func subsets() throws {
    let set = try DataSet.open(Fixtures.kind("unequal"), split: .train)
    let all = try set.pixels(of: 0..<8)
    let size = set.shape.count
    let parts = (0..<8).map { Array(all[$0 * size..<($0 + 1) * size]) }
    #expect(try set.pixels(of: [6, 0, 6]) == parts[6] + parts[0] + parts[6])
    #expect(set.imagesByClass[1] == [1, 2])
    let subset = set.subset([5, 0]).subset([1, 0, 0])
    #expect(subset.labels == [0, 2, 2])
    #expect(subset.classCount == 3)
    #expect(try subset.pixels(of: [1, 0]) == parts[5] + parts[0])
  }

  @Test("Classes are matched by name whatever their order, and by label where one side has no names")
  func matching() throws {
    let set = try DataSet.open(Fixtures.kind("unequal"), split: .train)
    let byName = try set.matched(to: ["many", "other", "Zone", "few"], classCount: 4, shape: set.shape)
    #expect(byName.labels == [2, 3, 3, 0, 0, 0, 0, 0])
    #expect(byName.classNames == ["many", "other", "Zone", "few"])
    #expect(try set.matched(to: nil, classCount: 3, shape: set.shape).labels == set.labels)
    #expect(try set.matched(to: ["0", "1", "2"], classCount: 3, shape: set.shape).labels == set.labels)
    let unnamed = dataError { _ = try set.matched(to: nil, classCount: 2, shape: set.shape) }
    #expect(unnamed == .unknownLabel(path: set.path, label: 2, classCount: 2))
    let unknown = dataError {
      _ = try set.matched(to: ["few", "many", "zone"], classCount: 3, shape: set.shape)
    }
    #expect(unknown == .unknownClass(path: set.path, name: "Zone"))
    let grey = ImageShape(channels: 1, height: 5, width: 5)
    #expect(dataError { _ = try set.matched(to: nil, classCount: 3, shape: grey) }?.exitCode == 65)
  }

  @Test(
    "Numbers are matched as names where both sides have numbers for names, and as labels only where the other has words",
    arguments: [
      (["0", "1", "2"], ["1", "2", "3"], nil), (["1", "10", "2"], ["0", "1", "2"], nil),
      (["0", "1"], ["5", "7"], nil), (["2", "0", "1"], ["0", "1", "2"], [2, 0, 1]),
      (["0", "1", "2"], ["cat", "dog", "owl"], [0, 1, 2]), (["cat", "dog", "owl"], ["0", "1", "2"], [0, 1, 2]),
    ] as [([String], [String], [Int]?)])
  func matchingNumbers(_ own: [String], _ wanted: [String], _ labels: [Int]?) throws {
    let set = DataSet(
      path: "memory", shape: ImageShape(channels: 1, height: 1, width: 1), classNames: own, classCount: own.count,
      labels: Array(own.indices), pixels: own.indices.map { UInt8($0) })
    let found = try? set.matched(to: wanted, classCount: wanted.count, shape: set.shape)
    #expect(found?.labels == labels)
  }

  @Test("Names that differ in composition alone are two names")
  func matchingByBytes() throws {
    let set = DataSet(
      path: "memory", shape: ImageShape(channels: 1, height: 1, width: 1),
      classNames: ["\u{E9}", "e\u{301}"],
      classCount: 2, labels: [0, 1], pixels: [5, 6])
    let turned = try set.matched(to: ["e\u{301}", "\u{E9}"], classCount: 2, shape: set.shape)
    #expect(turned.labels == [1, 0])
  }
}
