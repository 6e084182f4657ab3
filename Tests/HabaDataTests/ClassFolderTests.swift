import FixtureKit
import Foundation
import HabaFormat
import Testing

@testable import HabaData

/// What torchvision's `find_classes` and Keras' `index_directory` do with a folder: the names of its folders, sorted as
/// Python sorts text, by code point.
private func loaderOrder(_ names: [String]) -> [String] {
  names.sorted { $0.unicodeScalars.lexicographicallyPrecedes($1.unicodeScalars) }
}

@Suite struct ClassFolderTests {
  private let shape = ImageShape(channels: 1, height: 1, width: 1)

  /// Writes a folder with an image for each class; the folder names that loaders sort, and those of the labels.
  private func expanded(_ classNames: [String], _ scratch: Scratch) throws -> (sorted: [String], byLabel: [String]) {
    let folder = ExpandedFolder(
      shape: shape, classNames: classNames,
      entries: classNames.indices.map { ExpandedFolder.Entry(label: $0, base: 0, hallucinator: 0) })
    try? FileManager.default.removeItem(atPath: scratch("out"))
    try folder.write(to: scratch("out"), replacing: false) { [UInt8(truncatingIfNeeded: $0)] }
    let set = try DataSet.open(scratch("out"), split: .train)
    #expect(set.labels == Array(classNames.indices))
    #expect(set.classNames.map { $0.map { Array($0.utf8) } } == classNames.map { Array($0.utf8) })
    var rows = CSVRows(String(decoding: try scratch.bytes("out/labels.csv"), as: UTF8.self))
    var byLabel: [String] = []
    while let fields = rows.next()?.fields {
      if let folder = fields.first?.split(separator: "/").first, fields.last != "label" {
        byLabel.append(String(folder))
      }
    }
    let found = try Folder(scratch("out")).folderNames
    #expect(folder.isOrderKept == (loaderOrder(found).elementsEqual(byLabel) { $0.utf8.elementsEqual($1.utf8) }))
    return (loaderOrder(found), byLabel)
  }

  @Test func `loaders that sort folder names give the classes of every fixture their labels`() throws {
    let scratch = try Scratch()
    let kinds = KindsFixture.all.map { Fixtures.kind($0.name) } + [Fixtures.root + "/main"]
    for path in kinds {
      let set = try DataSet.open(path, split: .train, options: .sized(4, 4))
      let found = try expanded(set.classNames ?? (0..<set.classCount).map(String.init), scratch)
      #expect(found.sorted == found.byLabel, "\(path)")
      // None of them has numbers enough for zeros in front.
      #expect(found.byLabel == set.classNames ?? (0..<set.classCount).map(String.init))
    }
  }

  @Test(
    arguments: [
      (0..<47, 2), (0..<100, 2), (1..<27, 2), (0..<10, 1), (0..<11, 2), (9..<11, 2), (98..<102, 3), (0..<1001, 4),
    ])
  func `whole numbers in order get zeros in front, where they are not of one length`(_ range: Range<Int>, _ digits: Int)
    throws
  {
    let scratch = try Scratch()
    let found = try expanded(range.map(String.init), scratch)
    #expect(found.sorted == found.byLabel)
    #expect(found.byLabel == range.map { String(String($0 + 1_000_000).suffix(digits)) })
  }

  @Test(
    arguments: [
      // In text order already.
      (["0", "10", "9"], ["0", "10", "9"], true), (["007", "8"], ["007", "8"], true),
      (["Zone", "few", "many"], ["Zone", "few", "many"], true),
      // Brought into it.
      (["1", "02", "10"], ["01", "02", "10"], true), (["1", "2", "010"], ["001", "002", "010"], true),
      // No way of writing the numbers sorts them.
      (["10", "9", "8"], ["10", "9", "8"], false), (["2", "02", "1"], ["2", "02", "1"], false),
      (["1", "2", "10", "ten"], ["1", "2", "10", "ten"], false), (["zebra", "ant"], ["zebra", "ant"], false),
      (["bee", "con", "dog"], ["bee", "%63on", "dog"], false), (["٩", "١"], ["٩", "١"], false),
      (["-2", "-1"], ["%2D2", "%2D1"], false), (["a", "B"], ["a", "B"], false),
      (["cat", "Cat"], ["cat", "Cat%~2"], false),
    ])
  func `other names stay as they are`(_ names: [String], _ folders: [String], _ isOrderKept: Bool) throws {
    let found = try expanded(names, Scratch())
    #expect(found.byLabel == folders)
    #expect((found.sorted == found.byLabel) == isOrderKept)
  }

  @Test func `for any names the library says what loaders will do`() throws {
    var random = Mixed(state: 7)
    let letters: [Unicode.Scalar] = [
      "a", "A", "b", "0", "1", "2", "9", "%", "/", ".", " ", "-", "~", "é", "\u{301}", "ß", "長", "\u{FF10}", "😀",
      "\u{202E}",
    ]
    var counts = (kept: 0, other: 0)
    for round in 0..<400 {
      let digitsAlone = round % 3 == 0
      var names: [String] = []
      var seen: Set<[UInt8]> = []
      for _ in 0..<Int.random(in: 2...12, using: &random) {
        let scalars = (0..<Int.random(in: 1...4, using: &random)).map { _ in
          digitsAlone ? letters[Int.random(in: 3...6, using: &random)] : letters.randomElement(using: &random) ?? "a"
        }
        let name = String(String.UnicodeScalarView(scalars))
        if seen.insert(Array(name.utf8)).inserted { names.append(name) }
      }
      if round % 2 == 0 {
        names.sort { digitsAlone ? (Int($0) ?? 0, $0) < (Int($1) ?? 0, $1) : $0.precedesInBytes($1) }
      }
      let folders = ClassFolderNames.names(names, taken: [])
      let isKept = loaderOrder(folders).elementsEqual(folders) { $0.utf8.elementsEqual($1.utf8) }
      #expect(ClassFolderNames.areInOrder(folders) == isKept, "\(names)")
      if isKept { counts.kept += 1 } else { counts.other += 1 }
      if !isKept { #expect(folders == SafeNames.make(names), "\(names)") }
      if digitsAlone, round % 2 == 0 {
        let values = names.map { Int($0) ?? 0 }
        #expect(isKept || Set(values).count < values.count, "\(names)")
      }
    }
    #expect(counts.kept > 50 && counts.other > 50)
  }
}
