import Foundation
import HabaFormat

/// `Spec/reference/haba.py`, run by the system's own Python: another one on the PATH may lack numpy or zstandard.
enum SecondDecoder {
  /// What it says of one file.
  struct Finding: Decodable {
    var file: String
    /// The kind of fault, as the specification calls it; nil where the file was read.
    var fault: String?
    /// The rule that the file breaks.
    var rule: String?
    var found: String?
    /// [N, C, H, W].
    var images: [Int]?
    var pixels: String?
    var labels: [Int]?
    var classNames: [String]?
    var metadata: [String: String]?
    var learningRate: Float?
    var softLabels: String?

    enum CodingKeys: String, CodingKey {
      case file, fault, rule, found, images, labels, metadata
      case pixels = "pixels_sha256"
      case classNames = "class_names"
      case learningRate = "learning_rate"
      case softLabels = "soft_labels_sha256"
    }
  }

  static let python = "/usr/bin/python3"
  static let root: String = URL(fileURLWithPath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent().path

  /// Reads the files at `paths`, in order.
  static func findings(_ paths: [String]) throws -> [Finding] {
    let output = try run(["-B", root + "/Spec/reference/haba.py"] + paths)
    return try output.split(separator: UInt8(ascii: "\n")).map {
      try JSONDecoder().decode(Finding.self, from: Data($0))
    }
  }

  /// Runs Python and returns what it prints; throws where it fails.
  static func run(_ arguments: [String]) throws -> [UInt8] {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: python)
    process.arguments = arguments
    let pipe = Pipe()
    process.standardOutput = pipe
    try process.run()
    let output = [UInt8](pipe.fileHandleForReading.readDataToEndOfFile())
    process.waitUntilExit()
    guard process.terminationStatus == 0 else { throw Failure(status: process.terminationStatus) }
    return output
  }

  struct Failure: Error {
    var status: Int32
  }
}

/// A folder that goes away with the value that holds it.
final class ScratchFolder {
  let path: String

  init() throws {
    let url = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString)
    try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
    path = url.path
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }
}
