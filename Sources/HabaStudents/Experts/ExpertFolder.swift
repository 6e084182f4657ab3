internal import HabaFiles
internal import HabaFormat
public import HabaTensor

/// The experts in a folder, of which one snapshot at a time is read: memory does not grow with their number.
///
/// Files are those whose names are an expert's (`expert-….safetensors`); whatever else is in the folder is left alone.
public struct ExpertFolder: Trajectories {
  /// The folder.
  public let path: String
  /// What all of them have in common.
  public let description: ExpertDescription
  /// How many were computed by each kind of processor, by its name: more than one kind is to be told of.
  public let kernels: [String: Int]
  /// Bytes of all files.
  public let bytes: Int
  /// The files, by name.
  let files: [String]

  /// Number of experts.
  public var count: Int { files.count }
  /// Epochs that each was trained for.
  public var epochs: Int { description.epochs }

  /// Digits that tell which experts these are: all that went into them, but not where they lie.
  public var identity: String {
    // Names hold a digest of what they have in common, and their seeds.
    let names = files.map { $0.split(separator: "/").last.map(String.init) ?? "" }.joined(separator: "\n")
    return String(SHA256.digest(of: Array(names.utf8)).description.prefix(24))
  }

  /// Looks at the header of every file, and refuses a folder whose experts don't belong together.
  public init(_ path: String) throws(ExpertError) {
    try self.init(path, names: Self.names(at: path), subject: nil, layout: nil)
  }

  /// The same for what is to be matched: experts of other images or of another network are refused.
  ///
  /// - Parameters:
  ///   - data: the images that matching learns from, none that is held out, normalised as they are there.
  ///   - width: channels of the network.
  public init(_ path: String, for data: ExpertData, network: any Network.Type, width: Int) throws(ExpertError) {
    var random = RandomSource(seed: 0)
    let parameters = network.init(shape: data.images.shape, classes: data.images.classCount, width: width)
      .initialParameters(&random)
    try self.init(
      path, names: Self.names(at: path), subject: ExpertDescription.subject(data, network: network, width: width),
      layout: ParameterLayout.all(of: parameters))
  }

  private init(
    _ path: String, names: [String], subject: [String: String]?, layout: [ParameterLayout]?
  ) throws(ExpertError) {
    guard let first = names.first else { throw .none(folder: path) }
    let files = names.map { Place.join(path, $0) }
    let pattern = try ExpertFile(Place.join(path, first))
    if let subject { try Self.compare(pattern, with: subject, ExpertDescription.subjectKeys) }
    let layout = layout ?? pattern.layout(ofEpoch: 0)
    var kernels: [String: Int] = [:]
    var bytes = 0
    for path in files {
      let file = try ExpertFile(path)
      try Self.compare(file, with: pattern.description.words, ExpertDescription.keys)
      try file.check(layout)
      kernels[file.kernels, default: 0] += 1
      bytes += file.bytes
    }
    self.path = path
    self.files = files
    self.kernels = kernels
    self.bytes = bytes
    description = pattern.description
  }

  /// The names of the experts' files in a folder, in byte order.
  static func names(at path: String) throws(ExpertError) -> [String] {
    do throws(OutputError) {
      return try SharedFolder.names(at: path).filter(ExpertDescription.isFileName)
    } catch {
      throw .unreadable(folder: path)
    }
  }

  /// Refuses an expert that is not described by the same words.
  static func compare(
    _ file: ExpertFile, with words: [String: String], _ keys: [String]
  ) throws(ExpertError) {
    for key in keys where file.description.words[key] != words[key] {
      throw .other(
        path: file.path, what: key, found: file.description.words[key] ?? "none", wanted: words[key] ?? "none")
    }
  }

  /// The parameters of one expert after so many epochs, read from its file and checked.
  ///
  /// - Precondition: There are such an expert and such an epoch.
  public func parameters(ofExpert expert: Int, afterEpoch epoch: Int) throws -> NamedTensors {
    precondition((0...epochs).contains(epoch), "epoch \(epoch) of \(epochs)")
    let file = try ExpertFile(files[expert])
    // It may have been exchanged since.
    try Self.compare(file, with: description.words, ExpertDescription.keys)
    return try file.parameters(afterEpoch: epoch)
  }

  /// Reads all of every file, and refuses a folder with one that is damaged.
  ///
  /// - Parameter report: told of files that were read; may throw to stop.
  public static func check(_ path: String, report: (_ done: Int, _ total: Int) throws -> Void) throws -> ExpertFolder {
    let names = try names(at: path)
    var damaged: [(name: String, error: ExpertError)] = []
    for (index, name) in names.enumerated() {
      try report(index, names.count)
      do throws(ExpertError) {
        try ExpertFile(Place.join(path, name)).checkAll()
      } catch {
        damaged.append((name, error))
      }
    }
    guard let first = damaged.first else { return try ExpertFolder(path) }
    if damaged.count == 1 { throw first.error }
    throw ExpertError.damaged(files: damaged.count, of: names.count, first: first.error.description)
  }
}
