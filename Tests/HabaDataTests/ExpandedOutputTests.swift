import Foundation
import HabaData
import HabaFiles
import HabaFormat
import Testing

private let shape = ImageShape(channels: 1, height: 1, width: 2)
private let names = ["a/b", "zebra"]
private let entries = (0..<6).map { ExpandedFolder.Entry(label: $0 / 3, base: $0 % 3, hallucinator: 0) }
private let folder = ExpandedFolder(shape: shape, classNames: names, entries: entries)
private let recipe = ExpandedRecipe(
  Archive(
    shape: shape, classNames: names, classCount: 2, normalization: Normalization(mean: [0], deviation: [1]), bases: [],
    hallucinators: [], source: Source(images: 7, pixelBytes: 14),
    provenance: Provenance(encoder: "e", seed: 0, objective: "dm", steps: 1)))

private struct Stop: Error {}

private func image(_ index: Int) -> [UInt8] { [UInt8(index), 9] }

/// The `OutputError` that a piece of work ends in.
private func outputError(_ work: () throws -> Void) -> OutputError? {
  do {
    try work()
    return nil
  } catch {
    return error as? OutputError
  }
}

extension Scratch {
  /// Everything at any depth with the bytes of files.
  fileprivate func everything(_ name: String = "") throws -> [String: [UInt8]] {
    Dictionary(uniqueKeysWithValues: try files(name).map { ($0, (try? bytes(name + "/" + $0)) ?? []) })
  }
}

/// Every form of output.
private let outputs: [(name: String, format: ExpandedFolder.Format)] = [
  ("out", .folder), ("out", .npz), ("out", .raw), ("out.npz", .npz),
]

@Suite struct `An expansion takes nobody's place` {
  @Test(arguments: 0..<4)
  func `what appears there while the images are made is kept`(number: Int) throws {
    let (name, format) = outputs[number]
    for isFolder in [false, true] {
      let scratch = try Scratch()
      let mine = isFolder ? name + "/precious.txt" : name
      let error = outputError {
        try folder.write(to: scratch(name), format: format, replacing: false, recipe: recipe) { index in
          if index == 3 { try scratch.write(mine, [42]) }
          return image(index)
        }
      }
      #expect(error == .appeared(path: scratch(name)))
      #expect(try scratch.everything() == (isFolder ? [name: [], mine: [42]] : [mine: [42]]))
    }
  }

  @Test(arguments: 0..<4)
  func `of two at one output, one is written and the other refused`(number: Int) throws {
    let (name, format) = outputs[number]
    let scratch = try Scratch()
    let error = outputError {
      try folder.write(to: scratch(name), format: format, replacing: false, recipe: recipe) { index in
        if index == 3 { try folder.write(to: scratch(name), format: format, replacing: false) { _ in [1, 1] } }
        return image(index)
      }
    }
    #expect(error == .appeared(path: scratch(name)))
    let reference = try Scratch()
    try folder.write(to: reference(name), format: format, replacing: false) { _ in [1, 1] }
    #expect(try scratch.everything() == reference.everything())
  }

