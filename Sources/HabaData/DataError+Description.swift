internal import HabaFiles
internal import HabaFormat

extension DataError: CustomStringConvertible {
  /// One line: what, where, and what to do.
  public var description: String { text.onOneLine }

  private var text: String {
    fileSystemText ?? dataSetText ?? fileText
  }

  private var fileSystemText: String? {
    switch self {
    case .notFound(let path): "\(path): no such file or folder"
    case .unreadable(let path, let reason): "\(path): can't be opened: \(reason)"
    case .readFailed(let path, let reason): "\(path): reading failed: \(reason)"
    case .nameNotUTF8(let folder, let shown):
      "\(folder): holds the file name \(shown), which is not UTF-8; rename it"
    default: nil
    }
  }

  private var dataSetText: String? {
    switch self {
    case .notAFolder(let path): "\(path): is not a folder; give the folder that holds the data set"
    case .missingFiles(let path, let kind, let expected):
      "\(path): holds no \(kind.rawValue) data set; expected \(expected)"
    case .ambiguousFiles(let path, let first, let second):
      "\(path): holds \(first) and \(second), and either could be meant; leave one of them"
    case .noClassFolders(let path):
      "\(path): holds no data set that is known; expected a folder of PNG or JPEG images for each class,"
        + " or CIFAR, IDX or SVHN files"
    case .noImages(let path): "\(path): holds no image"
    case .oneClass(let path, let name):
      "\(path): has images of one class only (\(name)); training needs at least two"
    case .emptyClass(let path, let name):
      "\(path): class \(name) has no image; add one, or remove the class"
    case .unequalSizes(
      let first, let firstWidth, let firstHeight, let second, let secondWidth, let secondHeight):
      "images differ in size: \(first) is \(firstWidth)x\(firstHeight),"
        + " \(second) is \(secondWidth)x\(secondHeight); give --size WxH to resize all"
    case .foldersTooDeep(let path, let limit):
      "\(path): folders lie deeper than \(limit), or a link leads back up; flatten them"
    case .invalidSize(let width, let height):
      "--size \(width)x\(height): width and height must be from 1 to \(ImageLimits.side)"
    case .unknownClass(let path, let name):
      "\(path): class \(name) is not among the archive's classes; take a data set with the same classes"
    case .unknownLabel(let path, let label, let classCount):
      "\(path): has images of label \(label), and the archive has the labels 0 to \(classCount - 1) alone;"
        + " take a data set with the same classes"
    case .otherShape(let path, let found, let wanted):
      "\(path): images are \(found.text), and the archive's are \(wanted.text);"
        + " take a data set of that kind"
        + ((found.width, found.height) == (wanted.width, wanted.height)
          ? "" : ", or give --size \(wanted.width)x\(wanted.height)")
    default: nil
    }
  }

  private var fileText: String {
    switch self {
    case .notAnImage(let path):
      "\(path): is neither a PNG nor a JPEG, whatever its name; remove it or mend it"
    case .undecodable(let path, let format, let reason):
      "\(path): damaged \(format): \(reason); remove it or mend it"
    case .imageTooLarge(let path, let width, let height, let limit):
      "\(path): declares \(width)x\(height) pixels; at most \(limit) are decoded"
    case .fileTooLarge(let path, let bytes, let limit):
      "\(path): has \(bytes) bytes; at most \(limit) are read"
    case .wrongLength(let path, let expected, let found):
      "\(path): has \(found) bytes, expected \(expected); fetch it again"
    case .endsEarly(let path, let declared, let found):
      "\(path): ends after \(found) of the \(declared) bytes that its header declares; fetch it again"
    case .badField(let path, let field, let offset, let found, let expected):
      "\(path): \(field) at offset \(offset) is \(found), expected \(expected)"
    case .damagedPacking(let path, let reason):
      "\(path): the compressed data are damaged: \(reason); fetch it again"
    case .unequalCounts(let images, let imageCount, let labels, let labelCount):
      "\(images): has \(imageCount) images, but \(labels) has \(labelCount) labels; fetch both again"
    case .labelOutOfRange(let path, let index, let label, let range):
      "\(path): label \(label) of image \(index) lies outside \(range.lowerBound) to \(range.upperBound)"
    case .badRecipe(let path, let reason): "\(path): \(reason)"
    case .badLine(let path, let line, let reason): "\(path): line \(line): \(reason)"
    case .unsupported(let path, let feature): "\(path): \(feature) is not supported by this version"
    default: "unknown failure"
    }
  }
}

extension ImageShape {
  fileprivate var text: String { "\(channels == 1 ? "grey" : "RGB") of \(width)x\(height)" }
}
