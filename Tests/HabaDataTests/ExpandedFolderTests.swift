import FixtureKit
import Foundation
import HabaData
import HabaFormat
import Testing

/// Six images of 2x3 RGB pixels, of three classes whose order is not that of their bytes.
private let shape = ImageShape(channels: 3, height: 2, width: 3)
private let names = ["zebra, striped", "a/b", "../\"up\""]
private let entries: [ExpandedFolder.Entry] = [
  (2, 0, 0), (2, 0, 1), (0, 0, 0), (0, 0, 1), (1, 11, 0), (1, 2, 1),
]
.map { ExpandedFolder.Entry(label: $0.0, base: $0.1, hallucinator: $0.2) }

private func image(_ index: Int) -> [UInt8] { (0..<18).map { UInt8(index * 40 + $0) } }

private struct Stop: Error {}

/// What an archive with a learned learning rate says.
private let recipe = ExpandedRecipe(
  Archive(
    shape: shape, classNames: names, classCount: 3,
    normalization: Normalization(mean: [0, 0, 0], deviation: [1, 1, 1]), bases: [], hallucinators: [],
    source: Source(images: 7, pixelBytes: 126),
    provenance: Provenance(encoder: "e", seed: 0, objective: "mtt", steps: 1), studentLearningRate: 0.1))

@Suite struct ExpandedFolderTests {
  private let folder = ExpandedFolder(shape: shape, classNames: names, entries: entries)

