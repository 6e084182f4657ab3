import FixtureKit
import Foundation
import HabaData
import HabaFormat
import Testing

@Suite struct BadInputTests {
  @Test(
    "A damaged data set is refused with 65 and one line that names the file", arguments: DamagedFixture.all)
  func refuses(_ fixture: DamagedFixture) throws {
    let path = Fixtures.damaged(fixture.folder.name)
    let error = dataError {
      let set = try DataSet.open(path, split: .train)
      _ = try set.pixels(of: 0..<set.count)
    }
    let found = try #require(error)
    #expect(found.exitCode == 65)
    let text = "\(found)"
    #expect(!text.contains("\n"))
    #expect(text.contains(fixture.culprit.isEmpty ? path : path + "/" + fixture.culprit), "\(text)")
    #expect(text.contains(fixture.says), "\(text)")
  }

  @Test("An empty folder is refused with 65, and one of files alone too")
  func refusesEmptyFolder() throws {
    let scratch = try Scratch()
    #expect(dataError { _ = try DataSet.open(scratch.path, split: .train) } == .noImages(path: scratch.path))
    #expect(dataError { _ = try DataSet.open(scratch.path, split: .test) }?.exitCode == 65)
    try scratch.write("notes.txt", Array("hello".utf8))
    #expect(dataError { _ = try DataSet.open(scratch.path, split: .train) }?.exitCode == 65)
  }

  @Test("A path with nothing there is refused with 66, a file in place of a folder with 65")
  func refusesOtherPaths() throws {
    let scratch = try Scratch()
    let missing = dataError { _ = try DataSet.open(scratch("none"), split: .train) }
    #expect(missing == .notFound(path: scratch("none")))
    #expect(missing?.exitCode == 66)
    try scratch.write("file", [1])
    #expect(dataError { _ = try DataSet.open(scratch("file"), split: .train) }?.exitCode == 65)
  }

  @Test("A dangling link named as an image, and a folder of that name, don't stop the reading for good")
  func refusesDanglingLink() throws {
    let scratch = try Scratch()
    try scratch.copy(Fixtures.kind("grey/odd/8bit.png"), to: "a/1.png")
    try scratch.copy(Fixtures.kind("grey/odd/8bit.png"), to: "b/folder.png/1.png")
    #expect(try DataSet.open(scratch.path, split: .train).labels == [0, 1])
    try FileManager.default.createSymbolicLink(atPath: scratch("b/2.png"), withDestinationPath: "nowhere")
    let error = dataError { _ = try DataSet.open(scratch.path, split: .train) }
    #expect(error == .notFound(path: scratch("b/2.png")))
  }

  @Test("A named pipe called an image is refused, not waited for")
  func refusesPipe() throws {
    let scratch = try Scratch()
    try scratch.copy(Fixtures.kind("grey/odd/8bit.png"), to: "a/1.png")
    try scratch.makeFolder("b")
    try #require(mkfifo(scratch("b/1.png"), 0o600) == 0)
    #expect(dataError { _ = try DataSet.open(scratch.path, split: .train) }?.exitCode == 66)
  }

  @Test("A link back up is refused, for it never ends")
  func refusesLoop() throws {
    let scratch = try Scratch()
    try scratch.copy(Fixtures.kind("grey/odd/8bit.png"), to: "a/1.png")
    try FileManager.default.createSymbolicLink(atPath: scratch("a/up"), withDestinationPath: scratch("a"))
    #expect(dataError { _ = try DataSet.open(scratch.path, split: .test) }?.exitCode == 65)
  }

  @Test("An image that has changed its size since the opening is refused")
  func refusesChangedImage() throws {
    let scratch = try Scratch()
    try scratch.copy(Fixtures.kind("grey/odd/8bit.png"), to: "a/1.png")
    // Room to decode it, but not to keep its pixels: it is decoded again when it is asked for.
    var options = ReadOptions()
    options.memory = 150
    let set = try DataSet.open(scratch.path, split: .test, options: options)
    #expect(set.changedFiles.isEmpty)
    try scratch.copy(Fixtures.kind("sizes/p/0.png"), to: "a/1.png")
    #expect(dataError { _ = try set.pixels(of: [0]) }?.exitCode == 65)
    #expect(set.changedFiles == [scratch("a/1.png")])
    try FileManager.default.removeItem(atPath: scratch("a/1.png"))
    #expect(dataError { _ = try set.pixels(of: [0]) }?.exitCode == 66)
  }

  @Test("Every truncation of a PNG, a JPEG, a gzipped IDX and a MATLAB file is refused")
  func refusesEveryTruncation() throws {
    let scratch = try Scratch()
    let cases = [
      ("grey/odd/interlaced.png", "a/1.png", ""), ("jpeg/train/ant/2.JPG", "a/1.jpg", ""),
      (
        "idx-gz/emnist-letters-test-images-idx3-ubyte.gz", "x-train-images-idx3-ubyte.gz",
        "x-train-labels-idx1-ubyte.gz"
      ), ("svhn/test_32x32.mat", "test_32x32.mat", ""),
    ]
    for (index, (source, name, beside)) in cases.enumerated() {
      let room = "case\(index)/"
      let whole = [UInt8](try Data(contentsOf: URL(fileURLWithPath: Fixtures.kind(source))))
      if !beside.isEmpty {
        try scratch.copy(Fixtures.kind("idx-gz/emnist-letters-test-labels-idx1-ubyte.gz"), to: room + beside)
      }
      try scratch.write(room + name, whole)
      #expect(try DataSet.open(scratch(room), split: .test).pixels(of: [0]).count > 0)
      for length in stride(from: 0, to: whole.count, by: 1 + whole.count / 300) {
        try scratch.write(room + name, whole.prefix(length))
        let error = dataError {
          let set = try DataSet.open(scratch(room), split: .test)
          _ = try set.pixels(of: 0..<set.count)
        }
        #expect(error?.exitCode == 65, "\(name) of \(length) bytes")
      }
    }
  }

  @Test("No single changed byte of an image file does worse than a typed error")
  func survivesChangedBytes() throws {
    let scratch = try Scratch()
    for (source, name) in [("mixed/right/palette4.png", "a/1.png"), ("jpeg/train/bee/2.jpe", "a/1.jpg")] {
      let whole = [UInt8](try Data(contentsOf: URL(fileURLWithPath: Fixtures.kind(source))))
      for place in stride(from: 0, to: whole.count, by: 1 + whole.count / 400) {
        var bytes = whole
        bytes[place] ^= 0xFF
        let room = name.hasSuffix("png") ? "png" : "jpeg"
        try scratch.write(room + "/" + name, bytes)
        do {
          let set = try DataSet.open(scratch(room), split: .test)
          #expect(try set.pixels(of: [0]).count == set.shape.count)
        } catch {
          #expect(error.exitCode == 65)
        }
      }
    }
  }

  @Test("Control characters in a name don't reach the message")
  func showsNamesSafely() throws {
    let scratch = try Scratch()
    try scratch.write("a\n\u{1B}[31m/1.png", Array("text".utf8))
    let error = dataError { _ = try DataSet.open(scratch.path, split: .test) }
    let text = error.map { "\($0)" } ?? ""
    #expect(text.contains("a\\u{a}\\u{1b}[31m/1.png"))
  }
}
