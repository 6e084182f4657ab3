internal import ArgumentParser
internal import Glibc
internal import HabaData
internal import HabaFiles

/// An output that was named on the command line, and what can be known about it before any work.
struct OutputPath {
  /// The path; `-` is stdout, but not for a log.
  let path: String
  /// The option that named it.
  var option = "-o"

  var isStandardOutput: Bool { path == "-" && option != "--log" }

  /// Looks at the place of a file and refuses one that exists (unless `force`) or can't be made; nil for stdout.
  ///
  /// A device or a pipe is nothing that could be lost, so it is written to as it is.
  func file(force: Bool) throws -> FileTarget? {
    if isStandardOutput {
      guard !StandardStreams.outputIsTerminal else {
        throw Failure(.usage, "the output is binary and stdout a terminal: give -o FILE, or redirect stdout")
      }
      return nil
    }
    let target = try FileTarget(path, replacing: force)
    if !target.isSpecial { try checkFolder(of: target.place) }
    return target
  }

  /// Looks at the place of what `expand` writes, in the same way.
  func expansion(_ format: ExpandedFolder.Format, force: Bool) throws -> ExpandedFolder.Output {
    let output = try ExpandedFolder.Output(path, format: format, replacing: force)
    try checkFolder(of: output.place)
    return output
  }

  /// Refuses a folder that is shared by several processes where it can't be made or written in.
  func checkSharedFolder() throws {
    guard let found = FileState(path) else { return try checkFolder(of: Place(path)) }
    guard found.kind == .folder else { throw OutputError.noFolder(path: path) }
    guard access(path, W_OK | X_OK) == 0 else {
      throw Failure(.cannotCreate, "\(path): no writing in this folder (\(String(cString: strerror(errno))))")
    }
  }

  private func checkFolder(of place: Place) throws {
    guard let found = FileState(place.folder) else {
      let reason = String(cString: strerror(errno))
      throw Failure(
        .cannotCreate, "\(path): can't be made, its folder \(place.folder) can't be reached (\(reason))")
    }
    guard found.kind == .folder else {
      throw Failure(.cannotCreate, "\(path): can't be made, \(place.folder) is no folder")
    }
    guard access(place.folder, W_OK | X_OK) == 0 else {
      let reason = String(cString: strerror(errno))
      throw Failure(.cannotCreate, "\(path): can't be made, no writing in the folder \(place.folder) (\(reason))")
    }
  }
}
