import Foundation
import Testing

@Suite struct `Every kind of data set` {
  /// The repository's folder of fixtures.
  static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent().appendingPathComponent("fixtures").path

  /// The folders below `fixtures/<name>`.
  static func folders(_ name: String) -> [String] {
    let root = self.root + "/" + name
    let names = (try? FileManager.default.contentsOfDirectory(atPath: root)) ?? []
    return names.sorted().map { "\(root)/\($0)" }.filter { path in
      var isFolder: ObjCBool = false
      return FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) && isFolder.boolValue
    }
  }

  @Test func `the fixtures are there`() {
    #expect(Self.folders("kinds").count >= 10)
    #expect(Self.folders("damaged").count >= 10)
  }

  @Test(arguments: folders("kinds"))
  func `goes the whole way`(path: String) throws {
    let folder = try TemporaryFolder()
    let archive = folder / "a.haba"
    let evaluate = ["--test", path, "--size", "8x8", "--trials", "1", "--steps", "1", "--width", "4", "-q"]
    for arguments in [
      ["compress", path, "-o", archive, "--effort", "1", "--size", "8x8", "--budget", "20KB", "-q"],
      ["inspect", archive, "--json"], ["verify", archive], ["preview", archive, "-o", folder / "sheet.png"],
      ["expand", archive, "-o", folder / "images"], ["evaluate", archive] + evaluate,
      ["evaluate", folder / "images"] + evaluate, ["evaluate", path, "--per-class", "1"] + evaluate,
    ] {
      let outcome = try Command.run(arguments)
      try #require(outcome.status == 0, "\(arguments): \(outcome.error)")
    }
  }

  @Test(arguments: folders("damaged"))
  func `is refused when damaged, naming where`(path: String) throws {
    let folder = try TemporaryFolder()
    let outcome = try Command.run(
      "compress", path, "-o", folder / "a.haba", "--effort", "1", "--budget", "20KB")
    expectFailure(outcome, status: 65, naming: path)
    #expect(folder.contents.isEmpty)
  }
}
