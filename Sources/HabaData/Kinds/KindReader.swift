/// How one kind of data set is recognised and read.
protocol KindReader {
  static var kind: DataSetKind { get }
  /// Whether the folder looks like the kind, by its entries' names.
  static func recognises(_ folder: Folder) -> Bool
  /// Reads a split; `size` is wanted for every image, and applied by the caller where the images are of one size.
  static func open(
    _ folder: Folder, split: Split, size: (width: Int, height: Int)?
  ) throws(DataError) -> OpenedSplit
}

/// The kinds of data sets: a new one is a file of its own and a line here.
enum KindReaders {
  /// In the order in which they are tried.
  private static var all: [any KindReader.Type] {
    [CIFAR10Reader.self, CIFAR100Reader.self, IDXReader.self, SVHNReader.self, FolderReader.self]
  }

  /// The kind that a folder looks like: image folders where nothing else fits.
  static func recognise(_ folder: Folder) -> DataSetKind {
    if ExpandedTable.isIn(folder) { return .folder }
    return all.first { $0.recognises(folder) }?.kind ?? .folder
  }

  static func reader(of kind: DataSetKind) -> any KindReader.Type {
    all.first { $0.kind == kind } ?? FolderReader.self
  }
}

/// The files of both splits of a data set in files of many images.
struct SplitFiles<File> {
  var train: [File]
  var test: [File]

  var hasBoth: Bool { !train.isEmpty && !test.isEmpty }

  /// The files of a split, or all there are where there is one split only.
  func of(_ split: Split) -> [File] {
    switch split {
    case .train: train.isEmpty ? test : train
    case .test: test.isEmpty ? train : test
    }
  }
}
