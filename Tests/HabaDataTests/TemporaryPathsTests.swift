import Foundation
import HabaData
import HabaFormat
import Testing

// In a process of its own: it removes the unfinished folders of the whole process.
@Suite struct TemporaryPathsTests {
  @Test("Interrupted, an unfinished folder is removed and nothing appears")
  func removesUnfinished() async throws {
    await #expect(processExitsWith: .success) {
      let scratch = try Scratch()
      let shape = ImageShape(channels: 1, height: 2, width: 2)
      let folder = ExpandedFolder(
        shape: shape, classNames: ["a"],
        entries: (0..<2).map { ExpandedFolder.Entry(label: 0, base: $0, hallucinator: 0) })
      var filesInside = 0
      try? folder.write(to: scratch("out"), replacing: false) { index in
        if index == 1 {
          filesInside = try scratch.files().count
          TemporaryPaths.removeAll()
        }
        return [1, 2, 3, 4]
      }
      // The hidden folder, its class, the table and the first image.
      precondition(filesInside == 4, "\(filesInside)")
      let left = try scratch.files()
      precondition(left.isEmpty, "\(left)")
    }
  }
}
