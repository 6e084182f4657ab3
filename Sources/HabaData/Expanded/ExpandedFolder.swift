internal import HabaFiles
public import HabaFormat

/// The labelled images of an archive, written out for people and programs that don't read archives.
///
///     let folder = ExpandedFolder(shape: shape, classNames: ["cat", "dog"], entries: entries)
///     try folder.write(to: "pets", replacing: false) { index in try decoder.pixels(of: index) }
public struct ExpandedFolder: Sendable {
  /// An image's place in the archive.
  public struct Entry: Hashable, Sendable {
    /// The class, from 0.
    public var label: Int
    /// The number of the base; counted within the class it gives the shortest names.
    public var base: Int
    /// The part of the base, where bases are cut into parts.
    public var part: Int?
    /// The number of the hallucinator, 0 where there are none.
    public var hallucinator: Int

    /// Makes an entry.
    public init(label: Int, base: Int, part: Int? = nil, hallucinator: Int) {
      self.label = label
      self.base = base
      self.part = part
      self.hallucinator = hallucinator
    }
  }

  /// How images are written.
  public enum Format: String, CaseIterable, Sendable {
    /// A folder of PNG files for each class, and `labels.csv`.
    case folder
    /// numpy's `images.npz`, with `images`, `labels` and `class_names`.
    case npz
    /// `images.u8`, `labels.u32le` and `index.json`.
    case raw
  }

  /// The shape of every image, `[C, H, W]`.
  public let shape: ImageShape
  /// The names of the classes in label order.
  public let classNames: [String]
  /// Where each image comes from, in the archive's order.
  public let entries: [Entry]
  /// Numbers for the classes of each entry, where the archive has them.
  public let softLabels: SoftLabels?

  /// Makes a folder of the archive's images; an archive without class names has `"0"`, `"1"` and so on.
  ///
  /// - Precondition: every label has a class name, no two entries are equal, and soft labels are there for all.
  public init(shape: ImageShape, classNames: [String], entries: [Entry], softLabels: SoftLabels? = nil) {
    precondition(entries.allSatisfy { classNames.indices.contains($0.label) }, "a name for every label")
    precondition(Set(entries).count == entries.count, "entries that differ")
    precondition(
      softLabels.map { $0.values.codes.count == entries.count * $0.classesPerImage } ?? true, "labels for all entries")
    self.shape = shape
    self.classNames = classNames
    self.entries = entries
    self.softLabels = softLabels
  }

  /// Makes the folder of all images of an archive that is being read.
  public init(_ reader: ArchiveReader) {
    let archive = reader.archive
    let parts = archive.formation * archive.formation
    var counts = [Int](repeating: 0, count: archive.classCount)
    var entries: [Entry] = []
    entries.reserveCapacity(reader.imageCount)
    for label in reader.baseLabels {
      for part in 0..<parts {
        for hallucinator in 0..<max(1, archive.hallucinators.count) {
          entries.append(
            Entry(
              label: label, base: counts[label], part: parts > 1 ? part : nil, hallucinator: hallucinator))
        }
      }
      counts[label] += 1
    }
    shape = archive.shape
    classNames = (0..<archive.classCount).map(archive.className)
    self.entries = entries
    softLabels = archive.softLabels
  }

  /// The numbers of all classes for an image, where there are any.
  func softLabels(of index: Int) -> [Float]? {
    softLabels?.row(image: index, classCount: classNames.count)
  }

  /// The same as little-endian binary32.
  func softLabelBytes(of index: Int) -> [UInt8] {
    (softLabels(of: index) ?? []).flatMap { number in
      (0..<4).map { UInt8(truncatingIfNeeded: number.bitPattern >> (8 * $0)) }
    }
  }

