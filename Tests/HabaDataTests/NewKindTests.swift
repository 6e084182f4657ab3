import HabaFormat
import Testing

@testable import HabaData

extension DataSetKind {
  fileprivate static let toy = DataSetKind("toy", words: "toys", files: "Toy")
}

/// A kind as another file would add it: `toy.bin`, with a label and a pixel for each image.
private enum ToyReader: KindReader {
  static let kind = DataSetKind.toy

  static func recognises(_ folder: Folder) -> Bool { folder.hasFile("toy.bin") }

  static func open(_ folder: Folder, context: inout ReadContext) throws(DataError) -> OpenedSplit {
    guard folder.hasFile("toy.bin") else {
      throw .missingFiles(path: folder.path, kind: kind, expected: "toy.bin")
    }
    let bytes = try FileReader.bytes(of: folder.path(of: "toy.bin"), limit: 1 << 10)
    let labels = stride(from: 0, to: bytes.count - 1, by: 2).map { Int(bytes[$0]) }
    let pixels = stride(from: 1, to: bytes.count, by: 2).map { bytes[$0] }
    var opened = OpenedSplit(
      shape: ImageShape(channels: 1, height: 1, width: 1), classNames: nil, classCount: 2, labels: labels,
      store: MemoryStore(bytes: pixels, imageBytes: 1))
    opened.note(context.split, hasBoth: false, in: folder, own: ["toy.bin"])
    return opened
  }
}

@Suite struct `A kind of data set` {
  private let kinds = KindReaders(all: KindReaders.known.all + [ToyReader.self])

  @Test func `more in the list is recognised, read and asked for by name like any other`() throws {
    let scratch = try Scratch()
    try scratch.write("toy.bin", [1, 70, 0, 80, 1, 90])
    try scratch.write("readme", [])
    for options in [ReadOptions(), .of(.toy)] {
      let set = try DataSet.open(scratch.path, split: .train, options: options, kinds: kinds)
      #expect(set.origin.kind == .toy && set.origin.kind.words == "toys")
      #expect(set.labels == [1, 0, 1])
      #expect(try set.pixels(of: [2, 0]) == [90, 70])
      #expect(set.origin.leftOut == [LeftOut(reason: .beside, count: 1, first: scratch("readme"))])
    }
    // Without the line in the list it is a folder without classes.
    #expect(dataError { _ = try DataSet.open(scratch.path, split: .train) } == .noClassFolders(path: scratch.path))
  }

  @Test func `more takes no other's data sets, and says what it misses`() throws {
    for (name, kind) in [("cifar10", DataSetKind.cifar10), ("idx", .idx), ("svhn", .svhn), ("jpeg", .folder)] {
      let folder = Fixtures.kind(name)
      #expect(try DataSet.open(folder, split: .train, kinds: kinds).origin.kind == kind)
      let error = dataError { _ = try DataSet.open(folder, split: .train, options: .of(.toy), kinds: kinds) }
      #expect(error == .missingFiles(path: folder, kind: .toy, expected: "toy.bin"))
      #expect(error.map { "\($0)" } == "\(folder): holds no toy data set; expected toy.bin")
    }
  }

  @Test func `is known by its name alone, which no other has`() {
    let names = DataSetKind.allCases.map(\.rawValue)
    #expect(Set(names).count == names.count)
    for kind in DataSetKind.allCases { #expect(DataSetKind(rawValue: kind.rawValue) == kind) }
    #expect(DataSetKind(rawValue: "toy") == nil)
    #expect(DataSetKind(rawValue: "") == nil)
  }

  @Test func `is told wherever kinds are listed`() {
    let error = "\(DataError.noClassFolders(path: "x"))"
    for kind in DataSetKind.allCases {
      #expect(!kind.words.isEmpty)
      if let family = kind.family { #expect(error.contains(family)) }
    }
    #expect([["a", "b", "c"], ["a", "b"], ["a"], []].map(\.alternatives) == ["a, b or c", "a or b", "a", ""])
  }
}
