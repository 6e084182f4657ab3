internal import HabaFiles
internal import HabaTensor

/// The file of one expert: snapshots under `epoch0`, `epoch1` and so on, and words on what it is.
struct ExpertFile {
  let path: String
  let description: ExpertDescription
  /// What the expert drew from.
  let seed: UInt64
  /// What computed it.
  let kernels: String
  let bytes: Int
  private let reader: StateFileReader

  private static let (seedKey, kernelsKey, encoderKey, lossesKey) = ("seed", "kernels", "encoder", "losses")

  /// Writes a file's content.
  static func content(
    _ trajectory: ExpertTrajectory, _ description: ExpertDescription, seed: UInt64, encoder: String, kernels: String
  ) throws(StateFileError) -> StateFile {
    var tensors = NamedTensors()
    let stored = description.isStraight ? trajectory.straightened() : trajectory
    for (epoch, parameters) in stored.snapshots { tensors.append(parameters, under: name(ofEpoch: epoch)) }
    var metadata = description.words
    metadata[seedKey] = String(seed)
    metadata[encoderKey] = encoder
    metadata[kernelsKey] = kernels
    metadata[lossesKey] = trajectory.losses.map(\.description).joined(separator: " ")
    return try StateFile(tensors: tensors, metadata: metadata)
  }

  private static func name(ofEpoch epoch: Int) -> String { "epoch\(epoch)" }

  /// Opens a file and reads its header, which is checked.
  init(_ path: String) throws(ExpertError) {
    self.path = path
    do throws(StateFileError) {
      reader = try StateFileReader(path: path)
    } catch {
      throw .file(path: path, error)
    }
    let header = reader.header
    bytes = header.entries.last?.range.upperBound ?? header.byteCount
    guard let description = ExpertDescription(metadata: header.metadata),
      let seed = header.metadata[Self.seedKey].flatMap(UInt64.init), let kernels = header.metadata[Self.kernelsKey]
    else { throw .notAnExpert(path: path, problem: "its metadata don't say what it is") }
    self.description = description
    self.seed = seed
    self.kernels = kernels
    guard path.hasSuffix(description.fileName(seed: seed)) else {
      throw .notAnExpert(path: path, problem: "its name is not \(description.fileName(seed: seed))")
    }
  }

  /// Names and shapes of the parameters of one epoch, in order.
  func layout(ofEpoch epoch: Int) -> [ParameterLayout] {
    let start = Array("\(Self.name(ofEpoch: epoch)).".utf8)
    return reader.header.entries.filter { $0.name.utf8.starts(with: start) }.map {
      ParameterLayout(name: String(decoding: $0.name.utf8.dropFirst(start.count), as: UTF8.self), shape: $0.shape)
    }
  }

  /// Refuses a file that holds other epochs than it says, or other parameters than those of `layout`.
  func check(_ layout: [ParameterLayout]) throws(ExpertError) {
    guard !layout.isEmpty, reader.header.entries.count == layout.count * description.storedEpochs.count else {
      throw .notAnExpert(path: path, problem: "it has \(reader.header.entries.count) tensors")
    }
    for epoch in description.storedEpochs where self.layout(ofEpoch: epoch) != layout {
      throw .notAnExpert(path: path, problem: "its parameters after epoch \(epoch) are not those of its network")
    }
  }

  /// Reads all of it, and refuses one that is damaged or holds what is no number.
  func checkAll() throws(ExpertError) {
    for epoch in description.storedEpochs {
      let parameters = try parameters(afterEpoch: epoch)
      guard parameters.tensors.allSatisfy({ $0.values.allSatisfy(\.isFinite) }) else {
        throw .notAnExpert(path: path, problem: "its parameters after epoch \(epoch) are no numbers")
      }
    }
  }

  /// The parameters after an epoch, read alone, their checksums checked.
  func parameters(afterEpoch epoch: Int) throws(ExpertError) -> NamedTensors {
    do throws(StateFileError) {
      func stored(_ epoch: Int) throws(StateFileError) -> NamedTensors {
        try reader.tensors(under: Self.name(ofEpoch: epoch))
      }
      let epochs = description.epochs
      if !description.isStraight || epoch == 0 || epoch == epochs { return try stored(epoch) }
      return ExpertTrajectory.point(epoch, of: epochs, from: try stored(0), to: try stored(epochs))
    } catch {
      throw .file(path: path, error)
    }
  }
}

/// What a parameter is called, and its shape.
struct ParameterLayout: Hashable, Sendable {
  let name: String
  let shape: [Int]

  /// Those of a network's parameters, in order.
  static func all(of parameters: NamedTensors) -> [ParameterLayout] {
    parameters.entries.map { ParameterLayout(name: $0.name, shape: $0.tensor.shape) }
  }
}
