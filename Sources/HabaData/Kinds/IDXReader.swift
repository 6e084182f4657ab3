internal import HabaFormat

extension DataSetKind {
  /// MNIST-style IDX files, plain or gzipped.
  public static let idx = DataSetKind("idx", words: "IDX files", files: "MNIST-style IDX", family: "IDX")
}

/// MNIST-style IDX files, plain or gzipped: images of bytes, and their labels in a file beside.
enum IDXReader: KindReader {
  static let kind = DataSetKind.idx
  private static let expected = "train-images-idx3-ubyte and train-labels-idx1-ubyte, plain or .gz"

  static func recognises(_ folder: Folder) -> Bool {
    folder.fileNames.contains { IDXName($0)?.holdsImages == true }
  }

  static func open(_ folder: Folder, context: inout ReadContext) throws(DataError) -> OpenedSplit {
    let pairs = SplitFiles(
      train: try pair(folder, isTest: false), test: try pair(folder, isTest: true))
    guard let pair = pairs.of(context.split).first else {
      throw .missingFiles(path: folder.path, kind: kind, expected: expected)
    }
    let labels = try IDXFile.labels(folder.path(of: pair.labels), &context)
    let images = try IDXFile.images(
      folder.path(of: pair.images), labelCount: labels.count, labelPath: folder.path(of: pair.labels), &context)

    // The classes are those of both splits, so that both number them alike.
    var known = Set(labels)
    for other in (pairs.train + pairs.test) where other.labels != pair.labels {
      known.formUnion(try IDXFile.labels(folder.path(of: other.labels), &context))
    }
    let classes = known.sorted()
    // Labels with gaps (EMNIST's letters start at 1) are numbered anew, and kept as names.
    let isDense = classes.count == (classes.last.map { Int($0) + 1 } ?? 0)
    var number = [Int](repeating: 0, count: 256)
    for (index, label) in classes.enumerated() { number[Int(label)] = index }
    var opened = OpenedSplit(
      shape: images.shape, classNames: isDense ? nil : classes.map { String($0) },
      classCount: classes.count, labels: labels.map { number[Int($0)] }, store: images.store)
    opened.note(
      context.split, hasBoth: pairs.hasBoth, in: folder,
      own: (pairs.train + pairs.test).flatMap { [$0.images, $0.labels] })
    return opened
  }

  /// The image and label files of a split: none, or one pair.
  private static func pair(
    _ folder: Folder, isTest: Bool
  ) throws(DataError) -> [(images: String, labels: String)] {
    // A plain file comes before its .gz in byte order, and is taken where both are there.
    let names = folder.fileNames.compactMap { IDXName($0) }.filter { $0.isTest == isTest }
    let images = names.filter(\.holdsImages)
    guard let first = images.first else { return [] }
    if let second = images.first(where: { $0.stem != first.stem }) {
      throw .ambiguousFiles(path: folder.path, first: first.name, second: second.name)
    }
    guard let labels = names.first(where: { !$0.holdsImages && $0.stem == first.labelStem }) else {
      throw .missingFiles(path: folder.path, kind: kind, expected: "\(first.labelStem), plain or .gz")
    }
    return [(first.name, labels.name)]
  }
}

/// What an IDX file's name says: `train-images-idx3-ubyte`, `emnist-letters-test-labels-idx1-ubyte.gz` and the like.
private struct IDXName {
  let name: String
  /// The name without `.gz`.
  let stem: String
  let holdsImages: Bool
  let isTest: Bool

  init?(_ name: String) {
    self.name = name
    stem = name.hasSuffix(".gz") ? String(name.dropLast(3)) : name
    holdsImages = stem.hasSuffix("images-idx3-ubyte") || stem.hasSuffix("images.idx3-ubyte")
    let holdsLabels = stem.hasSuffix("labels-idx1-ubyte") || stem.hasSuffix("labels.idx1-ubyte")
    if !holdsImages && !holdsLabels { return nil }
    isTest = stem.contains("t10k") || stem.contains("test")
  }

  /// The stem of the labels that belong to images.
  var labelStem: String {
    let ending = stem.hasSuffix("images-idx3-ubyte") ? "labels-idx1-ubyte" : "labels.idx1-ubyte"
    return String(stem.dropLast(ending.count)) + ending
  }
}
