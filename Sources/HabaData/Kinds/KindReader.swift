internal import HabaFiles
internal import HabaFormat

/// How one kind of data set is recognised and read.
protocol KindReader: SendableMetatype {
  static var kind: DataSetKind { get }
  /// Whether the folder looks like the kind, by its entries' names; false for what is taken without looking.
  static func recognises(_ folder: Folder) -> Bool
  /// Reads a split; what all images are to be fitted to is applied by the caller where they are of one size in files of many.
  static func open(_ folder: Folder, context: inout ReadContext) throws(DataError) -> OpenedSplit
}

/// The kinds of data sets: a new one is a file of its own and a line here.
struct KindReaders {
  /// In the order in which they are told and tried.
  let all: [any KindReader.Type]

  static let known = KindReaders(all: [
    FolderReader.self, SplitsReader.self,
    CIFAR10Reader.self, CIFAR100Reader.self,
    IDXReader.self,
    SVHNReader.self,
  ])

  /// The kind that a folder looks like: image folders where nothing else fits.
  func recognise(_ folder: Folder) -> DataSetKind {
    if ExpandedTable.isIn(folder) { return .folder }
    return all.first { $0.recognises(folder) }?.kind ?? .folder
  }

  func reader(of kind: DataSetKind) -> any KindReader.Type {
    all.first { $0.kind == kind } ?? FolderReader.self
  }
}

/// What a kind's reader found.
struct OpenedSplit {
  /// The images' shape in the store.
  var shape: ImageShape
  var classNames: [String]?
  var classCount: Int
  /// The class of every image in the store.
  var labels: [Int]
  var store: any ImageStore
  /// The store's numbers of the images that are used; nil for all.
  var kept: [Int]?
  /// The splits' names, where there are several, and that of this one.
  var splits: [String] = []
  var used: String?
  var hasOwnTestSplit = false
  var leftOut = LeftOutCounts()
  /// The files that it was read from.
  var inputs: Set<FileIdentity> = []
  /// What an expanded folder says beyond its images' classes.
  var teaching = Teaching()

  /// Notes the splits of a data set in files of many images, and the files that are none of its own.
  mutating func note(_ split: Split, hasBoth: Bool, in folder: Folder, own: [String]) {
    hasOwnTestSplit = hasBoth
    if hasBoth {
      splits = ["test", "train"]
      used = split == .train ? "train" : "test"
    }
    inputs = Set(own.compactMap { FileState(folder.path(of: $0))?.identity })
    let own = Set(own.map { Array($0.utf8) })
    for name in folder.entries.map(\.name) where !own.contains(Array(name.utf8)) {
      leftOut.add(.beside, folder.path(of: name))
    }
    for name in folder.hidden { leftOut.add(.hidden, folder.path(of: name)) }
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
