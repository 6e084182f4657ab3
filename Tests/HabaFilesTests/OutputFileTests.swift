import Foundation
import HabaFiles
import Testing

@Suite struct `A file appears whole or not at all` {
  @Test(arguments: FileSystem.allCases)
  func `it is written whole and nothing else is left`(system: FileSystem) throws {
    let scratch = try Scratch()
    let bytes = (0..<1_000_000).map { UInt8(truncatingIfNeeded: $0 / 7) }
    for (name, replacing) in [("new", false), ("forced", true)] {
      let file = try OutputFile(FileTarget(scratch(name), replacing: replacing), calls: system.calls)
      try file.bytes.append(Array(bytes.prefix(10)))
      try file.bytes.append(Array(bytes.dropFirst(10)))
      try file.bytes.overwrite([9, 9], at: 3)
      #expect(!scratch.contents.contains(name))
      try file.commit()
      #expect(scratch.read(name) == Array(bytes.prefix(3)) + [9, 9] + Array(bytes.dropFirst(5)))
    }
    #expect(scratch.contents == ["forced", "new"])
  }

  @Test(arguments: FileSystem.allCases)
  func `an existing file is replaced where that was asked for, and only then`(system: FileSystem) throws {
    let scratch = try Scratch()
    try scratch.write([1, 1, 1], to: "out")
    #expect(outputError { _ = try FileTarget(scratch("out"), replacing: false) } == .exists(path: scratch("out")))
    let file = try OutputFile(FileTarget(scratch("out"), replacing: true), calls: system.calls)
    try file.bytes.append([2])
    #expect(scratch.read("out") == [1, 1, 1])
    try file.commit()
    #expect(scratch.read("out") == [2])
    #expect(scratch.contents == ["out"])
  }

  @Test func `where nothing keeps it from replacing another file, it is refused without being told to replace`() throws
  {
    let scratch = try Scratch()
    let file = try OutputFile(FileTarget(scratch("out"), replacing: false), calls: FileSystem.poorest)
    try file.bytes.append([1])
    #expect(outputError { try file.commit() } == .cannotCreate(path: scratch("out"), code: EOPNOTSUPP))
    #expect(scratch.contents == [])
    for bytes in [[2], [3]] as [[UInt8]] {
      let forced = try OutputFile(FileTarget(scratch("out"), replacing: true), calls: FileSystem.poorest)
      try forced.bytes.append(bytes)
      try forced.commit()
      #expect(scratch.read("out") == bytes)
    }
  }

