import Foundation

/// A line of the tables in Spec/vectors, with the file it is about.
struct Vector {
  var name: String
  /// The rules of the specification that it tests.
  var rules: [String]
  /// The kind of error that it is refused with, as section 16 of the specification calls it; nil for good ones.
  var error: String?
  var path: String
  var bytes: [UInt8]

  static let root = SecondDecoder.root + "/Spec/vectors"

  /// The vectors of one folder as its README.md lists them.
  static func all(_ folder: String) throws -> [Vector] {
    try lines(of: folder).map { cells in
      let path = "\(root)/\(folder)/\(cells[0])"
      return Vector(
        name: cells[0], rules: cells[2].split(separator: " ").map(String.init),
        error: cells.count > 3 ? cells[3] : nil, path: path,
        bytes: [UInt8](try Data(contentsOf: URL(fileURLWithPath: path))))
    }
  }

  /// The cells of the table's rows.
  private static func lines(of folder: String) throws -> [[String]] {
    let text = try String(contentsOfFile: "\(root)/\(folder)/README.md", encoding: .utf8)
    return text.split(separator: "\n").filter { $0.hasPrefix("| ") && $0.contains(".haba |") }.map {
      $0.split(separator: "|").map { $0.trimmingCharacters(in: .whitespaces) }
    }
  }

  /// The names of all files of a folder but its table.
  static func files(_ folder: String) throws -> Set<String> {
    Set(
      try FileManager.default.contentsOfDirectory(atPath: "\(root)/\(folder)").filter { $0.hasSuffix(".haba") })
  }
}
