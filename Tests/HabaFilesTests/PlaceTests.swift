import Foundation
import HabaFiles
import Testing

@Suite struct `Places are told by what they are, not by their spelling` {
  @Test func `of what is there, through links and other names`() throws {
    let scratch = try Scratch()
    try scratch.write([1], to: "a/file")
    try scratch.write([1], to: "a/other")
    symlink("a", scratch("b"))
    link(scratch("a/file"), scratch("hard"))
    symlink("hard", scratch("soft"))
    let identity = try #require(PlaceIdentity(scratch("a/file")))
    for name in ["b/file", "hard", "soft", "a/./file", "a/../b//file"] {
      #expect(PlaceIdentity(scratch(name)) == identity, "\(name)")
    }
    #expect(PlaceIdentity(scratch("a/other")) != identity)
  }

  @Test func `of what is not there yet`() throws {
    let scratch = try Scratch()
    try scratch.makeFolder("a")
    symlink("a", scratch("b"))
    symlink("../a/new", scratch("a/link"))
    symlink("b/link", scratch("chain"))
    symlink("loop", scratch("loop"))
    let identity = try #require(PlaceIdentity(scratch("a/new")))
    for name in ["b/new", "a/link", "chain", "a//new", "a/../b/./new"] {
      #expect(PlaceIdentity(scratch(name)) == identity, "\(name)")
    }
    #expect(PlaceIdentity(scratch("a/New")) != identity)
    #expect(PlaceIdentity(scratch("no/new")) == nil)
    _ = PlaceIdentity(scratch("loop"))
  }

  @Test func `the folders above are those of the spelling and the real ones`() throws {
    let scratch = try Scratch()
    try scratch.write([1], to: "real/deep/file")
    try scratch.makeFolder("out")
    symlink("../real/deep", scratch("out/link"))
    func above(_ name: String, _ folder: String) throws -> Bool {
      let state = try #require(FileState(scratch(folder)))
      return Place.folders(above: scratch(name)).contains(state.identity)
    }
    for folder in ["out", "real", "real/deep", "."] { #expect(try above("out/link/file", folder), "\(folder)") }
    #expect(try !above("real/deep/file", "out"))
    // The path leads through the folder, but out of it again.
    #expect(try !above("out/../real/deep/file", "out"))
    #expect(try above("real/../out/new", "out"))
  }

  @Test func `a relative path lies in all that the current folder lies in`() {
    let here = FileManager.default.currentDirectoryPath
    let above = URL(fileURLWithPath: here).deletingLastPathComponent().path
    for (path, folders) in [("x", [here, above]), ("./x", [here, above]), ("no/x", [here])] {
      for folder in folders {
        let identity = FileState(folder)?.identity
        #expect(Place.folders(above: path).contains { $0 == identity }, "\(path) in \(folder)")
      }
    }
  }
}
