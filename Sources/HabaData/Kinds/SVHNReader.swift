internal import HabaFormat

/// SVHN's cropped digits: `train_32x32.mat` and `test_32x32.mat`, with `extra_32x32.mat` left alone.
enum SVHNReader: KindReader {
  static let kind = DataSetKind.svhn
  private static let trainName = "train_32x32.mat"
  private static let testName = "test_32x32.mat"

  static func recognises(_ folder: Folder) -> Bool { !files(folder).of(.train).isEmpty }

  static func open(
    _ folder: Folder, split: Split, size: (width: Int, height: Int)?
  ) throws(DataError) -> OpenedSplit {
    let files = files(folder)
    guard let name = files.of(split).first else {
      throw .missingFiles(path: folder.path, kind: kind, expected: "\(trainName) or \(testName)")
    }
    let path = folder.path(of: name)
    let content = try MATFile.read(path)
    if content.labels.count != content.imageCount {
      throw .unequalCounts(
        images: path, imageCount: content.imageCount, labels: path, labelCount: content.labels.count)
    }
    var labels: [Int] = []
    labels.reserveCapacity(content.labels.count)
    for (index, label) in content.labels.enumerated() {
      // The digit 0 has the label 10, since MATLAB counts from 1.
      guard (1...10).contains(label) else {
        throw .labelOutOfRange(path: path, index: index, label: label, range: 1...10)
      }
      labels.append(label % 10)
    }
    return OpenedSplit(
      shape: content.shape, classNames: (0...9).map { String($0) }, classCount: 10, labels: labels,
      hasOwnTestSplit: files.hasBoth,
      store: PackedStore(bytes: content.pixels, imageBytes: content.shape.count))
  }

  private static func files(_ folder: Folder) -> SplitFiles<String> {
    SplitFiles(
      train: folder.hasFile(trainName) ? [trainName] : [], test: folder.hasFile(testName) ? [testName] : [])
  }
}
