internal import ArgumentParser
internal import Glibc
internal import HabaData
internal import HabaFiles
internal import HabaFormat

/// Something that a command reads.
enum InputPath {
  /// A file, or stdin for `-`.
  case file(String)
  /// A data set: the folder with all that is in it.
  case dataSet(String)
  /// A folder of something else, with all that is in it.
  case folder(String)

  fileprivate var path: String {
    switch self {
    case .file(let path), .dataSet(let path), .folder(let path): path
    }
  }

  fileprivate var isStandardInput: Bool {
    if case .file("-") = self { return true }
    return false
  }

  /// What it is; nil where it is not there, or nothing that could be overwritten.
  fileprivate var state: FileState? {
    (isStandardInput ? FileState(descriptor: STDIN_FILENO) : FileState(path)).flatMap { $0.kind == .other ? nil : $0 }
  }

  /// The folders that it lies in.
  fileprivate var folders: Set<FileIdentity> {
    Place.folders(above: isStandardInput ? "/proc/self/fd/\(STDIN_FILENO)" : path)
  }
}

extension OutputPath {
  /// Refuses outputs that are or hold an input, or are one and the same, whatever their paths are spelt like.
  ///
  /// Every command calls it before any work, with all that it reads and writes; stdout is always among that.
  static func check(_ outputs: [OutputPath], reading inputs: [InputPath], force: Bool = false) throws {
    for output in outputs {
      guard !output.path.isEmpty else { throw ValidationError("the output's name is empty") }
      if output.path == "-", !output.isStandardOutput {
        throw ValidationError("\(output.option) writes a file: give it a name")
      }
    }
    let files = outputs.filter { !$0.isStandardOutput }
    let stdout = FileState(descriptor: STDOUT_FILENO).flatMap { $0.kind == .file ? $0.identity : nil }
    for input in inputs {
      guard let state = input.state else { continue }
      if let stdout, stdout == state.identity {
        throw Failure(.usage, "stdout goes to the input \(Display.input(input.path)); give another output")
      }
      for output in files { try output.refuse(input, state, force: force) }
    }
    for (index, output) in files.enumerated() {
      guard FileState(output.path)?.kind != .other, let place = PlaceIdentity(output.path) else { continue }
      if let stdout, place == .taken(stdout) {
        throw Failure(.usage, "\(output.path): is where stdout goes; give another output")
      }
      for other in files[..<index] where PlaceIdentity(other.path) == place {
        throw Failure(
          .usage, "\(output.option) and \(other.option) both name \(output.path): give each a file of its own")
      }
    }
  }

  /// Refuses outputs that are a file of a data set, which links may have led to.
  static func check(_ outputs: [OutputPath], against images: DataSet) throws {
    for output in outputs where !output.isStandardOutput {
      guard let found = FileState(output.path), found.kind == .file, images.inputs.contains(found.identity) else {
        continue
      }
      throw Failure(.usage, "\(output.path): is a file of the data set \(images.path); give another output")
    }
  }

  private func refuse(_ input: InputPath, _ read: FileState, force: Bool) throws {
    guard let found = FileState(path), found.kind != .other else { return }
    if found.identity == read.identity {
      throw Failure(.usage, "\(path): is the input; give another output")
    }
    if found.kind == .folder, input.folders.contains(found.identity) {
      throw Failure(.usage, "\(path): holds the input \(Display.input(input.path)); give another output")
    }
    // Replacing a file of the data set would lose an image of it; an archive that was made here before may go.
    let folder: String
    switch input {
    case .file: return
    case .dataSet(let path): folder = "the data set \(path)"
    case .folder(let path): folder = path
    }
    guard force, found.kind == .file, Place.folders(above: path).contains(read.identity) else { return }
    guard option == "-o", Archive.begins(fileAt: path) else {
      throw Failure(.usage, "\(path): is no archive, and lies in \(folder), so it is kept; give another output")
    }
  }
}