  @Test("Images lie as PNG in a folder a class, names never lead out, and labels.csv has the true ones")
  func layout() throws {
    let scratch = try Scratch()
    try folder.write(to: scratch("out"), replacing: false, recipe: recipe, pixels: image)
    #expect(
      try scratch.files("out") == [
        "%2E.%2F%22up%22", "%2E.%2F%22up%22/00-0.png", "%2E.%2F%22up%22/00-1.png", "a%2Fb", "a%2Fb/02-1.png",
        "a%2Fb/11-0.png", "labels.csv", "recipe.json", "zebra, striped", "zebra, striped/00-0.png",
        "zebra, striped/00-1.png",
      ])
    let table = String(decoding: try scratch.bytes("out/labels.csv"), as: UTF8.self)
    #expect(
      table == """
        path,class,label
        %2E.%2F%22up%22/00-0.png,"../""up\""",2
        %2E.%2F%22up%22/00-1.png,"../""up\""",2
        "zebra, striped/00-0.png","zebra, striped",0
        "zebra, striped/00-1.png","zebra, striped",0
        a%2Fb/11-0.png,a/b,1
        a%2Fb/02-1.png,a/b,1

        """)
    #expect(try scratch.files() == (try scratch.files("out")).map { "out/" + $0 }.inserting("out"))
  }

  @Test("Read back, the images, their order, labels and class names are the archive's")
  func readsBack() throws {
    let scratch = try Scratch()
    try folder.write(to: scratch("out"), replacing: false, pixels: image)
    for split in [Split.train, .test] {
      let set = try DataSet.open(scratch("out"), split: split)
      #expect(set.shape == shape)
      #expect(set.labels == entries.map(\.label))
      #expect(set.classNames == names)
      #expect(try set.pixels(of: 0..<6) == (0..<6).flatMap(image))
    }
  }

  @Test("A labels.csv of other columns is somebody else's, and left alone")
  func foreignTable() throws {
    let scratch = try Scratch()
    try scratch.copy(Fixtures.kind("grey/odd/8bit.png"), to: "a/1.png")
    try scratch.write("labels.csv", Array("path,classes\na/1.png,9\n".utf8))
    #expect(try DataSet.open(scratch.path, split: .test).classNames == ["a"])
    // Nor is one of the same columns, unless what expand writes beside says that it is no one else's.
    try scratch.write("labels.csv", Array("path,class,label\na/1.png,b,0\n".utf8))
    #expect(try DataSet.open(scratch.path, split: .test).classNames == ["a"])
    try scratch.write("recipe.json", Array(#"{"labels":"hard","learning_rate":null}"#.utf8))
    #expect(try DataSet.open(scratch.path, split: .test).classNames == ["b"])
    try scratch.write("labels.csv", Array("path,class,label,p0,p1\na/1.png,a,0,1,0\n".utf8))
    #expect(dataError { _ = try DataSet.open(scratch.path, split: .test) }?.exitCode == 69)
  }

  @Test("Soft labels and the learning rate are read back as they were, for any images in any order")
  func teaching() throws {
    let scratch = try Scratch()
    // The steps are no decimals: every number has to be written in full.
    let soft = SoftLabels(
      whole: QuantizedTensor(
        quantizer: UniformQuantizer(bits: 5, offset: -0.1, step: 0.037_241),
        codes: (0..<18).map { UInt16($0 * 11 % 32) }), classCount: 3)
    try ExpandedFolder(shape: shape, classNames: names, entries: entries, softLabels: soft)
      .write(to: scratch("out"), replacing: false, recipe: recipe, pixels: image)
    let table = String(decoding: try scratch.bytes("out/labels.csv"), as: UTF8.self)
    #expect(table.hasPrefix("path,class,label,soft_0,soft_1,soft_2\n"))
    let set = try DataSet.open(scratch("out"), split: .train)
    #expect(set.softLabels(of: [5, 0]) == soft.row(image: 5, classCount: 3) + soft.row(image: 0, classCount: 3))
    #expect(set.subset([4, 1]).softLabels(of: [1]) == soft.row(image: 1, classCount: 3))
    #expect(set.learningRate == 0.1)
    try folder.write(to: scratch("hard"), replacing: false, pixels: image)
    let hard = try DataSet.open(scratch("hard"), split: .train)
    #expect(hard.softLabels(of: [0]) == nil && hard.learningRate == nil)
  }

  @Test("A class without images stays one, and its folder is read for training as its archive is")
  func emptyClass() throws {
    let scratch = try Scratch()
    let some = entries.filter { $0.label != 1 }
    try ExpandedFolder(shape: shape, classNames: names, entries: some)
      .write(to: scratch("out"), replacing: false, recipe: recipe, pixels: image)
    let set = try DataSet.open(scratch("out"), split: .train)
    #expect(set.classNames == names)
    #expect(set.labels == [2, 2, 0, 0])
    #expect(dataError { try set.checkForTraining() } == .emptyClass(path: scratch("out"), name: "a/b"))
    try folder.write(to: scratch("out"), replacing: true, pixels: image)
  }

  @Test("A table that another program has saved again is read, and one that it has spoilt is not passed over")
  func savedAgain() throws {
    let scratch = try Scratch()
    try folder.write(to: scratch("out"), replacing: false, recipe: recipe, pixels: image)
    let table = String(decoding: try scratch.bytes("out/labels.csv"), as: UTF8.self)
    let quoted = table.replacing("path,class,label", with: "\"path\",\"class\",\"label\"")
    let saved = "\u{FEFF}" + quoted.replacing("\n", with: "\r\n") + "\r\n"
    try scratch.write("out/labels.csv", Array(saved.utf8))
    let set = try DataSet.open(scratch("out"), split: .train)
    #expect(set.classNames == names && set.learningRate == 0.1 && set.labels == entries.map(\.label))
    for (spoilt, code) in [("", Int32(65)), (table.replacing(",", with: ";"), 69), (table.uppercased(), 69)] {
      try scratch.write("out/labels.csv", Array(spoilt.utf8))
      #expect(dataError { _ = try DataSet.open(scratch("out"), split: .train) }?.exitCode == code)
    }
    let soft = #"{"labels":"soft","learning_rate":null}"#
    try scratch.write("out/labels.csv", Array(table.utf8))
    try scratch.write("out/recipe.json", Array(soft.utf8))
    #expect(dataError { _ = try DataSet.open(scratch("out"), split: .train) }?.exitCode == 65)
  }

  @Test(
    "Soft labels that are no numbers, or too few, are damage",
    arguments: [("soft_1", "x"), ("soft_1", "nan"), ("soft_1", "1e99"), ("soft_1", ""), ("soft_1,soft_2", "1,1")])
  func damagedSoftLabels(_ column: String, _ number: String) throws {
    let scratch = try Scratch()
    for name in ["a", "b"] { try scratch.copy(Fixtures.kind("grey/odd/8bit.png"), to: "\(name)/1.png") }
    let rows = "path,class,label,soft_0,\(column)\na/1.png,a,0,1,\(number)\nb/1.png,b,1,0,\(number)\n"
    try scratch.write("labels.csv", Array(rows.utf8))
    try scratch.write("recipe.json", Array(#"{"labels":"soft","learning_rate":null}"#.utf8))
    #expect(dataError { _ = try DataSet.open(scratch.path, split: .train) }?.exitCode == 65)
  }

  @Test(
    "A recipe.json that is none is damage",
    arguments: [
      "", "{", "[]", "{\"labels\":\"other\"}", "{\"labels\":\"hard\",\"learning_rate\":0}",
      "{\"labels\":\"hard\",\"learning_rate\":-1}", "{\"labels\":\"hard\",\"learning_rate\":\"x\"}",
      "{\"labels\":\"hard\",\"learning_rate\":1e99}",
    ])
  func damagedRecipe(_ text: String) throws {
    let scratch = try Scratch()
    try folder.write(to: scratch("out"), replacing: false, pixels: image)
    try scratch.write("out/recipe.json", Array(text.utf8))
    #expect(dataError { _ = try DataSet.open(scratch("out"), split: .train) }?.exitCode == 65)
  }

  @Test("With formation the part comes after the base")
  func parts() throws {
    let scratch = try Scratch()
    let parts = (0..<4).map { ExpandedFolder.Entry(label: 0, base: 0, part: $0, hallucinator: 0) }
    try ExpandedFolder(shape: shape, classNames: ["x"], entries: parts)
      .write(to: scratch("out"), replacing: false, pixels: image)
    #expect(try scratch.files("out/x") == ["0.0-0.png", "0.1-0.png", "0.2-0.png", "0.3-0.png"])
  }

  @Test("Class names become names that are safe and differ on every file system")
  func safeNames() throws {
    let scratch = try Scratch()
    let hostile = [
      "", ".", "..", "/etc/passwd", "a\u{0}b", "Cat", "cat", "CAT", "%", "con", "NUL.txt", "labels.csv",
      "-rf", "x ",
      "e\u{301}", "\u{E9}", "\u{202E}gnp", String(repeating: "長", count: 100), "line\nbreak", "a:b\\c",
      "cat%~2",
    ]
    let entries = hostile.indices.map { ExpandedFolder.Entry(label: $0, base: 0, hallucinator: 0) }
    try ExpandedFolder(shape: shape, classNames: hostile, entries: entries)
      .write(to: scratch("out"), replacing: false) { _ in image(0) }
    let folders = try FileManager.default.contentsOfDirectory(atPath: scratch("out")).filter {
      !["labels.csv", "recipe.json"].contains($0)
    }
    #expect(
      Set(folders) == [
        "%", "%2E", "%2E%2E", "%2Fetc%2Fpasswd", "a%00b", "Cat", "cat%~2", "CAT%~3", "%25", "%63on",
        "%4EUL.txt",
        "labels.csv%~2", "%2Drf", "x%20", "e\u{301}", "\u{E9}%~2", "%E2%80%AEgnp",
        String(repeating: "長", count: 40) + "%~", "line%0Abreak", "a%3Ab%5Cc", "cat%25~2",
      ])
    let set = try DataSet.open(scratch("out"), split: .train)
    #expect(set.classNames.map { $0.map { Array($0.utf8) } } == hostile.map { Array($0.utf8) })
  }

  @Test("numpy's form and the raw form hold the same images")
  func otherForms() throws {
    let scratch = try Scratch()
    try folder.write(to: scratch("npz"), format: .npz, replacing: false, pixels: image)
    #expect(try scratch.files("npz") == ["images.npz", "recipe.json"])
    // numpy 2 read images, labels and class_names back from the file of this CRC-32, and Info-ZIP found it whole.
    let npz = try scratch.bytes("npz/images.npz")
    #expect(Stored.crc32(npz) == 549_553_461)
    try folder.write(to: scratch("alone.npz"), format: .npz, replacing: false, pixels: image)
    #expect(try scratch.bytes("alone.npz") == npz)
    try folder.write(to: scratch("raw"), format: .raw, replacing: false, pixels: image)
    #expect(try scratch.files("raw") == ["images.u8", "index.json", "labels.u32le", "recipe.json"])
    #expect(try scratch.bytes("raw/images.u8") == (0..<6).flatMap(image))
    #expect(
      try scratch.bytes("raw/labels.u32le")
        == [2, 2, 0, 0, 1, 1].flatMap { [UInt8($0), 0, 0, 0] as [UInt8] })
    let index = String(decoding: try scratch.bytes("raw/index.json"), as: UTF8.self)
    #expect(
      index
        == #"{"class_names":["zebra, striped","a/b","../\"up\""],"images":"images.u8","labels":"labels.u32le","#
        + #""shape":[6,3,2,3]}"# + "\n")
  }

  @Test("An .npz whose soft labels alone are more than its sizes can say is refused before it is begun")
  func tooLargeForNumpy() throws {
    let scratch = try Scratch()
    // 16,641 images of 65,536 classes: 4.4 GB of binary32, of 16,641 numbers in the archive.
    let count = 129 * 129
    let one = QuantizedTensor(
      quantizer: UniformQuantizer(bits: 1, offset: 0, step: 1), codes: [UInt16](repeating: 1, count: count))
    let folder = ExpandedFolder(
      shape: shape, classNames: (0..<65_536).map { String($0) },
      entries: (0..<count).map { ExpandedFolder.Entry(label: 0, base: $0, hallucinator: 0) },
      softLabels: SoftLabels(classesPerImage: 1, classes: [UInt16](repeating: 0, count: count), values: one))
    let error = dataError {
      try folder.write(to: scratch("out"), format: .npz, replacing: false) { _ in throw Stop() }
    }
    #expect(error?.exitCode == 69)
    #expect(try scratch.files() == [])
  }
}

extension [String] {
  /// The strings with one more, in byte order.
  fileprivate func inserting(_ string: String) -> [String] {
    (self + [string]).sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
  }
}
