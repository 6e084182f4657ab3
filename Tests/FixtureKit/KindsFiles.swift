internal import Foundation

/// A file of a fixture: its path below the fixture's folder, and its bytes.
public struct FixtureFile: Sendable {
  /// Relative, with `/` between folders.
  public let path: String
  /// The file's content.
  public let bytes: [UInt8]

  init(_ path: String, _ bytes: [UInt8]) {
    self.path = path
    self.bytes = bytes
  }
}

/// A data set that is drawn as a few tiny files.
public struct FixtureFolder: Sendable {
  /// The folder's name.
  public let name: String
  /// All of its files.
  public let files: [FixtureFile]

  init(_ name: String, _ files: [FixtureFile]) {
    self.name = name
    self.files = files
  }

  /// Writes the files into `folder/name`; what is there is replaced.
  public func draw(into folder: String) throws {
    let root = URL(fileURLWithPath: folder).appendingPathComponent(name)
    try? FileManager.default.removeItem(at: root)
    for file in files {
      let place = root.appendingPathComponent(file.path)
      try FileManager.default.createDirectory(
        at: place.deletingLastPathComponent(), withIntermediateDirectories: true)
      try Data(file.bytes).write(to: place)
    }
  }
}

/// Draws `kinds/`, a few tiny files of every kind of data set, below `folder`.
public func drawKinds(into folder: String) throws {
  for kind in KindsFixture.all { try kind.draw(into: folder + "/kinds") }
}

/// Draws `damaged/`, damaged variants of each kind, below `folder`.
public func drawDamaged(into folder: String) throws {
  for damaged in DamagedFixture.all { try damaged.folder.draw(into: folder + "/damaged") }
}

/// Numbers in the byte orders of the files.
enum Bytes {
  static func big(_ number: Int, _ count: Int) -> [UInt8] {
    (0..<count).map { UInt8(truncatingIfNeeded: number >> (8 * (count - 1 - $0))) }
  }

  static func little(_ number: Int, _ count: Int) -> [UInt8] { big(number, count).reversed() }
}

/// Checksums and the plainest packing that deflate knows, so that the fixtures' bytes depend on no library's version.
package enum Stored {
  private static let table: [UInt32] = (0..<256).map { byte in
    (0..<8).reduce(UInt32(byte)) { value, _ in value & 1 == 1 ? 0xEDB8_8320 ^ value >> 1 : value >> 1 }
  }

  /// CRC-32 as PNG, gzip and ZIP have it.
  package static func crc32(_ bytes: some Sequence<UInt8>) -> Int {
    Int(~bytes.reduce(~0) { table[Int(UInt8(truncatingIfNeeded: $0) ^ $1)] ^ $0 >> 8 })
  }

  private static func adler32(_ bytes: [UInt8]) -> Int {
    let sums = bytes.reduce((1, 0)) { (($0.0 + Int($1)) % 65521, ($0.1 + $0.0 + Int($1)) % 65521) }
    return sums.1 << 16 | sums.0
  }

  private static func blocks(_ bytes: [UInt8]) -> [UInt8] {
    var result: [UInt8] = []
    var start = 0
    repeat {
      let end = min(bytes.count, start + 65535)
      let size = Bytes.little(end - start, 2)
      result += [end == bytes.count ? 1 : 0] + size + size.map { ~$0 } + bytes[start..<end]
      start = end
    } while start < bytes.count
    return result
  }

  static func zlib(_ bytes: [UInt8]) -> [UInt8] {
    [0x78, 0x01] + blocks(bytes) + Bytes.big(adler32(bytes), 4)
  }

  package static func gzip(_ bytes: [UInt8]) -> [UInt8] {
    [0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 255] + blocks(bytes) + Bytes.little(crc32(bytes), 4)
      + Bytes.little(bytes.count, 4)
  }
}
