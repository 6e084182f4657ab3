import Foundation
import HabaFormat
import Testing

/// The files of Spec/vectors, which Spec/vectors/make-vectors has put together field by field.
@Suite struct `The vectors` {
  private static let folders = ["good", "bad", "unsupported"]

  @Test func `every good one is read, and its pixels have the digest that the second decoder wrote`() throws {
    let vectors = try Vector.all("good")
    #expect(vectors.count >= 20)
    for vector in vectors {
      do {
        let archive = try Archive(parsing: vector.bytes)
        try archive.verifyPixels()
        let inspection = try Inspection(parsing: vector.bytes, fileBytes: vector.bytes.count)
        #expect(inspection.images == archive.imageCount, "\(vector.name)")
      } catch {
        Issue.record("\(vector.name): \(error)")
      }
    }
  }

  /// A frame depends on the version of zstd; everything else has one form.
  @Test func `writing a good one again gives the same bytes before zstd`() throws {
    for vector in try Vector.all("good") {
      let archive = try Archive(parsing: vector.bytes)
      let again = try archive.serialized()
      #expect(try Archive(parsing: again) == archive, "\(vector.name)")
      if !vector.rules.contains("S5") { #expect(again == vector.bytes, "\(vector.name)") }
    }
  }

  @Test func `every bad and unsupported one is refused with its kind of error, in one line`() throws {
    let vectors = try Vector.all("bad") + Vector.all("unsupported")
    #expect(vectors.count >= 60)
    for vector in vectors {
      do {
        let archive = try Archive(parsing: vector.bytes)
        try archive.verifyPixels()
        Issue.record("\(vector.name) is taken")
      } catch {
        #expect(kindName(error) == vector.error, "\(vector.name): \(error)")
        #expect(!error.description.isEmpty && !error.description.contains("\n"), "\(vector.name)")
      }
    }
  }

  /// What an inspector doesn't look at: the content of the other sections, and pixels.
  @Test func `what is wrong with prelude, header, names, labels or metadata is found without the rest`()
    throws
  {
    let inspected: Set = [
      "P1", "P2", "P3", "P4", "P5", "H1", "H2", "H3", "H4", "H6", "H8", "H9", "S1", "S3", "S8",
    ]
    for vector in try Vector.all("bad") + Vector.all("unsupported")
    where inspected.isSuperset(of: vector.rules) {
      #expect(throws: ArchiveError.self, "\(vector.name)") {
        _ = try Inspection(parsing: vector.bytes, fileBytes: vector.bytes.count)
      }
    }
  }

  @Test func `the second decoder reads every good one alike, and refuses the others by the same rule`() throws {
    for folder in Self.folders {
      let vectors = try Vector.all(folder)
      let findings = try SecondDecoder.findings(vectors.map(\.path))
      try #require(findings.count == vectors.count)
      for (vector, finding) in zip(vectors, findings) {
        let found = Comment(rawValue: "\(vector.name): \(finding.rule ?? ""): \(finding.found ?? "")")
        #expect(finding.fault == vector.error, found)
        if let rule = finding.rule { #expect(vector.rules.contains(rule), found) }
        if folder == "good" { try expectEqual(finding, Archive(parsing: vector.bytes), vector.name) }
      }
    }
  }

  @Test func `the tables list every file, and cite every rule of the specification`() throws {
    var cited: Set<String> = []
    for folder in Self.folders {
      let vectors = try Vector.all(folder)
      #expect(Set(vectors.map(\.name)) == (try Vector.files(folder)), "\(folder)")
      cited.formUnion(vectors.flatMap(\.rules))
    }
    let text = try String(contentsOfFile: SecondDecoder.root + "/Spec/haba.md", encoding: .utf8)
    let rules = Set(text.matches(of: #/(?m)^- ([A-Z][0-9]+)\. /#).map { String($0.output.1) })
    #expect(rules.count > 50)
    #expect(rules.subtracting(cited).sorted() == [])
    #expect(cited.subtracting(rules).sorted() == [])
  }

  @Test func `the committed files are those that make-vectors writes`() throws {
    let folder = try ScratchFolder()
    _ = try SecondDecoder.run(["-B", Vector.root + "/make-vectors", folder.path])
    for name in Self.folders {
      let others: Set = name == "good" ? ["README.md", "expected.json"] : ["README.md"]
      for file in try Vector.files(name).union(others) {
        let written = FileManager.default.contents(atPath: "\(folder.path)/\(name)/\(file)")
        #expect(written == FileManager.default.contents(atPath: "\(Vector.root)/\(name)/\(file)"), "\(file)")
      }
      let files = try FileManager.default.contentsOfDirectory(atPath: "\(folder.path)/\(name)")
      #expect(files.count == (try Vector.files(name).count) + others.count)
    }
  }
}

/// An error's kind as the specification calls it.
private func kindName(_ error: ArchiveError) -> String {
  switch error.kind {
  case .damaged: "damaged"
  case .unsupported: "unsupported"
  case .limit: "limit"
  case .invalidContent: "invalid"
  }
}
