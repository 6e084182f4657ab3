internal import HabaFiles
internal import HabaFormat

extension DataError: CustomStringConvertible {
  /// One line: what, where, and what to do.
  public var description: String { text.onOneLine }

  private var text: String {
    fileSystemText ?? dataSetText ?? testText ?? fileText
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
      "\(path): holds no data set that is known; expected a folder of PNG, JPEG or WebP images for each class,"
        + " or \(Self.families.alternatives) files"
    case .noImages(let path, let leftOut): "\(path): holds no image that is read\(LeftOut.text(leftOut))"
    case .oneClass(let path, let name):
      "\(path): has images of one class only (\(name)); training needs at least two. Where the data set lies in that folder,"
        + " give \(System.join(path, name))"
    case .emptyClass(let path, let name, let leftOut):
      "\(path): class \(name) has no image that is read\(LeftOut.text(leftOut)); add one, or remove the class"
    case .unclearSplits(let path, let problem): "\(path): \(problem)"
    case .needsSize(let problem): problem.description
    case .foldersTooDeep(let path, let limit):
      "\(path): folders lie deeper than \(limit), or a link leads back up; flatten them"
    case .invalidSize(let width, let height):
      "--size \(width)x\(height): width and height must be from 1 to \(ImageLimits.side)"
    default: nil
    }
  }

  /// What files of many images may be called.
  private static var families: [String] {
    DataSetKind.allCases.compactMap(\.family).reduce(into: []) { if !$0.contains($1) { $0.append($1) } }
  }

  private var testText: String? {
    switch self {
    case .unknownClass(let path, let name):
      "\(path): class \(name) is not among the archive's classes; take a data set with the same classes"
    case .unknownLabel(let path, let label, let classCount):
      "\(path): has images of label \(label), and the archive has the labels 0 to \(classCount - 1) alone;"
        + " take a data set with the same classes"
    case .otherShape(let path, let found, let wanted):
      "\(path): images are \(found.text), and the archive's are \(wanted.text);"
        + " take a data set of that kind"
        + ((found.width, found.height) == (wanted.width, wanted.height) ? "" : ", or resize them")
    case .holdOutEmpties(let path, let name, let images, let share):
      "\(path): to hold out \(share) of class \(name) leaves no image on one side, of the \(images) that it has"
        + " (equal ones stay together); hold out another share, or add images"
    case .otherSource(let path, let told, let found):
      "\(path): is not the data set that a part was held out of, or it has changed: its digest is \(found), told is"
        + " \(told)"
    default: nil
    }
  }

  private var fileText: String {
    switch self {
    case .notAnImage, .undecodable: "\(fault); remove it or mend it"
    case .imageNotRead: "\(fault); convert it to PNG, JPEG or WebP, or remove it"
    case .damagedImages(let path, let count, let first):
      "\(path): \(count) images can't be read: " + first.map(\.fault).joined(separator: "; ")
        + (count > first.count ? "; and \(count - first.count) more" : "")
    case .needsMemory(let path, let needed, let allowed):
      "\(path): what it declares takes \(needed) bytes of memory, and \(allowed) are left of those allowed"
    case .imageTooLarge(let path, let width, let height, let limit):
      "\(path): declares \(width)x\(height) pixels; at most \(limit) are decoded"
    case .fileTooLarge(let path, let bytes, let limit):
      "\(path): has \(bytes) bytes; at most \(limit) are read"
    case .wrongLength(let path, let expected, let found):
      "\(path): has \(found) bytes, expected \(expected); fetch it again"
    case .cutShort(let path, let length, let found):
      "\(path): had \(length) bytes when it was opened and ends after \(found) now; leave it alone during a run"
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

extension DataError {
  /// What is wrong with one image, without what to do.
  private var fault: String {
    switch self {
    case .notAnImage(let path): "\(path): is no PNG, JPEG or WebP, whatever its name"
    case .imageNotRead(let path, let format): "\(path): is a picture in the format \(format), which is not read"
    case .undecodable(let path, let format, let reason): "\(path): damaged \(format): \(reason)"
    default: text
    }
  }

  /// The file that an image's fault is in, as far as it is in one.
  var culprit: String {
    switch self {
    case .notFound(let path), .unreadable(let path, _), .readFailed(let path, _), .notAnImage(let path),
      .imageNotRead(let path, _), .undecodable(let path, _, _), .imageTooLarge(let path, _, _, _),
      .fileTooLarge(let path, _, _),
      .endsEarly(let path, _, _):
      path
    default: ""
    }
  }
}

extension ImageShape {
  fileprivate var text: String { "\(channels == 1 ? "grey" : "RGB") of \(width)x\(height)" }
}
