internal import ArgumentParser
internal import HabaData

/// What every command that reads a data set understands.
struct DataSetOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Read the data set as folder, cifar10, cifar100, idx or svhn instead of looking.", valueName: "kind"))
  var kind: String?

  @Option(
    help: ArgumentHelp("Resize every image; needed where sizes differ.", valueName: "WxH"),
    transform: PixelSize.init(parsing:))
  var size: PixelSize?

  func validate() throws { _ = try dataSetKind() }

  /// The kind to read the data set as; nil to look.
  func dataSetKind() throws -> DataSetKind? {
    guard let kind else { return nil }
    guard let known = DataSetKind(rawValue: kind) else {
      let names = DataSetKind.allCases.map(\.rawValue).joined(separator: ", ")
      throw ValidationError("--kind takes one of \(names), not '\(kind)'")
    }
    return known
  }

  /// The size to resize every image to; nil to leave them.
  var pixelSize: (width: Int, height: Int)? { size.map { ($0.width, $0.height) } }

  /// Opens a split of a data set.
  func open(_ path: String, split: Split) throws -> DataSet {
    try DataSet.open(path, split: split, kind: dataSetKind(), size: pixelSize)
  }
}
