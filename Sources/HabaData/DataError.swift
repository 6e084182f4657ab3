public import HabaFormat

/// Why a data set can't be read, or images can't be made; what is wrong with an output is an `OutputError`.
public enum DataError: Error, Equatable, Sendable {
  // MARK: The file system

  /// Nothing is at the path.
  case notFound(path: String)
  /// The path can't be opened; `reason` is the system's.
  case unreadable(path: String, reason: String)
  /// Reading failed half-way; `reason` is the system's.
  case readFailed(path: String, reason: String)
  /// A file name is not UTF-8.
  case nameNotUTF8(folder: String, shown: String)

  // MARK: What a data set must be

  /// A data set is a folder; this is something else.
  case notAFolder(path: String)
  /// The folder holds no file of the kind.
  case missingFiles(path: String, kind: DataSetKind, expected: String)
  /// More than one file could be meant.
  case ambiguousFiles(path: String, first: String, second: String)
  /// There is no folder for each class.
  case noClassFolders(path: String)
  /// There is no image at all, but perhaps what is not read.
  case noImages(path: String, leftOut: [LeftOut] = [])
  /// Training needs two classes.
  case oneClass(path: String, name: String)
  /// A class has no image; `leftOut` is what of the whole data set is not read.
  case emptyClass(path: String, name: String, leftOut: [LeftOut] = [])
  /// It can't be told whether folders are splits or classes.
  case unclearSplits(path: String, SplitProblem)
  /// Images can't be taken in the sizes that they have.
  case needsSize(SizeProblem)
  /// Folders lie too deep, or a link leads back up.
  case foldersTooDeep(path: String, limit: Int)
  /// The wanted image size is none.
  case invalidSize(width: Int, height: Int)
  /// A class of the data set is not among those that are wanted.
  case unknownClass(path: String, name: String)
  /// A label of the data set is not among those that are wanted.
  case unknownLabel(path: String, label: Int, classCount: Int)
  /// To hold a share out would leave a class without images on one side.
  case holdOutEmpties(path: String, name: String, images: Int, share: HoldOut.Share)
  /// The data set is not the one that a part was held out of, by their digests.
  case otherSource(path: String, told: String, found: String)
  /// The data set's images are of another shape than wanted.
  case otherShape(path: String, found: ImageShape, wanted: ImageShape)

  // MARK: Files

  /// The file is no PNG, JPEG or WebP, and no other picture that is known.
  case notAnImage(path: String)
  /// A picture of a format that is not read.
  case imageNotRead(path: String, format: String)
  /// More than one image can't be decoded: how many, and what is wrong with the first.
  indirect case damagedImages(path: String, count: Int, first: [DataError])
  /// An image that can't be decoded.
  case undecodable(path: String, format: String, reason: String)
  /// An image declares more than is decoded.
  case imageTooLarge(path: String, width: Int, height: Int, limit: String)
  /// What a file declares takes more memory than is allowed.
  case needsMemory(path: String, needed: Int, allowed: Int)
  /// A file is longer than is read.
  case fileTooLarge(path: String, bytes: Int, limit: Int)
  /// A file has another length than it must.
  case wrongLength(path: String, expected: String, found: Int)
  /// A file has become shorter since it was opened; `found` is where it ends now.
  case cutShort(path: String, length: Int, found: Int)
  /// A file, or what is packed in it, ends before what it declares.
  case endsEarly(path: String, declared: Int, found: Int)
  /// A header field has a value that it can't have.
  case badField(path: String, field: String, offset: Int, found: String, expected: String)
  /// Packed data are damaged.
  case damagedPacking(path: String, reason: String)
  /// Image and label files differ in their counts.
  case unequalCounts(images: String, imageCount: Int, labels: String, labelCount: Int)
  /// A label lies outside its range.
  case labelOutOfRange(path: String, index: Int, label: Int, range: ClosedRange<Int>)
  /// A line of a table (lines from 1) is not as it must be.
  case badLine(path: String, line: Int, reason: String)
  /// A `recipe.json` is not as it must be.
  case badRecipe(path: String, reason: String)
  /// Something that this version does not know.
  case unsupported(path: String, feature: String)
}

extension DataError {
  /// What went wrong, coarsely: it decides the exit code.
  public enum Kind: Sendable {
    case usage, notFound, unreadable, damaged, limit, unsupported, readFailed
  }

  /// The coarse kind.
  public var kind: Kind {
    switch self {
    case .invalidSize: .usage
    case .notFound: .notFound
    case .unreadable: .unreadable
    case .damagedImages(_, _, let first) where first.allSatisfy { $0.kind == .unreadable }: .unreadable
    case .readFailed: .readFailed
    case .unsupported: .unsupported
    case .imageTooLarge, .fileTooLarge, .foldersTooDeep, .needsMemory: .limit
    case .nameNotUTF8, .notAFolder, .missingFiles, .ambiguousFiles, .noClassFolders, .noImages, .oneClass,
      .emptyClass, .unclearSplits, .needsSize, .unknownClass, .unknownLabel, .holdOutEmpties, .otherSource,
      .otherShape, .notAnImage, .imageNotRead, .damagedImages, .undecodable, .wrongLength, .cutShort, .endsEarly,
      .badField,
      .damagedPacking, .unequalCounts, .labelOutOfRange, .badLine,
      .badRecipe:
      .damaged
    }
  }

  /// The exit code for it, as sysexits.h has them.
  public var exitCode: Int32 {
    switch kind {
    case .usage: 64
    case .damaged, .limit: 65
    case .notFound, .unreadable: 66
    case .unsupported: 69
    case .readFailed: 74
    }
  }
}
