internal import HabaFormat

/// CIFAR-10's binary version: `data_batch_1.bin` to `data_batch_5.bin` and `test_batch.bin`.
enum CIFAR10Reader: KindReader {
  static let kind = DataSetKind.cifar10

  static func recognises(_ folder: Folder) -> Bool { !files(folder).of(.train).isEmpty }

  static func open(
    _ folder: Folder, split: Split, size: (width: Int, height: Int)?
  ) throws(DataError) -> OpenedSplit {
    let expected = "data_batch_1.bin and so on, or test_batch.bin"
    return try CIFARFiles(
      folder: folder, kind: kind, files: files(folder), expected: expected, labelBytes: 1, mostClasses: 10,
      namesFile: "batches.meta.txt"
    ).open(split)
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

  static func open(
    _ folder: Folder, split: Split, size: (width: Int, height: Int)?
  ) throws(DataError) -> OpenedSplit {
    try CIFARFiles(
      folder: folder, kind: kind, files: files(folder), expected: "train.bin or test.bin", labelBytes: 2,
      mostClasses: 100, namesFile: "fine_label_names.txt"
    ).open(split)
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

  func open(_ split: Split) throws(DataError) -> OpenedSplit {
    let names = files.of(split)
    if names.isEmpty { throw .missingFiles(path: folder.path, kind: kind, expected: expected) }
    let classNames = try readNames()
    let classCount = classNames?.count ?? mostClasses

    var readers: [FileReader] = []
    for name in names {
      let reader = try FileReader(folder.path(of: name))
      if reader.length == 0 || reader.length % recordBytes != 0 {
        throw .wrongLength(
          path: reader.path, expected: "a multiple of \(recordBytes)", found: reader.length)
      }
      readers.append(reader)
    }
    let count = readers.reduce(0) { $0 + $1.length / recordBytes }
    var labels: [Int] = []
    var pixels: [UInt8] = []
    labels.reserveCapacity(count)
    pixels.reserveCapacity(count * Self.shape.count)
    for reader in readers {
      try read(reader, classCount: classCount, labels: &labels, pixels: &pixels)
    }
    return OpenedSplit(
      shape: Self.shape, classNames: classNames, classCount: classCount, labels: labels,
      hasOwnTestSplit: files.hasBoth, store: PackedStore(bytes: pixels, imageBytes: Self.shape.count))
  }

  private func read(
    _ reader: FileReader, classCount: Int, labels: inout [Int], pixels: inout [UInt8]
  ) throws(DataError) {
    for index in 0..<reader.length / recordBytes {
      let record = try reader.take(recordBytes)
      let label = Int(record[labelBytes - 1])
      if label >= classCount {
        throw .labelOutOfRange(path: reader.path, index: index, label: label, range: 0...classCount - 1)
      }
      labels.append(label)
      pixels.append(contentsOf: record[labelBytes...])
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
