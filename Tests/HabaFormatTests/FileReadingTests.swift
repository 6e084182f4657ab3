import Foundation
import HabaFiles
import HabaFormat
import Testing

struct FileReadingTests {
  /// Runs a test in a folder of its own.
  private func inFolder(_ test: (String) throws -> Void) throws {
    let path = FileManager.default.temporaryDirectory.appendingPathComponent("habaformat-\(UUID().uuidString)").path
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: path) }
    try test(path)
  }

  @Test func `what is written is read`() throws {
    try inFolder { folder in
      let path = folder + "/out"
      try writeFile([1, 2], to: path, replacing: false)
      #expect(try readFile(path, limit: 9) == [1, 2])
      #expect(throws: OutputError.exists(path: path)) { try writeFile([3], to: path, replacing: false) }
      try writeFile([3], to: path, replacing: true)
      #expect(try readFile(path, limit: 9) == [3])
    }
  }

  @Test func `reading stops at the limit`() throws {
    try inFolder { folder in
      let path = folder + "/in"
      try writeFile([1, 2, 3], to: path, replacing: false)
      #expect(try readFile(path, limit: 3) == [1, 2, 3])
      #expect(throws: FileError.tooLarge(path: path, limit: 2)) { _ = try readFile(path, limit: 2) }
      #expect(throws: FileError.tooLarge(path: "/dev/zero", limit: 5000)) {
        _ = try readFile("/dev/zero", limit: 5000)
      }
      #expect(try readFile("/dev/null", limit: 0) == [])
    }
  }

  @Test func `what can't be read is named with the reason`() throws {
    try inFolder { folder in
      let missing = folder + "/no\nfile"
      let error = #expect(throws: FileError.notReadable(path: missing, code: ENOENT)) {
        _ = try readFile(missing, limit: 9)
      }
      #expect(error?.description.contains("\n") == false)
      #expect(throws: FileError.notReadable(path: folder, code: EISDIR)) {
        _ = try readFile(folder, limit: 9)
      }
    }
  }

  @Test func `inspecting a file reads what parsing its bytes finds`() throws {
    try inFolder { folder in
      let path = folder + "/a.haba"
      let bytes = try Samples.formula.serialized()
      try writeFile(bytes, to: path, replacing: false)
      #expect(try Inspection(readingFileAt: path) == Inspection(parsing: bytes, fileBytes: bytes.count))
      for count in [0, 5, 31, 32, 100, bytes.count - 1] {
        try writeFile(Array(bytes.prefix(count)), to: path, replacing: true)
        #expect(throws: ArchiveError.self) { _ = try Inspection(readingFileAt: path) }
      }
    }
  }
}
