import Foundation
import HabaData
import HabaFormat
import Testing

@Suite struct `What of a folder is read` {
  private func image(_ value: UInt8) -> [UInt8] {
    let shape = ImageShape(channels: 1, height: 4, width: 4)
    return PNGWriter.encode(pixels: [UInt8](repeating: value, count: 16), shape: shape)
  }

  @Test func `content counts and not the name, and all else is counted by its reason`() throws {
    let scratch = try Scratch()
    let gif = Array("GIF89a".utf8) + [4, 0, 4, 0, 0, 0, 0, 0x3B]
    try scratch.write("a/1.png", image(1))
    try scratch.write("a/2", image(2))
    try scratch.write("a/3.txt", image(3))
    try scratch.write("a/deep/4.JPG", image(4))
    try scratch.write("a/5.jpg", gif)
    try scratch.write("a/6.gif", gif)
    try scratch.write("a/notes.txt", Array("words".utf8))
    try scratch.write("a/.hidden.png", [1])
    try scratch.write("b/1.PNG", image(5))
    try scratch.write("README.md", Array("words".utf8))
    let set = try DataSet.open(scratch.path, split: .train)
    #expect(
      try set.pixels(of: 0..<set.count).enumerated().filter { $0.offset % 16 == 0 }.map(\.element) == [1, 2, 3, 4, 5])
    #expect(
      set.origin.leftOut == [
        LeftOut(reason: .format("GIF"), count: 2, first: scratch("a/5.jpg")),
        LeftOut(reason: .noPicture, count: 1, first: scratch("a/notes.txt")),
        LeftOut(reason: .beside, count: 1, first: scratch("README.md")),
        LeftOut(reason: .hidden, count: 1, first: scratch("a/.hidden.png")),
      ])
  }

  @Test func `a class of pictures that are not read says which they are`() throws {
    let scratch = try Scratch()
    try scratch.write("a/1.png", image(1))
    for index in 0..<3 { try scratch.write("b/\(index).gif", Array("GIF89a".utf8) + [4, 0, 4, 0, 0, 0, 0, 0x3B]) }
    let error = dataError { _ = try DataSet.open(scratch.path, split: .train) }
    #expect(error?.exitCode == 65)
    #expect("\(error.map { "\($0)" } ?? "")".contains("3 GIF files"))
  }

  @Test func `each folder is entered once, however many ways lead there`() throws {
    let scratch = try Scratch()
    try scratch.write("b/1.png", image(1))
    try scratch.write("a/1.png", image(2))
    // Two links in each of 30 folders, both to the next: 2^30 ways to the last, in which an image lies.
    for level in 0..<30 {
      try scratch.makeFolder("set/.chain/\(level)")
      for name in ["x", "y"] where level < 29 {
        try FileManager.default.createSymbolicLink(
          atPath: scratch("set/.chain/\(level)/\(name)"), withDestinationPath: "../\(level + 1)")
      }
    }
    try scratch.write("set/.chain/29/deep.png", image(3))
    try scratch.write("set/b/1.png", image(4))
    try scratch.makeFolder("set/a")
    try FileManager.default.createSymbolicLink(atPath: scratch("set/a/way"), withDestinationPath: "../.chain/0")
    let set = try DataSet.open(scratch("set"), split: .train)
    #expect(set.labels == [0, 1])
    #expect(set.origin.leftOut.first { $0.reason == .repeatedFolder }?.count == 29)
  }

  @Test func `all damaged images are told of in one error, the first ten by name`() throws {
    let scratch = try Scratch()
    for index in 0..<12 { try scratch.write("a/\(index + 10).png", Array(image(1).dropLast(20))) }
    try scratch.write("a/x.jpg", Array("no picture".utf8))
    try scratch.write("a/y.png", image(2))
    try scratch.write("b/1.png", image(3))
    let error = dataError { _ = try DataSet.open(scratch.path, split: .train) }
    guard case .damagedImages(_, 13, let first) = error else {
      Issue.record("\(String(describing: error))")
      return
    }
    #expect(first.count == 10)
    let text = "\(error.map { "\($0)" } ?? "")"
    #expect(
      text.contains("13 images") && text.contains("a/x.jpg") && text.contains("and 3 more") && !text.contains("\n"))
    #expect(error?.exitCode == 65)

    var options = ReadOptions()
    options.damaged = .skip
    let set = try DataSet.open(scratch.path, split: .train, options: options)
    #expect(set.labels == [0, 1])
    #expect(try set.pixels(of: [0, 1]) == [UInt8](repeating: 2, count: 16) + [UInt8](repeating: 3, count: 16))
    #expect(set.origin.leftOut.first == LeftOut(reason: .damaged, count: 13, first: scratch("a/x.jpg")))
  }

  @Test func `a damaged image that is skipped has no say in size or colour`() throws {
    let scratch = try Scratch()
    for name in ["a/1.png", "b/1.png"] { try scratch.write(name, image(1)) }
    let shape = ImageShape(channels: 3, height: 9, width: 7)
    let other = PNGWriter.encode(pixels: [UInt8](repeating: 7, count: shape.count), shape: shape)
    try scratch.write("a/0.png", Array(other.dropLast(20)))
    var options = ReadOptions()
    options.damaged = .skip
    let set = try DataSet.open(scratch.path, split: .train, options: options)
    #expect(set.shape == ImageShape(channels: 1, height: 4, width: 4))
    #expect(set.count == 2 && set.origin.leftOut.map(\.count) == [1])
  }

  @Test func `what was added to an expanded folder is counted`() throws {
    let scratch = try Scratch()
    let shape = ImageShape(channels: 1, height: 4, width: 4)
    let folder = ExpandedFolder(
      shape: shape, classNames: ["a", "b"],
      entries: (0..<2).map { ExpandedFolder.Entry(label: $0, base: 0, hallucinator: 0) })
    try folder.write(to: scratch("out"), replacing: false) { _ in [UInt8](repeating: 3, count: 16) }
    try scratch.write("out/a/mine.png", image(1))
    let set = try DataSet.open(scratch("out"), split: .train)
    #expect(set.count == 2)
    #expect(set.origin.leftOut == [LeftOut(reason: .unlisted, count: 1, first: scratch("out/a/mine.png"))])
  }

  @Test func `a class of damaged images alone is empty, and said to be`() throws {
    let scratch = try Scratch()
    try scratch.write("a/1.png", Array(image(1).dropLast(20)))
    try scratch.write("b/1.png", image(3))
    var options = ReadOptions()
    options.damaged = .skip
    let error = dataError { _ = try DataSet.open(scratch.path, split: .train, options: options) }
    guard case .emptyClass(_, "a", let leftOut) = error else {
      Issue.record("\(String(describing: error))")
      return
    }
    #expect(leftOut.map(\.reason) == [.damaged])
  }
}
