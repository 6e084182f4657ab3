import Foundation
import Testing

@Suite struct `README` {
  @Test func `names just the packages that the scripts install for building`() throws {
    func words(after start: String, in path: String, upTo end: Character) throws -> Set<String> {
      let text = try String(contentsOfFile: Repository.file(path), encoding: .utf8)
      let rest = try #require(text.range(of: start)).upperBound
      return Set(text[rest...].prefix { $0 != end }.split(whereSeparator: \.isWhitespace).map(String.init))
    }
    let told = try words(after: "apt-get install -y ", in: "README.md", upTo: "\n")
    let installed = try words(after: "debian_packages=(", in: "Scripts/lib/setup.sh", upTo: ")")
    #expect(!told.isEmpty)
    // Python's are for the tests alone.
    #expect(told == installed.filter { !$0.hasPrefix("python3") })
  }

  @Test func `shows a picture that is there, and small`() throws {
    let text = try String(contentsOfFile: Repository.file("README.md"), encoding: .utf8)
    let path = try #require(text.firstMatch(of: #/!\[[^\]]+\]\(([^)]+\.png)\)/#)?.1)
    let bytes = try #require(FileManager.default.contents(atPath: Repository.file(String(path))))
    #expect(bytes.starts(with: PNGFile.signature) && bytes.count < 61_440)
  }
}
