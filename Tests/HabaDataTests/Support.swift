import FixtureKit
import Foundation
import HabaData

/// The committed fixtures.
enum Fixtures {
  static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent().appendingPathComponent("fixtures").path
  static func kind(_ name: String) -> String { root + "/kinds/" + name }
  static func damaged(_ name: String) -> String { root + "/damaged/" + name }
}

/// A folder that lives as long as a test.
final class Scratch {
  let path: String

  init() throws {
    path = FileManager.default.temporaryDirectory.appendingPathComponent("habadata-\(UUID().uuidString)").path
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }

  func callAsFunction(_ name: String) -> String { path + "/" + name }

  /// Writes a file, and makes the folders that it lies in.
  func write(_ name: String, _ bytes: some Sequence<UInt8>) throws {
    let file = URL(fileURLWithPath: self(name))
    try FileManager.default.createDirectory(
      at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
    try Data(bytes).write(to: file)
  }

  /// Copies a fixture's file.
  func copy(_ source: String, to name: String) throws {
    try write(name, Data(contentsOf: URL(fileURLWithPath: source)))
  }

  /// Makes a folder.
  func makeFolder(_ name: String) throws {
    try FileManager.default.createDirectory(atPath: self(name), withIntermediateDirectories: true)
  }

  /// Everything in a folder, at any depth, as relative paths in byte order.
  func files(_ name: String = "") throws -> [String] {
    try FileManager.default.subpathsOfDirectory(atPath: self(name)).sorted {
      $0.utf8.lexicographicallyPrecedes($1.utf8)
    }
  }

  func bytes(_ name: String) throws -> [UInt8] {
    [UInt8](try Data(contentsOf: URL(fileURLWithPath: self(name))))
  }
}

extension ReadOptions {
  /// A kind, whatever it looks like.
  static func of(_ kind: DataSetKind) -> ReadOptions {
    var options = ReadOptions()
    options.kind = kind
    return options
  }

  /// Every image stretched to a size, unless said otherwise.
  static func sized(_ width: Int, _ height: Int, _ fit: Fit = .stretch) -> ReadOptions {
    var options = ReadOptions()
    options.fitting = Fitting(width: width, height: height, fit: fit)
    return options
  }
}

extension DataSet {
  /// CRC-32 of all pixels, `[N, C, H, W]`.
  var crc: String {
    get throws {
      let digits = String(Stored.crc32(try pixels(of: 0..<count)), radix: 16)
      return String(repeating: "0", count: 8 - digits.count) + digits
    }
  }
}

/// The `DataError` that a piece of work ends in.
func dataError(_ work: () throws -> Void) -> DataError? {
  do {
    try work()
    return nil
  } catch {
    return error as? DataError
  }
}
