import Foundation
import HabaFormat
import Testing

/// The decoder in Spec/reference, written from the text alone, against this one.
@Suite struct `The second decoder` {
  @Test func `importing it prints nothing, and load gives images, labels and names`() throws {
    let program = """
      import sys
      sys.path.insert(0, sys.argv[1])
      import haba
      images, labels, names = haba.load(sys.argv[2])
      print(images.dtype, images.shape, labels.tolist(), names)
      """
    let output = try SecondDecoder.run(
      ["-B", "-c", program, SecondDecoder.root + "/Spec/reference", Vector.root + "/good/plain.haba"])
    #expect(String(decoding: output, as: UTF8.self) == "uint8 (2, 1, 3, 3) [0, 1] ['ant', 'bee']\n")
  }

  @Test func `it agrees on random archives in pixels, labels, names and all else`() throws {
    var random = RandomArchives(seed: 20_261_122)
    let archives = (0..<100).map { _ in random.next() }
    let folder = try ScratchFolder()
    var paths: [String] = []
    for (index, archive) in archives.enumerated() {
      let path = "\(folder.path)/\(index).haba"
      try Data(archive.serialized()).write(to: URL(fileURLWithPath: path))
      paths.append(path)
    }
    let findings = try SecondDecoder.findings(paths)
    try #require(findings.count == archives.count)
    for (index, (archive, finding)) in zip(archives, findings).enumerated() {
      #expect(finding.fault == nil, "\(index): \(finding.rule ?? ""): \(finding.found ?? "")")
      try expectEqual(finding, archive, "\(index)")
    }
  }
}

/// Compares all that the second decoder tells with an archive.
func expectEqual(
  _ finding: SecondDecoder.Finding, _ archive: Archive, _ name: String,
  sourceLocation: SourceLocation = #_sourceLocation
) throws {
  let shape = archive.shape
  let note = Comment(rawValue: name)
  let at = sourceLocation
  let images = [archive.imageCount, shape.channels, shape.height, shape.width]
  #expect(finding.images == images, note, sourceLocation: at)
  #expect(finding.pixels == archive.pixelDigest().description, note, sourceLocation: at)
  #expect(finding.labels == archive.labels, note, sourceLocation: at)
  #expect(finding.classNames == (0..<archive.classCount).map(archive.className), note, sourceLocation: at)
  #expect(finding.metadata == archive.metadata, note, sourceLocation: at)
  #expect(finding.learningRate == archive.studentLearningRate, note, sourceLocation: at)
  let soft = archive.softLabels.map { labels in
    let rows = (0..<archive.imageCount).flatMap { labels.row(image: $0, classCount: archive.classCount) }
    return SHA256.digest(of: rows.flatMap { HandmadeArchive.littleEndian($0.bitPattern) }).description
  }
  #expect(finding.softLabels == soft, note, sourceLocation: at)
}
