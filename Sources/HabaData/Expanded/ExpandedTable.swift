/// The table `labels.csv` of an expanded folder: `path,class,label`, a line for each image.
///
/// Soft labels are in further columns, `soft_0` to `soft_K-1`, one for each class.
struct ExpandedTable {
  static let name = "labels.csv"
  static let columns = ["path", "class", "label"]
  private static let mostBytes = 1 << 29

  /// Relative to the folder, in the table's order.
  private(set) var paths: [String] = []
  private(set) var labels: [Int] = []
  /// In label order.
  private(set) var classNames: [String] = []
  /// The numbers of the classes for each image, `[N, K]`; nil where the table has none.
  private(set) var softLabels: [Float]?

  /// The columns' names with soft labels of so many classes.
  static func columns(softLabels: Int) -> [String] {
    columns + (0..<softLabels).map { "soft_\($0)" }
  }

  /// Whether a folder is one that `expand` wrote: a table alone may be anybody's.
  static func isIn(_ folder: Folder) -> Bool { folder.hasFile(name) && folder.hasFile(ExpandedRecipe.name) }

  /// The bytes without the mark that some programs begin UTF-8 with.
  private static func withoutMark(_ bytes: [UInt8]) -> ArraySlice<UInt8> {
    bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? bytes[3...] : bytes[...]
  }

  /// Reads and checks the table of a folder, in as much memory as is common.
  init(_ folder: Folder, classNames known: [String]? = nil) throws(DataError) {
    var context = ReadContext(split: .train, options: ReadOptions()) { _, _ in }
    try self.init(folder, classNames: known, memory: &context)
  }

  /// Reads and checks the table of a folder.
  ///
  /// `classNames` are those of all classes, where they are known: a class may be without images.
  init(_ folder: Folder, classNames known: [String]? = nil, memory context: inout ReadContext) throws(DataError) {
    let path = folder.path(of: Self.name)
    let file = try FileReader(path)
    if file.length > Self.mostBytes {
      throw .fileTooLarge(path: path, bytes: file.length, limit: Self.mostBytes)
    }
    // The bytes, their text, and what is made of each line.
    try context.take(file.length, of: 8, for: path)
    let bytes = try file.take(file.length)
    guard let text = String(validating: Self.withoutMark(bytes), as: UTF8.self) else {
      throw .badLine(path: path, line: 1, reason: "the table is not UTF-8")
    }
    var names = Dictionary(uniqueKeysWithValues: (known ?? []).enumerated().map { ($0.offset, $0.element) })
    var rows = CSVRows(text)
    var softCount: Int?
    while let row = rows.next() {
      guard let fields = row.fields else {
        throw .badLine(path: path, line: row.line, reason: "a quoted field does not end as it must")
      }
      guard let wanted = softCount else {
        let count = max(0, fields.count - Self.columns.count)
        guard fields == Self.columns(softLabels: count) else {
          throw .unsupported(path: path, feature: "a table of other columns than path, class, label and soft_0…")
        }
        softCount = count
        softLabels = count > 0 ? [] : nil
        continue
      }
      if fields == [""] { continue }
      guard fields.count == Self.columns.count + wanted else {
        throw .badLine(
          path: path, line: row.line, reason: "has \(fields.count) fields, expected \(Self.columns.count + wanted)")
      }
      try add(fields, path: path, line: row.line, names: &names)
    }
    guard let softCount else {
      throw .badLine(path: path, line: 1, reason: "the table is empty")
    }
    if let known, names.count > known.count {
      throw .badLine(path: path, line: 1, reason: "\(names.count) classes, \(ExpandedRecipe.name) has \(known.count)")
    }
    if softCount > 0, softCount != names.count {
      throw .badLine(path: path, line: 1, reason: "numbers for \(softCount) classes, but there are \(names.count)")
    }
    var seen: Set<[UInt8]> = []
    for label in 0..<names.count {
      guard let name = names[label] else {
        throw .badLine(path: path, line: paths.count + 1, reason: "no image has the label \(label)")
      }
      guard seen.insert(Array(name.utf8)).inserted else {
        throw .badLine(path: path, line: 1, reason: "two classes are called \(name)")
      }
      classNames.append(name)
    }
  }

  private mutating func add(
    _ fields: [String], path: String, line: Int, names: inout [Int: String]
  ) throws(DataError) {
    let (image, name) = (fields[0], fields[1])
    let parts = image.utf8.split(separator: 0x2F, omittingEmptySubsequences: false)
    let leadsOut = parts.contains { $0.isEmpty || $0.elementsEqual(".".utf8) || $0.elementsEqual("..".utf8) }
    if leadsOut || image.utf8.contains(0) {
      throw .badLine(path: path, line: line, reason: "\(image) is no path of a file in the folder")
    }
    guard let label = Int(fields[2]), (0...Int(UInt16.max)).contains(label) else {
      throw .badLine(path: path, line: line, reason: "\(fields[2]) is no label from 0 to \(UInt16.max)")
    }
    if let known = names[label], !known.utf8.elementsEqual(name.utf8) {
      throw .badLine(
        path: path, line: line, reason: "label \(label) is called \(name) here and \(known) before")
    }
    for field in fields[Self.columns.count...] {
      guard !field.utf8.contains(0), let number = Float(field), number.isFinite else {
        throw .badLine(path: path, line: line, reason: "\(field) is no finite number")
      }
      softLabels?.append(number)
    }
    names[label] = name
    paths.append(image)
    labels.append(label)
  }
}
