internal import HabaFormat

extension DataSetKind {
  /// SVHN's `train_32x32.mat` and `test_32x32.mat`.
  public static let svhn = DataSetKind("svhn", words: "SVHN", files: "SVHN")
}

/// SVHN's cropped digits: `train_32x32.mat` and `test_32x32.mat`, with `extra_32x32.mat` left alone.
enum SVHNReader: KindReader {
  static let kind = DataSetKind.svhn
  private static let trainName = "train_32x32.mat"
  private static let testName = "test_32x32.mat"

  static func recognises(_ folder: Folder) -> Bool { !files(folder).of(.train).isEmpty }

  static func open(_ folder: Folder, context: inout ReadContext) throws(DataError) -> OpenedSplit {
    let files = files(folder)
    guard let name = files.of(context.split).first else {
      throw .missingFiles(path: folder.path, kind: kind, expected: "\(trainName) or \(testName)")
    }
    let path = folder.path(of: name)
    let content = try MATFile.read(path, &context)
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
    var opened = OpenedSplit(
      shape: content.shape, classNames: (0...9).map { String($0) }, classCount: 10, labels: labels,
      store: content.store)
    opened.note(context.split, hasBoth: files.hasBoth, in: folder, own: files.train + files.test)
    return opened
  }

  private static func files(_ folder: Folder) -> SplitFiles<String> {
    SplitFiles(
      train: folder.hasFile(trainName) ? [trainName] : [], test: folder.hasFile(testName) ? [testName] : [])
  }
}
