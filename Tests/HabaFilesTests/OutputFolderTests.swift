import Foundation
import HabaFiles
import Testing

/// A folder is ours that has the file `mark`; of it `mark`, `a`, and `in/b` are.
private let ownership = Ownership(marker: "mark") { path in
  FileManager.default.fileExists(atPath: path + "/mark")
    ? OwnNames(files: ["mark", "a", "in/b"], folders: ["in"]) : nil
}

private func target(_ scratch: Scratch, replacing: Bool) throws -> FolderTarget {
  try FolderTarget(scratch("out"), replacing: replacing, ownership: ownership)
}

/// Starts a folder and fills it.
private func started(_ scratch: Scratch, replacing: Bool, _ calls: NamingCalls = .system) throws -> OutputFolder {
  let folder = try OutputFolder(target(scratch, replacing: replacing), calls: calls)
  try folder.makeFolder("in")
  for name in ["mark", "in/b"] { try folder.write([1], to: name) }
  return folder
}

private let written: [String: [UInt8]] = ["out": [], "out/in": [], "out/in/b": [1], "out/mark": [1]]

/// What file managers leave, by its name.
private let litter: [(String, [UInt8])] = [
  (".DS_Store", [0x00, 0x00, 0x00, 0x01, 0x42, 0x75, 0x64, 0x31, 0x00, 0x00]), ("._x", []),
  ("._a", [0x00, 0x05, 0x16, 0x07, 0x00, 0x02]), ("Thumbs.db", [0xD0, 0xCF, 0x11, 0xE0, 0xA1]), ("thumbs.DB", []),
  ("desktop.ini", [UInt8](repeating: 32, count: 4096)),
]

private func makeOld(_ scratch: Scratch) throws {
  for name in ["mark", "a", "in/b"] { try scratch.write([7], to: "out/" + name) }
}

@Suite struct `A folder appears whole or not at all` {
  @Test(arguments: FileSystem.allCases)
  func `where nothing or an empty folder is`(system: FileSystem) throws {
    for replacing in [false, true] {
      for isThere in [false, true] {
        let scratch = try Scratch()
        if isThere { try scratch.makeFolder("out") }
        let folder = try started(scratch, replacing: replacing, system.calls)
        #expect(scratch.contents.allSatisfy { $0 == "out" || $0.hasPrefix(".out.haba.tmp") })
        #expect(try folder.commit() == nil)
        #expect(scratch.everything == written)
      }
    }
  }

  @Test(arguments: FileSystem.allCases)
  func `what comes to be there meanwhile is kept without being told to replace, and nothing of ours`(
    system: FileSystem
  ) throws {
    let appearances: [(Scratch) throws -> Void] = [
      { try $0.write([42], to: "out") }, { try $0.write([42], to: "out/.hidden") },
      { try $0.makeFolder("out/deep/empty") }, { symlink("nowhere", $0("out")) }, makeOld,
    ]
    for appear in appearances {
      let scratch = try Scratch()
      let folder = try started(scratch, replacing: false, system.calls)
      try appear(scratch)
      let before = scratch.everything.filter { !$0.key.hasPrefix(".") }
      #expect(outputError { _ = try folder.commit() } == .appeared(path: scratch("out")))
      #expect(scratch.everything == before)
    }
  }

  @Test(arguments: FileSystem.allCases)
  func `told to replace, own files go and nothing else does`(system: FileSystem) throws {
    let scratch = try Scratch()
    try makeOld(scratch)
    #expect(outputError { _ = try target(scratch, replacing: false) } == .exists(path: scratch("out")))
    #expect(try started(scratch, replacing: true, system.calls).commit() == nil)
    #expect(scratch.everything == written)
  }