  @Test(arguments: 0..<4)
  func `told to replace, its own is replaced, and what is added to it meanwhile kept beside`(number: Int) throws {
    let (name, format) = outputs[number]
    let scratch = try Scratch()
    try folder.write(to: scratch(name), format: format, replacing: false, recipe: recipe) { _ in [1, 1] }
    var refused = try scratch.everything()
    #expect(
      outputError {
        try folder.write(to: scratch(name), format: format, replacing: false, recipe: recipe, pixels: image)
      }
        == .exists(path: scratch(name)))
    #expect(try scratch.everything() == refused)
    #expect(try folder.write(to: scratch(name), format: format, replacing: true, recipe: recipe, pixels: image) == nil)
    refused = try scratch.everything()
    let reference = try Scratch()
    try folder.write(to: reference(name), format: format, replacing: false, recipe: recipe, pixels: image)
    #expect(try refused == reference.everything())
    guard !name.hasSuffix(".npz") else { return }
    let kept = try folder.write(to: scratch(name), format: format, replacing: true, recipe: recipe) { index in
      if index == 3 { try scratch.write(name + "/mine.txt", [42]) }
      return image(index)
    }
    #expect(kept == scratch("out.old-1"))
    #expect(try scratch.everything(name) == reference.everything(name))
    #expect(try scratch.everything("out.old-1") == ["mine.txt": [42]])
  }

  @Test func `one form is replaced by another`() throws {
    let scratch = try Scratch()
    for format in [ExpandedFolder.Format.folder, .raw, .npz, .folder] {
      try folder.write(to: scratch("out"), format: format, replacing: true, recipe: recipe, pixels: image)
    }
    let classes = ["a%2Fb", "zebra"].flatMap { name in [name] + (0..<3).map { "\(name)/\($0)-0.png" } }
    #expect(try scratch.files("out") == classes.prefix(4) + ["labels.csv", "recipe.json"] + classes.suffix(4))
  }

  @Test func `a file that stands alone has no temporary folder`() throws {
    let scratch = try Scratch()
    try folder.write(to: scratch("out.npz"), format: .npz, replacing: false, recipe: recipe) { index in
      let folders = try scratch.files().filter { name in
        var isFolder: ObjCBool = false
        return FileManager.default.fileExists(atPath: scratch(name), isDirectory: &isFolder) && isFolder.boolValue
      }
      #expect(folders == [])
      return image(index)
    }
    #expect(try scratch.files() == ["out.npz"])
  }

  @Test func `where the images stop half-way, nothing is left, and what was there stays`() throws {
    for (name, format) in outputs {
      let scratch = try Scratch()
      func stops(_ index: Int) throws -> [UInt8] {
        if index == 4 { throw Stop() }
        return image(index)
      }
      let write = { (replacing: Bool, pixels: (Int) throws -> [UInt8]) in
        try folder.write(to: scratch(name), format: format, replacing: replacing, recipe: recipe, pixels: pixels)
      }
      #expect(throws: Stop.self) { _ = try write(false, stops) }
      #expect(try scratch.files() == [])
      _ = try write(false, image)
      let before = try scratch.everything()
      #expect(throws: Stop.self) { _ = try write(true, stops) }
      #expect(try scratch.everything() == before)
    }
  }

  @Test func `a file in the folder's place, a folder or a pipe in the file's and a missing parent are refused`() throws
  {
    let scratch = try Scratch()
    try scratch.write("file", [1])
    try scratch.makeFolder("x.npz")
    mkfifo(scratch("pipe.npz"), 0o600)
    let before = try scratch.files()
    for (name, format) in [
      ("file", ExpandedFolder.Format.folder), ("x.npz", .npz), ("pipe.npz", .npz), ("no/out", .raw), ("no/x.npz", .npz),
    ] {
      let error = outputError {
        try folder.write(to: scratch(name), format: format, replacing: true, recipe: recipe, pixels: image)
      }
      #expect(error?.kind == .cannotCreate, "\(name)")
    }
    #expect(try scratch.files() == before)
  }

  @Test func `a link to a folder is written through, not replaced`() throws {
    let scratch = try Scratch()
    try scratch.makeFolder("real")
    try FileManager.default.createSymbolicLink(atPath: scratch("link"), withDestinationPath: "real")
    for replacing in [false, true] {
      try folder.write(to: scratch("link"), replacing: replacing, recipe: recipe, pixels: image)
      #expect(try scratch.files("real").contains("labels.csv"))
      #expect(try FileManager.default.destinationOfSymbolicLink(atPath: scratch("link")) == "real")
    }
  }
}

/// A folder's files besides what `write` makes, and whether it is replaced when that is told.
private struct Holding: CustomTestStringConvertible, Sendable {
  var testDescription: String
  var isReplaced: Bool
  /// The form that is written first; nil for none.
  var format: ExpandedFolder.Format?
  /// Names that end with / are empty folders; those without bytes are removed.
  var files: [String: String?] = [:]
}

private let ours =
  #"{"class_names":["a/b","zebra"],"labels":"hard","learning_rate":null,"objective":"dm","source":{"images":7,"#
  + #""pixel_bytes":14}}"#

