import Glibc
import HabaFormat
import Testing

/// Serialized: one test removes all pending files of the process.
@Suite(.serialized)
struct AtomicFileTests {
  /// A folder of its own, removed with all that is in it.
  private final class Folder {
    let path: String

    init() throws {
      var template = Array("/tmp/habazip-test-XXXXXX".utf8CString)
      let made: String? = template.withUnsafeMutableBufferPointer { buffer in
        buffer.baseAddress.flatMap { mkdtemp($0) }.map { String(cString: $0) }
      }
      path = try #require(made)
    }

    var entries: [String] {
      guard let folder = opendir(path) else { return [] }
      defer { closedir(folder) }
      var names: [String] = []
      while let entry = readdir(folder) {
        let name = withUnsafePointer(to: &entry.pointee.d_name) {
          $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
        }
        if name != ".", name != ".." { names.append(name) }
      }
      return names.sorted()
    }

    deinit {
      for name in entries {
        unlink(path + "/" + name)
        rmdir(path + "/" + name)
      }
      rmdir(path)
    }
  }

  @Test func `a file is written whole and nothing else is left`() throws {
    let folder = try Folder()
    let bytes = (0..<100_000).map { UInt8(truncatingIfNeeded: $0 / 7) }
    let path = folder.path + "/out.haba"
    try AtomicFile.write(bytes, to: path, replacing: false)
    #expect(try readFile(path, limit: 100_000) == bytes)
    #expect(folder.entries == ["out.haba"])
  }

  @Test func `the mode is that of the umask`() throws {
    let folder = try Folder()
    let path = folder.path + "/out"
    try AtomicFile.write([1], to: path, replacing: false)
    var status = stat()
    stat(path, &status)
    let mask = umask(0)
    umask(mask)
    #expect(status.st_mode & 0o777 == 0o666 & ~mask)
  }

  @Test func `an existing file is refused before anything is written`() throws {
    let folder = try Folder()
    let path = folder.path + "/out"
    try AtomicFile.write([1], to: path, replacing: false)
    #expect(throws: FileError.exists(path: path)) { _ = try AtomicFile(path: path, replacing: false) }
    #expect(try readFile(path, limit: 9) == [1])
    #expect(folder.entries == ["out"])
  }

  @Test func `a file that appears meanwhile is not overwritten`() throws {
    let folder = try Folder()
    let path = folder.path + "/out"
    let late = try AtomicFile(path: path, replacing: false)
    try late.append([2])
    try AtomicFile.write([1], to: path, replacing: false)
    #expect(throws: FileError.exists(path: path)) { try late.commit() }
    #expect(try readFile(path, limit: 9) == [1])
    #expect(folder.entries == ["out"])
  }

  @Test func `an existing file is replaced where that was asked for`() throws {
    let folder = try Folder()
    let path = folder.path + "/out"
    try AtomicFile.write([1, 1, 1], to: path, replacing: true)
    try AtomicFile.write([2], to: path, replacing: true)
    #expect(try readFile(path, limit: 9) == [2])
    #expect(folder.entries == ["out"])
  }

  @Test func `a link stays a link and its target is replaced`() throws {
    let folder = try Folder()
    let (target, path) = (folder.path + "/target", folder.path + "/link")
    try AtomicFile.write([1], to: target, replacing: false)
    symlink(target, path)
    #expect(throws: FileError.exists(path: path)) { _ = try AtomicFile(path: path, replacing: false) }
    try AtomicFile.write([2], to: path, replacing: true)
    #expect(try readFile(target, limit: 9) == [2])
    var status = stat()
    lstat(path, &status)
    #expect(status.st_mode & S_IFMT == S_IFLNK)
  }

  @Test func `a link to nowhere counts as existing`() throws {
    let folder = try Folder()
    let path = folder.path + "/link"
    symlink(folder.path + "/nowhere", path)
    #expect(throws: FileError.exists(path: path)) { _ = try AtomicFile(path: path, replacing: false) }
  }

  @Test func `a file that is given up leaves nothing`() throws {
    let folder = try Folder()
    do {
      let file = try AtomicFile(path: folder.path + "/out", replacing: false)
      try file.append([1, 2, 3])
      #expect(folder.entries.count == 1)
    }
    #expect(folder.entries.isEmpty)
    let file = try AtomicFile(path: folder.path + "/out", replacing: false)
    file.abandon()
    #expect(folder.entries.isEmpty)
    #expect(throws: FileError.self) { try file.append([1]) }
    #expect(throws: FileError.self) { try file.commit() }
  }