  @Test(arguments: FileSystem.allCases)
  func `what somebody adds to the old folder or changes in it meanwhile is kept beside`(system: FileSystem) throws {
    let scratch = try Scratch()
    try makeOld(scratch)
    try scratch.write([5], to: "out.old-1")
    try scratch.write([], to: "out/.DS_Store")
    let folder = try started(scratch, replacing: true, system.calls)
    try scratch.write([42], to: "out/in/mine")
    try scratch.write([43], to: "out/a")
    #expect(try folder.commit() == scratch("out.old-2"))
    #expect(
      scratch.everything
        == written.merging([
          "out.old-1": [5], "out.old-2": [], "out.old-2/in": [], "out.old-2/in/mine": [42], "out.old-2/a": [43],
        ]) { $1 })
  }

  @Test(arguments: FileSystem.allCases)
  func `another folder that takes the old one's place meanwhile is judged anew`(system: FileSystem) throws {
    for (name, error) in [
      ("mine", OutputError.unmarked(path: "", marker: "mark")), ("mark", nil),
    ] {
      let scratch = try Scratch()
      try makeOld(scratch)
      let folder = try started(scratch, replacing: true, system.calls)
      rename(scratch("out"), scratch("moved"))
      try scratch.write([42], to: "out/" + name)
      let before = scratch.everything.filter { !$0.key.hasPrefix(".") }
      let found = outputError { _ = try folder.commit() }
      if error == nil {
        #expect(found == nil)
        #expect(scratch.everything.filter { !$0.key.hasPrefix("moved") } == written)
      } else {
        #expect(found == .unmarked(path: scratch("out"), marker: "mark"))
        #expect(scratch.everything == before)
      }
    }
  }

  @Test func `in the very moment of the exchange it is judged once more`() throws {
    let changes: [(name: String, left: [String: [UInt8]])] = [
      ("out/mine", ["out": [], "out/mine": [42]]), ("out", ["out": [42]]),
    ]
    for (name, left) in changes {
      let scratch = try Scratch()
      try makeOld(scratch)
      var calls = NamingCalls.system
      let once = Once {
        rename(scratch("out"), scratch("moved"))
        try? scratch.write([42], to: name)
      }
      calls.exchange = { [exchange = calls.exchange] in
        once()
        return exchange($0, $1)
      }
      let folder = try started(scratch, replacing: true, calls)
      #expect(outputError { _ = try folder.commit() } == .appeared(path: scratch("out")))
      #expect(scratch.everything.filter { !$0.key.hasPrefix("moved") } == left)
    }
  }

  @Test func `where it can't be exchanged, what appears in the gap is kept, and the old folder beside`() throws {
    let scratch = try Scratch()
    try makeOld(scratch)
    let old = scratch.everything
    var calls = FileSystem.networkLike.calls
    calls.rename = { [rename = calls.rename] from, to in
      // The moment after the old folder has left.
      if from.contains(".haba.tmp"), !FileManager.default.fileExists(atPath: to) {
        try? scratch.write([42], to: "out/mine")
      }
      return rename(from, to)
    }
    let folder = try started(scratch, replacing: true, calls)
    #expect(
      outputError { _ = try folder.commit() } == .displaced(path: scratch("out"), kept: scratch("out.old-1")))
    var kept: [String: [UInt8]] = ["out": [], "out/mine": [42]]
    for (name, bytes) in old { kept[name.replacing(/^out/, with: "out.old-1")] = bytes }
    #expect(scratch.everything == kept)
  }

  @Test(arguments: FileSystem.allCases)
  func `litter of file managers is in nobody's way`(system: FileSystem) throws {
    for replacing in [false, true] {
      let scratch = try Scratch()
      for (name, bytes) in litter { try scratch.write(bytes, to: "out/" + name) }
      let folder = try started(scratch, replacing: replacing, system.calls)
      #expect(try folder.commit() == nil)
      #expect(scratch.everything == written)
    }
    let scratch = try Scratch()
    try makeOld(scratch)
    for (name, bytes) in litter { try scratch.write(bytes, to: "out/in/" + name) }
    #expect(try started(scratch, replacing: true, system.calls).commit() == nil)
    #expect(scratch.everything == written)
  }

  @Test func `a file that only is called like litter is somebody's`() throws {
    for (name, bytes) in [
      ("._thesis", Array("my thesis\n".utf8)), ("._x", [0x00, 0x05, 0x16]), ("._x", [0x00, 0x05, 0x16, 0x00, 0x02]),
      (".DS_Store", [0x00, 0x00, 0x00, 0x01, 0x42, 0x75, 0x64]), (".DS_Store", [1]), ("Thumbs.db", [0xD0, 0xCF, 0x11]),
      ("THUMBS.DB", Array("mine".utf8)), ("desktop.ini", [UInt8](repeating: 32, count: 4097)),
    ] as [(String, [UInt8])] {
      for (replacing, entry) in [(false, name), (true, name), (true, "in/" + name)] {
        let scratch = try Scratch()
        if replacing { try makeOld(scratch) }
        try scratch.write(bytes, to: "out/" + entry)
        let before = scratch.everything
        let error = outputError { _ = try target(scratch, replacing: replacing) }
        #expect(error == (replacing ? .foreign(path: scratch("out"), entry: entry) : .exists(path: scratch("out"))))
        #expect(scratch.everything == before)
      }
      // Where it comes meanwhile, it is kept.
      let scratch = try Scratch()
      try makeOld(scratch)
      let folder = try started(scratch, replacing: true)
      try scratch.write(bytes, to: "out/in/" + name)
      #expect(try folder.commit() == scratch("out.old-1"))
      #expect(scratch.read("out.old-1/in/" + name) == bytes)
    }
    // What a link leads to is not looked at.
    let scratch = try Scratch()
    try scratch.write([], to: "else")
    try scratch.makeFolder("out")
    symlink(scratch("else"), scratch("out/._x"))
    #expect(outputError { _ = try target(scratch, replacing: false) } == .exists(path: scratch("out")))
  }

  @Test func `anything else is, at any depth`() throws {
    for name in ["mine", ".hidden", "in/mine", "in/.hidden", "in/deep/x", ".DS_Store/x", "in/.DS_Store/x", "other/x"] {
      let scratch = try Scratch()
      try makeOld(scratch)
      try scratch.write([42], to: "out/" + name)
      let before = scratch.everything
      let error = outputError { _ = try target(scratch, replacing: true) }
      guard case .foreign(scratch("out"), let entry) = error else {
        Issue.record("\(name): \(String(describing: error))")
        continue
      }
      #expect(name.hasPrefix(entry))
      #expect(scratch.everything == before)
    }
  }

  @Test func `links in the old folder are not followed, and are somebody's`() throws {
    for (name, entry) in [("a", "a"), ("in", "in")] {
      let scratch = try Scratch()
      try makeOld(scratch)
      try scratch.write([42], to: "else/b")
      try FileManager.default.removeItem(atPath: scratch("out/" + name))
      symlink(scratch("else"), scratch("out/" + name))
      #expect(
        outputError { _ = try target(scratch, replacing: true) } == .foreign(path: scratch("out"), entry: entry))
      #expect(scratch.read("else/b") == [42])
    }
    // One that takes a folder's place meanwhile leads nowhere either.
    let scratch = try Scratch()
    try makeOld(scratch)
    try scratch.write([7], to: "else/b")
    let folder = try started(scratch, replacing: true)
    rename(scratch("out/in"), scratch("moved"))
    symlink(scratch("else"), scratch("out/in"))
    #expect(try folder.commit() == scratch("out.old-1"))
    #expect(scratch.read("else/b") == [7] && scratch.read("moved/b") == [7])
  }

  @Test func `one that is given up leaves nothing, and what lies under its name by then stays`() throws {
    let scratch = try Scratch()
    do { _ = try started(scratch, replacing: false) }
    #expect(scratch.contents == [])
    let folder = try started(scratch, replacing: false)
    let hidden = try #require(scratch.contents.first)
    rename(scratch(hidden), scratch("moved"))
    try scratch.write([42], to: hidden + "/mine")
    folder.cancel()
    #expect(scratch.read(hidden + "/mine") == [42])
  }

  @Test func `a parent that isn't there is refused`() throws {
    let scratch = try Scratch()
    let missing = try FolderTarget(scratch("no/out"), replacing: true, ownership: ownership)
    #expect(outputError { _ = try OutputFolder(missing) } == .cannotCreate(path: scratch("no/out"), code: ENOENT))
  }

  @Test func `a file in the way, and a link to nowhere, are refused before any work, told to replace or not`() throws {
    let scratch = try Scratch()
    try scratch.write([1], to: "file")
    symlink("file", scratch("link"))
    symlink("nowhere", scratch("dead"))
    symlink("loop", scratch("loop"))
    for replacing in [false, true] {
      for slash in ["", "/", "//"] {
        func error(_ name: String) -> OutputError? {
          outputError { _ = try FolderTarget(scratch(name + slash), replacing: replacing, ownership: ownership) }
        }
        for name in ["file", "link"] { #expect(error(name) == .noFolder(path: scratch(name + slash))) }
        for name in ["dead", "loop"] { #expect(error(name) == .deadLink(path: scratch(name + slash))) }
        #expect(error("nothing") == nil)
      }
    }
    #expect(scratch.contents == ["dead", "file", "link", "loop"])
  }
}
