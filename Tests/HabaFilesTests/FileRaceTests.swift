import Foundation
import HabaFiles
import Testing

/// Something appears at the output while it is written; what it is does not matter.
private let appearances: [(name: String, make: @Sendable (Scratch) throws -> Void)] = [
  ("a file", { try $0.write([42], to: "out") }),
  ("a folder", { try $0.write([42], to: "out/mine") }),
  ("an empty folder", { try $0.makeFolder("out") }),
  ("a link to nowhere", { symlink("nowhere", $0("out")) }),
]

@Suite struct `What comes to be at a file's place meanwhile is kept` {
  @Test(arguments: FileSystem.allCases, 0..<4)
  func `where nothing was, told to replace or not`(system: FileSystem, index: Int) throws {
    for replacing in [false, true] {
      let scratch = try Scratch()
      let file = try OutputFile(FileTarget(scratch("out"), replacing: replacing), calls: system.calls)
      try file.bytes.append([1])
      try appearances[index].make(scratch)
      let reference = try Scratch()
      try appearances[index].make(reference)
      #expect(outputError { try file.commit() } == .appeared(path: scratch("out")), "\(appearances[index].name)")
      #expect(scratch.everything == reference.everything)
    }
  }

  @Test(arguments: FileSystem.allCases)
  func `where a file was that is not the same any more`(system: FileSystem) throws {
    let changes: [(Scratch) throws -> Void] = [
      { try $0.write([42], to: "out") },
      {
        let handle = try FileHandle(forWritingTo: URL(fileURLWithPath: $0("out")))
        try handle.seekToEnd()
        try handle.write(contentsOf: [42])
        try handle.close()
      },
      {
        unlink($0("out"))
        try $0.write([42], to: "out/mine")
      },
    ]
    for change in changes {
      let scratch = try Scratch()
      try scratch.write([7], to: "out")
      let file = try OutputFile(FileTarget(scratch("out"), replacing: true), calls: system.calls)
      try file.bytes.append([1])
      try change(scratch)
      let before = scratch.everything.filter { !$0.key.hasPrefix(".") }
      #expect(outputError { try file.commit() } == .appeared(path: scratch("out")))
      #expect(scratch.everything == before)
    }
  }

  @Test(arguments: FileSystem.allCases)
  func `a file that has gone meanwhile is no reason to fail`(system: FileSystem) throws {
    let scratch = try Scratch()
    try scratch.write([7], to: "out")
    let file = try OutputFile(FileTarget(scratch("out"), replacing: true), calls: system.calls)
    try file.bytes.append([1])
    unlink(scratch("out"))
    try file.commit()
    #expect(scratch.everything == ["out": [1]])
  }

  @Test func `in the very moment of the exchange`() throws {
    for again in [false, true] {
      let scratch = try Scratch()
      try scratch.write([7], to: "out")
      var calls = NamingCalls.system
      let first = Once { try? scratch.write([42], to: "out") }
      let second = Once {
        unlink(scratch("out"))
        try? scratch.write([43], to: "out")
      }
      calls.exchange = { [exchange = calls.exchange] in
        first()
        let code = exchange($0, $1)
        if again { second() }
        return code
      }
      let file = try OutputFile(FileTarget(scratch("out"), replacing: true), calls: calls)
      try file.bytes.append([1])
      #expect(outputError { try file.commit() } == .appeared(path: scratch("out")))
      // What can't go back is beside.
      #expect(scratch.everything == (again ? ["out": [42], "out.old-1": [43]] : ["out": [42]]))
    }
  }
}

@Suite struct `A log stays as far as it was written` {
  @Test func `it is there from its first line, and when it is given up`() throws {
    let scratch = try Scratch()
    do {
      let log = try LogFile(FileTarget(scratch("log"), replacing: false))
      try log.append([1, 2])
      #expect(scratch.everything == ["log": [1, 2]])
      try log.append([3])
    }
    #expect(scratch.everything == ["log": [1, 2, 3]])
  }

  @Test(arguments: FileSystem.allCases)
  func `one that is replaced keeps its bytes under its other names`(system: FileSystem) throws {
    let scratch = try Scratch()
    try scratch.write([9, 9, 9], to: "log")
    link(scratch("log"), scratch("other"))
    let log = try LogFile(FileTarget(scratch("log"), replacing: true), calls: system.calls)
    try log.append([1])
    try log.append([2])
    #expect(scratch.everything == ["log": [1, 2], "other": [9, 9, 9]])
  }

  @Test(arguments: 0..<4)
  func `what comes to be at its place before it is begun is kept`(index: Int) throws {
    for replacing in [false, true] {
      let scratch = try Scratch()
      let target = try FileTarget(scratch("out"), replacing: replacing)
      try appearances[index].make(scratch)
      let before = scratch.everything
      #expect(outputError { _ = try LogFile(target) } == .appeared(path: scratch("out")))
      #expect(scratch.everything == before)
    }
  }

  @Test func `a log that was changed before it is replaced is kept`() throws {
    let scratch = try Scratch()
    try scratch.write([9], to: "log")
    let target = try FileTarget(scratch("log"), replacing: true)
    try scratch.write([42], to: "log")
    #expect(outputError { _ = try LogFile(target) } == .appeared(path: scratch("log")))
    #expect(scratch.everything == ["log": [42]])
  }
}
