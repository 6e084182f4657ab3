// Reads an archive with the library alone: what is in it, class by class, and whether its images are whole.
//
//     swift run -c release --package-path Examples/ReadArchive ReadArchive photos.haba
//
// It writes no file.
import Glibc
import HabaFormat

/// Prints one line on stderr and ends.
func fail(_ message: String, status: Int32) -> Never {
  let line = "ReadArchive: error: \(message)\n"
  _ = write(STDERR_FILENO, line, line.utf8.count)
  exit(status)
}

guard CommandLine.arguments.count == 2 else { fail("give one .haba file", status: 64) }
let path = CommandLine.arguments[1]

do {
  // The limit holds for the file and for what it expands to, so that a hostile file can't take more.
  let limits = Limits(memory: 256 << 20)
  let archive = try Archive(parsing: try readFile(path, limit: limits.memory), limits: limits)

  let shape = archive.shape
  print("format \(Archive.formatVersion), images of \(shape.channels) x \(shape.height) x \(shape.width)")
  print("\(archive.bases.count) bases x \(archive.imagesPerBase) = \(archive.imageCount) images")

  var counts = [Int](repeating: 0, count: archive.classCount)
  for label in archive.labels { counts[label] += 1 }
  for (label, count) in counts.enumerated() {
    // A name is anyone's text: shown in quotes, with control characters escaped, and never used as a path.
    print("class \(label) \(String(reflecting: archive.className(label))): \(count) images")
  }

  try archive.verifyPixels()
  print("pixels \(archive.pixelDigest()): as declared")
} catch let error as ArchiveError {
  fail("\(path) \(error)", status: error.kind == .unsupported ? 69 : 65)
} catch {
  fail("\(error)", status: 66)
}