private let holdings: [Holding] = [
  Holding(testDescription: "a folder of ours", isReplaced: true, format: .folder),
  Holding(testDescription: "numpy's form", isReplaced: true, format: .npz),
  Holding(testDescription: "the raw form", isReplaced: true, format: .raw),
  Holding(
    testDescription: "the raw form with hard labels and a file called as soft ones are", isReplaced: false,
    format: .raw,
    files: ["soft_labels.f32le": "x"]),
  Holding(
    testDescription: "the raw form with soft labels", isReplaced: true, format: .raw,
    files: ["soft_labels.f32le": "x", "recipe.json": ours.replacing("hard", with: "soft")]),
  Holding(testDescription: "nothing", isReplaced: true),
  Holding(
    testDescription: "litter", isReplaced: true, format: .folder,
    files: [
      ".DS_Store": "\0\0\0\u{1}Bud1", "zebra/Thumbs.db": "", "zebra/._0-0.png": "\0\u{5}\u{16}\u{7}",
      "a%2Fb/desktop.ini": "x",
    ]),
  Holding(testDescription: "a hidden note", isReplaced: false, format: .folder, files: ["zebra/._0-0.png": "x"]),
  Holding(testDescription: "some images gone", isReplaced: true, format: .folder, files: ["zebra/1-0.png": nil]),
  Holding(testDescription: "no recipe.json", isReplaced: false, format: .folder, files: ["recipe.json": nil]),
  Holding(
    testDescription: "numpy's form without recipe.json", isReplaced: false, format: .npz, files: ["recipe.json": nil]),
  Holding(
    testDescription: "the raw form without recipe.json", isReplaced: false, format: .raw, files: ["recipe.json": nil]),
  Holding(testDescription: "somebody's images.npz", isReplaced: false, files: ["images.npz": "x"]),
  Holding(
    testDescription: "somebody's images.npz and recipe.json", isReplaced: false,
    files: ["images.npz": "x", "recipe.json": #"{"eggs":3,"labels":["a"]}"#]),
  Holding(
    testDescription: "a recipe.json without classes", isReplaced: false,
    files: ["images.npz": "x", "recipe.json": #"{"labels":"hard"}"#]),
  Holding(testDescription: "recipe.json alone", isReplaced: false, files: ["recipe.json": ours]),
  Holding(
    testDescription: "somebody's labels.csv with a thesis", isReplaced: false,
    files: ["labels.csv": "path,class,label\nthesis.docx,a/b,0\n", "thesis.docx": "x"]),
  Holding(
    testDescription: "the same with our recipe.json", isReplaced: false,
    files: ["labels.csv": "path,class,label\nthesis.docx,a/b,0\n", "thesis.docx": "x", "recipe.json": ours]),
  Holding(
    testDescription: "a table that leads out", isReplaced: false,
    files: ["labels.csv": "path,class,label\n../x,a/b,0\n", "recipe.json": ours]),
  Holding(
    testDescription: "a table of images in parts", isReplaced: true,
    files: [
      "labels.csv": "path,class,label\nzebra/00.3-12.png,zebra,1\n", "zebra/00.3-12.png": "x", "recipe.json": ours,
    ]
  ),
  Holding(
    testDescription: "a table of images of other names", isReplaced: false,
    files: ["labels.csv": "path,class,label\nzebra/me.png,zebra,1\n", "zebra/me.png": "x", "recipe.json": ours]),
  Holding(
    testDescription: "a table of images in another class's folder", isReplaced: false,
    files: ["labels.csv": "path,class,label\nzebra/0-0.png,a/b,0\n", "zebra/0-0.png": "x", "recipe.json": ours]),
  Holding(
    testDescription: "an image that is not in the table", isReplaced: false, format: .folder,
    files: ["zebra/9-9.png": "x"]),
  Holding(testDescription: "a note", isReplaced: false, format: .folder, files: ["mine.txt": "x"]),
  Holding(testDescription: "a hidden file", isReplaced: false, format: .raw, files: [".hidden": "x"]),
  Holding(testDescription: "a note deep inside", isReplaced: false, format: .folder, files: ["a%2Fb/c/mine.txt": "x"]),
  Holding(testDescription: "an empty folder", isReplaced: false, format: .npz, files: ["mine/": ""]),
  Holding(testDescription: "an empty folder in a class's", isReplaced: false, format: .folder, files: ["zebra/m/": ""]),
  Holding(
    testDescription: "a folder called like litter", isReplaced: false, format: .folder, files: [".DS_Store/": ""]),
]

@Suite struct `A folder is replaced only if all of it was written here` {
  @Test(arguments: holdings)
  fileprivate func `told to replace`(holding: Holding) throws {
    let scratch = try Scratch()
    try scratch.makeFolder("out")
    if let format = holding.format {
      try folder.write(
        to: scratch("out"), format: format, replacing: false, recipe: recipe,
        pixels: { _ in [1, 1] })
    }
    for (name, text) in holding.files {
      if name.hasSuffix("/") {
        try scratch.makeFolder("out/" + name)
      } else if let text {
        try scratch.write("out/" + name, Array(text.utf8))
      } else {
        try FileManager.default.removeItem(atPath: scratch("out/" + name))
      }
    }
    let before = try scratch.everything()
    let error = outputError { try folder.write(to: scratch("out"), replacing: true, recipe: recipe, pixels: image) }
    if holding.isReplaced {
      #expect(error == nil)
      let reference = try Scratch()
      try folder.write(to: reference("out"), replacing: false, recipe: recipe, pixels: image)
      #expect(try scratch.everything() == reference.everything())
    } else {
      switch error {
      case .foreign(scratch("out"), _), .unmarked(scratch("out"), "recipe.json"): break
      default: Issue.record("\(String(describing: error))")
      }
      #expect(try scratch.everything() == before)
    }
  }
}