  @Test func `without a name nothing is there before the end, even after a kill`() async throws {
    let scratch = try Scratch()
    let unnamed = NamingCalls.system.openUnnamed(scratch.path)
    guard unnamed >= 0 else { try Test.cancel("this file system has no files without names") }
    close(unnamed)
    await #expect(processExitsWith: .signal(SIGKILL)) { [path = scratch("out") as String] in
      let file = try OutputFile(FileTarget(path, replacing: false))
      try file.bytes.append([UInt8](repeating: 7, count: 1 << 20))
      kill(getpid(), SIGKILL)
    }
    #expect(scratch.contents == [])
  }

  @Test func `the mode is that of the umask`() throws {
    let scratch = try Scratch()
    for system in [FileSystem.all, .withoutUnnamed] {
      let file = try OutputFile(FileTarget(scratch("\(system)"), replacing: false), calls: system.calls)
      try file.commit()
      var status = stat()
      stat(scratch("\(system)"), &status)
      let mask = umask(0)
      umask(mask)
      #expect(status.st_mode & 0o777 == 0o666 & ~mask)
    }
  }

  @Test func `a link stays a link and what it leads to is written`() throws {
    let scratch = try Scratch()
    try scratch.write([1], to: "target")
    symlink("target", scratch("link"))
    symlink("later", scratch("dangling"))
    for name in ["link", "dangling"] {
      #expect(outputError { _ = try FileTarget(scratch(name), replacing: false) } == .exists(path: scratch(name)))
      try OutputFile.write([2], to: FileTarget(scratch(name), replacing: true))
      var status = stat()
      lstat(scratch(name), &status)
      #expect(status.st_mode & S_IFMT == S_IFLNK)
    }
    #expect(scratch.read("target") == [2] && scratch.read("later") == [2])
  }

  @Test(arguments: FileSystem.allCases)
  func `a file that is given up leaves nothing`(system: FileSystem) throws {
    let scratch = try Scratch()
    do {
      let file = try OutputFile(FileTarget(scratch("out"), replacing: false), calls: system.calls)
      try file.bytes.append([1, 2, 3])
    }
    #expect(scratch.contents.isEmpty)
    let file = try OutputFile(FileTarget(scratch("out"), replacing: false), calls: system.calls)
    // Names that are hidden and that .gitignore knows.
    #expect(scratch.contents.allSatisfy { $0.hasPrefix(".out.haba.tmp") })
    file.cancel()
    #expect(scratch.contents.isEmpty)
    #expect(throws: OutputError.self) { try file.commit() }
  }

  @Test func `a folder that isn't there and one in the way are named`() throws {
    let scratch = try Scratch()
    let missing = scratch("no/out")
    #expect(
      outputError { _ = try OutputFile(FileTarget(missing, replacing: false)) }
        == .cannotCreate(path: missing, code: ENOENT))
    for replacing in [false, true] {
      for (path, code) in [(scratch.path, EISDIR), (scratch("new/"), EISDIR), ("", ENOENT)] {
        #expect(
          outputError { _ = try FileTarget(path, replacing: replacing) } == .cannotCreate(path: path, code: code))
      }
    }
  }

  @Test func `a device is written to and stays a device`() throws {
    for replacing in [false, true] { try OutputFile.write([1, 2], to: FileTarget("/dev/null", replacing: replacing)) }
    var status = stat()
    stat("/dev/null", &status)
    #expect(status.st_mode & S_IFMT == S_IFCHR)
    #expect(
      outputError { try OutputFile.write([1, 2], to: FileTarget("/dev/full", replacing: false)) }
        == .writeFailed(path: "/dev/full", code: ENOSPC))
    // Of a log it can't be said that nothing was left there.
    let log = try LogFile(FileTarget("/dev/full", replacing: false))
    #expect(outputError { try log.append([1]) } == .brokenOff(path: "/dev/full", code: ENOSPC))
  }

  @Test func `a file that takes a pipe's place before it is opened is kept`() throws {
    let scratch = try Scratch()
    mkfifo(scratch("out"), 0o600)
    let target = try FileTarget(scratch("out"), replacing: true)
    unlink(scratch("out"))
    try scratch.write([1], to: "out")
    #expect(outputError { try OutputFile.write([2], to: target) } == .appeared(path: scratch("out")))
    #expect(scratch.everything == ["out": [1]])
  }

  @Test(arguments: [FileSystem.all, .withoutUnnamed])
  func `a full disk leaves nothing, and is a failure of writing`(system: FileSystem) throws {
    let scratch = try Scratch()
    try scratch.makeFolder("disk")
    guard mount("tmpfs", scratch("disk"), "tmpfs", 0, "size=64k") == 0 else {
      try Test.cancel("a small tmpfs can't be mounted here")
    }
    defer { umount(scratch("disk")) }
    let path = scratch("disk/out")
    let error = outputError {
      let file = try OutputFile(FileTarget(path, replacing: false), calls: system.calls)
      try file.bytes.append([UInt8](repeating: 1, count: 1 << 20))
      try file.commit()
    }
    #expect(error == .writeFailed(path: path, code: ENOSPC) && error?.kind == .writeFailed)
    #expect(scratch.contents == ["disk"])
    // A process that another test is just starting has the file open too, and so its space, for a moment.
    var again: OutputError?
    for _ in 0..<500 {
      again = outputError {
        try OutputFile.write([UInt8](repeating: 1, count: 40_000), to: FileTarget(path, replacing: false))
      }
      guard again != nil else { break }
      usleep(10_000)
    }
    #expect(again == nil)
  }
}
