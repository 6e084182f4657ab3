internal import Foundation
internal import HabaFormat

/// The plainest form: `images.u8` holds the pixels `[N, C, H, W]`, `labels.u32le` the labels, `index.json` the rest.
struct RawFiles {
  static let imagesName = "images.u8"
  static let names = [imagesName, "labels.u32le", "index.json"]

  private struct Index: Encodable {
    var images = "images.u8"
    var labels = "labels.u32le"
    var shape: [Int]
    var class_names: [String]
  }

  private let folder: ExpandedFolder

  init(_ folder: ExpandedFolder) { self.folder = folder }

  func write(_ output: OutputFolder, _ pixels: (Int) throws -> [UInt8]) throws {
    let images = try OutputFile(output.path(of: Self.imagesName))
    for index in folder.entries.indices { try images.write(folder.checked(index, pixels)) }
    try images.finish()
    let labels = folder.entries.flatMap { entry in
      (0..<4).map { UInt8(truncatingIfNeeded: entry.label >> (8 * $0)) }
    }
    try output.write(labels, to: "labels.u32le")
    let shape = folder.shape
    let index = Index(
      shape: [folder.entries.count, shape.channels, shape.height, shape.width], class_names: folder.classNames
    )
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    try output.write([UInt8](encoder.encode(index)) + [0x0A], to: "index.json")
  }
}