  /// Writes the images, which appear whole or not at all.
  ///
  /// - Parameters:
  ///   - output: The place.
  ///   - recipe: What goes into `recipe.json`, beyond labels and classes, but not beside a file that stands alone.
  ///   - pixels: Gives the pixels `[C, H, W]` of an entry; it is called once for each, in order.
  /// - Returns: Where what is left of the folder is kept that was replaced, if it could not be removed whole: mostly
  ///   because somebody had added to it or changed it meanwhile.
  /// - Throws: `OutputError`, `DataError`, and what `pixels` throws.
  @discardableResult
  public func write(to output: Output, recipe: ExpandedRecipe? = nil, pixels: (Int) throws -> [UInt8]) throws -> String?
  {
    if output.format == .npz { try NpzFile(self).checkSize(output.path) }
    switch output.target {
    case .file(let target):
      let file = try OutputFile(target)
      try NpzFile(self).write(file.bytes, learningRate: recipe?.learningRate, pixels)
      try file.commit()
      return nil
    case .folder(let target):
      let folder = try OutputFolder(target)
      switch output.format {
      case .folder: try writeImages(folder, pixels)
      case .npz:
        let file = try folder.file(NpzFile.name)
        try NpzFile(self).write(file, learningRate: recipe?.learningRate, pixels)
        try file.finish()
      case .raw: try RawFiles(self).write(folder, pixels)
      }
      try folder.write((recipe ?? ExpandedRecipe(self)).bytes(), to: ExpandedRecipe.name)
      return try folder.commit()
    }
  }

  /// The same at a path, which is looked at now.
  @discardableResult
  public func write(
    to path: String, format: Format = .folder, replacing: Bool, recipe: ExpandedRecipe? = nil,
    pixels: (Int) throws -> [UInt8]
  ) throws -> String? {
    try write(to: Output(path, format: format, replacing: replacing), recipe: recipe, pixels: pixels)
  }

  /// The pixels of an entry, of the right number.
  func checked(_ index: Int, _ pixels: (Int) throws -> [UInt8]) throws -> [UInt8] {
    let image = try pixels(index)
    precondition(image.count == shape.count, "the pixels of the shape")
    return image
  }

  static func folderNames(_ classNames: [String]) -> [String] {
    ClassFolderNames.names(classNames, taken: [ExpandedTable.name, ExpandedRecipe.name])
  }

  /// Whether loaders that number classes by their folders' sorted names give each the label that it has here.
  ///
  /// Names that are whole numbers get zeros in front where that is enough; others keep their names, and then it may not
  /// be so: labels.csv has the labels.
  public var isOrderKept: Bool { ClassFolderNames.areInOrder(Self.folderNames(classNames)) }

  private func writeImages(_ output: OutputFolder, _ pixels: (Int) throws -> [UInt8]) throws {
    let folders = Self.folderNames(classNames)
    for folder in folders { try output.makeFolder(folder) }
    let names = FileNames(entries)
    let table = try output.file(ExpandedTable.name)
    let columns = ExpandedTable.columns(softLabels: softLabels == nil ? 0 : classNames.count)
    try table.append(Array((columns.joined(separator: ",") + "\n").utf8))
    for (index, entry) in entries.enumerated() {
      let path = folders[entry.label] + "/" + names.name(of: entry)
      try output.write(PNGWriter.encode(pixels: checked(index, pixels), shape: shape), to: path)
      var fields = [path, classNames[entry.label], String(entry.label)]
      // A binary32's own description gives the same number back.
      fields += softLabels(of: index)?.map(\.description) ?? []
      try table.append(Array((fields.map(CSVRows.quoted).joined(separator: ",") + "\n").utf8))
    }
    try table.finish()
  }
}

/// `base-hallucinator.png`, or `base.part-hallucinator.png`, with zeros in front so that names sort as numbers do.
private struct FileNames {
  private let baseDigits: Int
  private let partDigits: Int
  private let hallucinatorDigits: Int

  init(_ entries: [ExpandedFolder.Entry]) {
    func digits(_ numbers: some Sequence<Int>) -> Int { String(numbers.max() ?? 0).count }
    baseDigits = digits(entries.lazy.map(\.base))
    partDigits = digits(entries.lazy.compactMap(\.part))
    hallucinatorDigits = digits(entries.lazy.map(\.hallucinator))
  }

  func name(of entry: ExpandedFolder.Entry) -> String {
    let part = entry.part.map { "." + padded($0, partDigits) } ?? ""
    return padded(entry.base, baseDigits) + part + "-" + padded(entry.hallucinator, hallucinatorDigits)
      + ".png"
  }

  private func padded(_ number: Int, _ digits: Int) -> String {
    let text = String(number)
    return String(repeating: "0", count: max(0, digits - text.count)) + text
  }
}