  @Test func `pending files can be removed by name alone`() throws {
    let folder = try Folder()
    PendingFiles.prepare()
    let file = try AtomicFile(path: folder.path + "/out", replacing: false)
    try file.append([1])
    try AtomicFile.write([2], to: folder.path + "/done", replacing: false)
    #expect(folder.entries.count == 2)
    PendingFiles.removeAll()
    #expect(folder.entries == ["done"])
    #expect(throws: FileError.self) { try file.commit() }
    #expect(folder.entries == ["done"])
  }

  @Test func `a folder that isn't there and one in the way are named`() throws {
    let folder = try Folder()
    let missing = folder.path + "/no/out"
    #expect(throws: FileError.notCreatable(path: missing, code: ENOENT)) {
      _ = try AtomicFile(path: missing, replacing: false)
    }
    #expect(throws: FileError.exists(path: folder.path)) {
      _ = try AtomicFile(path: folder.path, replacing: false)
    }
    #expect(throws: FileError.notCreatable(path: folder.path, code: EISDIR)) {
      _ = try AtomicFile(path: folder.path, replacing: true)
    }
    #expect(throws: FileError.notCreatable(path: "", code: ENOENT)) {
      _ = try AtomicFile(path: "", replacing: true)
    }
  }

  @Test func `a device is written to and stays a device`() throws {
    try AtomicFile.write([1, 2], to: "/dev/null", replacing: false)
    try AtomicFile.write([1, 2], to: "/dev/null", replacing: true)
    var status = stat()
    stat("/dev/null", &status)
    #expect(status.st_mode & S_IFMT == S_IFCHR)
    #expect(throws: FileError.writeFailed(path: "/dev/full", code: ENOSPC)) {
      try AtomicFile.write([1, 2], to: "/dev/full", replacing: false)
    }
  }

  @Test func `a full disk leaves nothing`() throws {
    let folder = try Folder()
    let disk = folder.path + "/disk"
    mkdir(disk, 0o755)
    guard mount("tmpfs", disk, "tmpfs", 0, "size=64k") == 0 else {
      try Test.cancel("a small tmpfs can't be mounted here")
    }
    defer { umount(disk) }
    let path = disk + "/out"
    #expect(throws: FileError.writeFailed(path: path, code: ENOSPC)) {
      try AtomicFile.write([UInt8](repeating: 1, count: 1 << 20), to: path, replacing: false)
    }
    var status = stat()
    #expect(stat(path, &status) != 0)
    try AtomicFile.write([UInt8](repeating: 1, count: 40_000), to: path, replacing: false)
  }

  @Test func `reading stops at the limit`() throws {
    let folder = try Folder()
    let path = folder.path + "/in"
    try AtomicFile.write([1, 2, 3], to: path, replacing: false)
    #expect(try readFile(path, limit: 3) == [1, 2, 3])
    #expect(throws: FileError.tooLarge(path: path, limit: 2)) { _ = try readFile(path, limit: 2) }
    #expect(throws: FileError.tooLarge(path: "/dev/zero", limit: 5000)) {
      _ = try readFile("/dev/zero", limit: 5000)
    }
    #expect(try readFile("/dev/null", limit: 0) == [])
  }

  @Test func `what can't be read is named with the reason`() throws {
    let folder = try Folder()
    let missing = folder.path + "/no\nfile"
    let error = #expect(throws: FileError.notReadable(path: missing, code: ENOENT)) {
      _ = try readFile(missing, limit: 9)
    }
    #expect(error?.description.contains("\n") == false)
    #expect(throws: FileError.notReadable(path: folder.path, code: EISDIR)) {
      _ = try readFile(folder.path, limit: 9)
    }
  }

  @Test func `inspecting a file reads what parsing its bytes finds`() throws {
    let folder = try Folder()
    let path = folder.path + "/a.haba"
    let bytes = try Samples.formula.serialized()
    try AtomicFile.write(bytes, to: path, replacing: false)
    #expect(try Inspection(readingFileAt: path) == Inspection(parsing: bytes, fileBytes: bytes.count))
    for count in [0, 5, 31, 32, 100, bytes.count - 1] {
      try AtomicFile.write(Array(bytes.prefix(count)), to: path, replacing: true)
      #expect(throws: ArchiveError.self) { _ = try Inspection(readingFileAt: path) }
    }
  }
}
