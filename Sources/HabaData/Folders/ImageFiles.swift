internal import HabaFiles
internal import HabaFormat

/// Image files with their classes: looked at, then decoded once, before anyone builds on them.
struct ImageFiles {
  /// An image's file as it was when its header was read.
  struct Found: Sendable {
    let path: String
    let state: FileState
    let header: ImageHeader
  }

  private(set) var files: [Found] = []
  private(set) var labels: [Int] = []
  /// Where each file stood among the paths that were given.
  private(set) var places: [Int] = []
  private(set) var leftOut = LeftOutCounts()
  private var faults = Faults()

  /// What is wrong with images, all of it counted and the first kept.
  private struct Faults {
    var count = 0
    var first: [DataError] = []
    var places: Set<Int> = []

    mutating func add(_ error: DataError, at place: Int) {
      count += 1
      places.insert(place)
      if first.count < 10 { first.append(error) }
    }
  }

  /// Reads the header of every file.
  ///
  /// - Parameter areImages: Whether each must be an image that is read; otherwise what is none is left out, unless its name
  ///   says that it is one, and pictures of other formats are.
  init(_ paths: [String], labels: [Int], areImages: Bool) throws(DataError) {
    for (place, path) in paths.enumerated() {
      do {
        guard let found = try look(path, isListed: areImages) else { continue }
        files.append(found)
        self.labels.append(labels[place])
        places.append(place)
      } catch {
        // What the disk can't give is no fault of the file's.
        if case .readFailed = error { throw error }
        faults.add(error, at: place)
      }
    }
  }

  /// An image's file; nil where it is left out.
  private mutating func look(_ path: String, isListed: Bool) throws(DataError) -> Found? {
    let mustBeImage = isListed || ImageFile.hasImageName(path)
    let file: FileReader
    do {
      file = try FileReader(path)
    } catch {
      if mustBeImage { throw error }
      leftOut.add(.noPicture, path)
      return nil
    }
    switch try FileContent(file) {
    case .image: return Found(path: path, state: file.file.state, header: try ImageHeader(file))
    case .unread(let name) where isListed: throw .imageNotRead(path: path, format: name)
    case .unread(let name): leftOut.add(.format(name), path)
    case .other where mustBeImage: throw .notAnImage(path: path)
    case .other: leftOut.add(.noPicture, path)
    }
    return nil
  }

  /// Which files they are.
  var inputs: Set<FileIdentity> { Set(files.map(\.state.identity)) }

  /// Whether all are of a grey type.
  var areGrey: Bool { files.allSatisfy(\.header.isGrey) }

  /// Leaves out what can't be decoded, where it may be, before it has a say in size and colour.
  mutating func dropDamaged(_ context: ReadContext) throws(DataError) {
    guard context.options.damaged == .skip else { return }
    var whole: [Int] = []
    for (index, found) in files.enumerated() {
      context.progress(index, files.count)
      do {
        _ = try ImageFile.decode(FileReader(found.path), channels: found.header.isGrey ? 1 : 3)
        whole.append(index)
      } catch {
        if case .readFailed = error { throw error }
        faults.add(error, at: places[index])
      }
    }
    (files, labels, places) = (whole.map { files[$0] }, whole.map { labels[$0] }, whole.map { places[$0] })
  }

  /// Decodes every image, keeps as many as there is room for, and gives the split of those that can be decoded.
  ///
  /// - Parameters:
  ///   - path: the data set's.
  ///   - channels: 1 or 3.
  ///   - classNames: those that the labels number.
  /// - Throws: `needsSize`; where damaged images are refused, one error that tells of all.
  func decoded(
    path: String, channels: Int, classNames: [String], context: inout ReadContext
  ) throws(DataError) -> (store: FileStore, shape: ImageShape, kept: [Int], leftOut: LeftOutCounts) {
    let fitting = context.options.fitting
    if fitting == nil,
      let problem = sizeProblem(channels: channels, classNames: classNames, most: context.options.mostPixels)
    {
      throw .needsSize(problem)
    }
    let shape = ImageShape(
      channels: channels, height: fitting?.height ?? files.first?.header.height ?? 1,
      width: fitting?.width ?? files.first?.header.width ?? 1)
    // Each is decoded whole before it is brought to its size.
    if let large = files.first(where: { $0.header.width * $0.header.height * channels > context.room }) {
      throw .needsMemory(
        path: large.path, needed: large.header.width * large.header.height * channels, allowed: context.room)
    }
    try context.take(files.count, of: ReadContext.bytesPerImage, for: path)
    let keptCount = context.takeUp(to: files.count, of: shape.count)
    var pixels: [UInt8] = []
    pixels.reserveCapacity(keptCount * shape.count)
    var faults = faults
    for (index, found) in files.enumerated() {
      context.progress(index, files.count)
      var image: [UInt8]
      do {
        image = try FileStore.pixels(FileReader(found.path), shape: shape, fit: fitting?.fit)
      } catch {
        if case .readFailed = error { throw error }
        faults.add(error, at: places[index])
        image = []
      }
      // A damaged one keeps its place, which nobody asks for.
      if image.isEmpty { image = [UInt8](repeating: 0, count: shape.count) }
      if index < keptCount { pixels.append(contentsOf: image) }
    }
    context.progress(files.count, files.count)
    var leftOut = leftOut
    if let first = faults.first.first {
      guard context.options.damaged == .skip else {
        throw faults.count == 1 ? first : .damagedImages(path: path, count: faults.count, first: faults.first)
      }
      leftOut.add(.damaged, first.culprit, count: faults.count)
    }
    let kept = files.indices.filter { !faults.places.contains(places[$0]) }
    return (FileStore(files: files, shape: shape, fit: fitting?.fit, kept: pixels), shape, kept, leftOut)
  }
}
