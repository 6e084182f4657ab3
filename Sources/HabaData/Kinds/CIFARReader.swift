internal import HabaFormat

extension DataSetKind {
  /// CIFAR-10's `data_batch_N.bin` and `test_batch.bin`.
  public static let cifar10 = DataSetKind("cifar10", words: "CIFAR-10", files: "CIFAR-10", family: "CIFAR")
  /// CIFAR-100's `train.bin` and `test.bin`, with the fine labels.
  public static let cifar100 = DataSetKind("cifar100", words: "CIFAR-100", files: "CIFAR-100", family: "CIFAR")
}

/// CIFAR-10's binary version: `data_batch_1.bin` to `data_batch_5.bin` and `test_batch.bin`.
enum CIFAR10Reader: KindReader {
  static let kind = DataSetKind.cifar10

  static func recognises(_ folder: Folder) -> Bool { !files(folder).of(.train).isEmpty }

  static func open(_ folder: Folder, context: inout ReadContext) throws(DataError) -> OpenedSplit {
    let expected = "data_batch_1.bin and so on, or test_batch.bin"
    return try CIFARFiles(
      folder: folder, kind: kind, files: files(folder), expected: expected, labelBytes: 1, mostClasses: 10,
      namesFile: "batches.meta.txt"
    ).open(&context)
  }

  private static func files(_ folder: Folder) -> SplitFiles<String> {
    let batches = folder.fileNames.filter { $0.hasPrefix("data_batch_") && $0.hasSuffix(".bin") }
    return SplitFiles(
      train: batches, test: folder.hasFile("test_batch.bin") ? ["test_batch.bin"] : [])
  }
}

/// CIFAR-100's binary version: `train.bin` and `test.bin`, by their fine labels.
enum CIFAR100Reader: KindReader {
  static let kind = DataSetKind.cifar100

  static func recognises(_ folder: Folder) -> Bool { !files(folder).of(.train).isEmpty }

  static func open(_ folder: Folder, context: inout ReadContext) throws(DataError) -> OpenedSplit {
    try CIFARFiles(
      folder: folder, kind: kind, files: files(folder), expected: "train.bin or test.bin", labelBytes: 2,
      mostClasses: 100, namesFile: "fine_label_names.txt"
    ).open(&context)
  }

  private static func files(_ folder: Folder) -> SplitFiles<String> {
    SplitFiles(
      train: folder.hasFile("train.bin") ? ["train.bin"] : [],
      test: folder.hasFile("test.bin") ? ["test.bin"] : [])
  }
}

/// Records of labels (the last byte is the one that counts) and a `[3, 32, 32]` image.
private struct CIFARFiles {
  var folder: Folder
  var kind: DataSetKind
  var files: SplitFiles<String>
  var expected: String
  var labelBytes: Int
  var mostClasses: Int
  var namesFile: String

  private static let shape = ImageShape(channels: 3, height: 32, width: 32)
  private var recordBytes: Int { labelBytes + Self.shape.count }

  func open(_ context: inout ReadContext) throws(DataError) -> OpenedSplit {
    let names = files.of(context.split)
    if names.isEmpty { throw .missingFiles(path: folder.path, kind: kind, expected: expected) }
    let classNames = try readNames()
    let classCount = classNames?.count ?? mostClasses

    var parts: [RecordStore.Part] = []
    for name in names {
      let file = try OpenFile(folder.path(of: name))
      if file.length == 0 || file.length % recordBytes != 0 {
        throw .wrongLength(path: file.path, expected: "a multiple of \(recordBytes)", found: file.length)
      }
      let count = file.length / recordBytes
      try context.take(count, of: ReadContext.bytesPerImage, for: file.path)
      parts.append(RecordStore.Part(file: file, first: labelBytes, stride: recordBytes, count: count))
    }
    var labels: [Int] = []
    labels.reserveCapacity(parts.reduce(0) { $0 + $1.count })
    for part in parts { try readLabels(part, classCount: classCount, into: &labels) }
    var opened = OpenedSplit(
      shape: Self.shape, classNames: classNames, classCount: classCount, labels: labels,
      store: RecordStore(parts: parts, shape: Self.shape))
    opened.note(
      context.split, hasBoth: files.hasBoth, in: folder, own: files.train + files.test + [namesFile])
    return opened
  }

  /// Reads the byte before each image.
  private func readLabels(
    _ part: RecordStore.Part, classCount: Int, into labels: inout [Int]
  ) throws(DataError) {
    var byte: [UInt8] = []
    for index in 0..<part.count {
      byte.removeAll(keepingCapacity: true)
      let place = part.first + index * part.stride - 1
      guard try part.file.read(1, at: place, into: &byte) == 1 else {
        throw .cutShort(path: part.file.path, length: part.file.length, found: place)
      }
      let label = Int(byte[0])
      if label >= classCount {
        throw .labelOutOfRange(path: part.file.path, index: index, label: label, range: 0...classCount - 1)
      }
      labels.append(label)
    }
  }

  /// The class names, a line each; nil without the file.
  private func readNames() throws(DataError) -> [String]? {
    guard folder.hasFile(namesFile) else { return nil }
    let path = folder.path(of: namesFile)
    let bytes = try FileReader.bytes(of: path, limit: 1 << 16)
    var names: [String] = []
    for (index, line) in bytes.split(separator: 0x0A, omittingEmptySubsequences: false).enumerated() {
      let trimmed = line.last == 0x0D ? line.dropLast() : line
      if trimmed.isEmpty { continue }
      guard let name = String(validating: trimmed, as: UTF8.self) else {
        throw .badLine(path: path, line: index + 1, reason: "is not UTF-8")
      }
      // What no archive can hold is better refused here, where the line is known.
      if name.utf8.count > 255 || name.utf8.contains(0) {
        throw .badLine(path: path, line: index + 1, reason: "is no class name: 1 to 255 bytes, none of them 0")
      }
      if names.contains(name) {
        throw .badLine(path: path, line: index + 1, reason: "names the class '\(name)' again")
      }
      names.append(name)
    }
    guard (1...mostClasses).contains(names.count) else {
      throw .badLine(
        path: path, line: names.count, reason: "has \(names.count) class names, expected 1 to \(mostClasses)")
    }
    return names
  }
}
