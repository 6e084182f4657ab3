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

  /// Refuses a path that `write` would refuse, before any work is done.
  ///
  /// A folder that is not empty is refused; with `replacing` only one that holds anything which `write` did not put
  /// there.
  public static func check(_ path: String, format: Format = .folder, replacing: Bool) throws(DataError) {
    guard let found = System.look(path) else {
      if System.look(path, followLinks: false) != nil { throw .exists(path: path) }
      return
    }
    if found.type == .file, isFile(path, format), replacing { return }
    if found.type == .folder, isFile(path, format) {
      throw .cannotCreate(path: path, reason: "a folder of that name is there")
    }
    guard found.type == .folder else {
      throw replacing ? .cannotCreate(path: path, reason: "a file of that name is there") : .exists(path: path)
    }
    if !replacing {
      guard let entries = try? Folder(path, hidden: true).entries, entries.isEmpty else { throw .exists(path: path) }
      return
    }
    let files = try FileTree.files(below: path)
    if files.isEmpty { return }
    let own = try ownFiles(path)
    if let foreign = files.first(where: { !own.contains(Array($0.utf8)) }) {
      throw .holdsForeignFile(path: path, file: foreign)
    }
  }

  /// Whether the output is a file: an `.npz` whose path ends so.
  private static func isFile(_ path: String, _ format: Format) -> Bool {
    format == .npz && path.lowercased().hasSuffix(".npz")
  }

  /// What `write` can have put into a folder, by the bytes of the relative paths.
  private static func ownFiles(_ path: String) throws(DataError) -> Set<[UInt8]> {
    let folder = try Folder(path)
    var own: [String] = []
    // What is no table of `expand`'s makes nothing its own.
    let names = (try? ExpandedRecipe(folder))?.classNames
    if ExpandedTable.isIn(folder), let table = try? ExpandedTable(folder, classNames: names) {
      own = table.paths + [ExpandedTable.name] + folderNames(table.classNames).map { $0 + "/" }
    } else if folder.hasFile(NpzFile.name) {
      own = [NpzFile.name]
    } else if folder.hasFile(RawFiles.imagesName) {
      own = RawFiles.names
    }
    if !own.isEmpty { own.append(ExpandedRecipe.name) }
    return Set(own.map { Array($0.utf8) })
  }

  /// Writes the images into a folder, which appears whole or not at all.
  ///
  /// - Parameters:
  ///   - path: The folder to make; an empty one may be there. In numpy's format a path that ends in `.npz` is that of
  ///     the file itself, which then stands alone.
  ///   - replacing: Whether a folder that was written before is replaced.
  ///   - recipe: What goes into `recipe.json`, but not beside a file that stands alone.
  ///   - pixels: Gives the pixels `[C, H, W]` of an entry; it is called once for each, in order.
  /// - Throws: `DataError`, and what `pixels` throws.
  public func write(
    to path: String, format: Format = .folder, replacing: Bool, recipe: ExpandedRecipe? = nil,
    pixels: (Int) throws -> [UInt8]
  ) throws {
    try Self.check(path, format: format, replacing: replacing)
    let output = try OutputFolder(path)
    do {
      switch format {
      case .folder: try writeImages(output, pixels)
      case .npz: try NpzFile(self).write(output, learningRate: recipe?.learningRate, pixels)
      case .raw: try RawFiles(self).write(output, pixels)
      }
      if Self.isFile(path, format) { return try output.finish(asFile: NpzFile.name) }
      if let recipe { try output.write(recipe.bytes(), to: ExpandedRecipe.name) }
      try output.finish()
    } catch {
      output.cancel()
      throw (error as? DataError).map(output.named) ?? error
    }
  }

  /// The pixels of an entry, of the right number.
  func checked(_ index: Int, _ pixels: (Int) throws -> [UInt8]) throws -> [UInt8] {
    let image = try pixels(index)
    precondition(image.count == shape.count, "the pixels of the shape")
    return image
  }

  private static func folderNames(_ classNames: [String]) -> [String] {
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
    let table = try OutputFile(output.path(of: ExpandedTable.name))
    let columns = ExpandedTable.columns(softLabels: softLabels == nil ? 0 : classNames.count)
    try table.write((columns.joined(separator: ",") + "\n").utf8)
    for (index, entry) in entries.enumerated() {
      let path = folders[entry.label] + "/" + names.name(of: entry)
      try output.write(PNGWriter.encode(pixels: checked(index, pixels), shape: shape), to: path)
      var fields = [path, classNames[entry.label], String(entry.label)]
      // A binary32's own description gives the same number back.
      fields += softLabels(of: index)?.map(\.description) ?? []
      try table.write((fields.map(CSVRows.quoted).joined(separator: ",") + "\n").utf8)
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
