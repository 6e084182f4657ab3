internal import FoundationEssentials
internal import HabaFiles
internal import HabaFormat

/// The plainest form: `images.u8` holds the pixels `[N, C, H, W]`, `labels.u32le` the labels, `soft_labels.f32le` numbers
/// for the classes `[N, K]` where the archive has them, `index.json` the rest.
struct RawFiles {
  static let imagesName = "images.u8"
  private static let softLabelsName = "soft_labels.f32le"

  /// The names of the files where images have such labels.
  static func names(_ labels: ExpandedRecipe.Labels) -> [String] {
    [imagesName, "labels.u32le", "index.json"] + (labels == .soft ? [softLabelsName] : [])
  }

  private struct Index: Encodable {
    var images = "images.u8"
    var labels = "labels.u32le"
    var soft_labels: String?
    var shape: [Int]
    var class_names: [String]
  }

  private let folder: ExpandedFolder

  init(_ folder: ExpandedFolder) { self.folder = folder }

  func write(_ output: OutputFolder, _ pixels: (Int) throws -> [UInt8]) throws {
    let images = try output.file(Self.imagesName)
    for index in folder.entries.indices { try images.append(folder.checked(index, pixels)) }
    try images.finish()
    let labels = folder.entries.flatMap { entry in
      (0..<4).map { UInt8(truncatingIfNeeded: entry.label >> (8 * $0)) }
    }
    try output.write(labels, to: "labels.u32le")
    if folder.softLabels != nil {
      let numbers = try output.file(Self.softLabelsName)
      for index in folder.entries.indices { try numbers.append(folder.softLabelBytes(of: index)) }
      try numbers.finish()
    }
    let shape = folder.shape
    let index = Index(
      soft_labels: folder.softLabels == nil ? nil : Self.softLabelsName,
      shape: [folder.entries.count, shape.channels, shape.height, shape.width], class_names: folder.classNames
    )
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    try output.write([UInt8](encoder.encode(index)) + [0x0A], to: "index.json")
  }
}
