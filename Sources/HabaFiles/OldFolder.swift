internal import Glibc

/// A folder that may be replaced, with all that it held when it was looked at.
struct OldFolder: Sendable {
  private struct Files: Sendable {
    /// The folder that they lie in; nil for the old folder itself.
    var folder: EntryName?
    var files: [(name: EntryName, state: FileState)] = []
  }

  /// Which folder it is.
  let identity: FileIdentity
  private var own = Files()
  private var inFolders: [Files] = []

  /// Looks at the folder at `path` and refuses one that holds anything but own names and litter; errors name `output`.
  init(_ path: String, for output: String, _ ownership: Ownership) throws(OutputError) {
    guard let folder = OpenFolder(path), let names = folder.entries() else { throw .making(output, errno) }
    identity = folder.identity
    let entries = names.filter { !Litter.holds(folder, $0) }
    if entries.isEmpty { return }
    guard let names = ownership.names(path) else { throw .unmarked(path: output, marker: ownership.marker) }
    for name in entries {
      guard let state = folder.state(of: name) else { continue }
      if state.kind == .folder {
        guard names.folders.contains(name.bytes) else { throw .foreign(path: output, entry: name.shown + "/") }
        inFolders.append(try Self.files(in: name, of: folder, names, output))
      } else {
        guard state.kind == .file, names.files.contains(name.bytes) else {
          throw .foreign(path: output, entry: name.shown)
        }
        own.files.append((name, state))
      }
    }
  }

  private static func files(
    in name: EntryName, of root: OpenFolder, _ own: OwnNames, _ output: String
  ) throws(OutputError) -> Files {
    guard let folder = OpenFolder(name, in: root), let names = folder.entries() else { throw .making(output, errno) }
    var found = Files(folder: name)
    for entry in names where !Litter.holds(folder, entry) {
      guard let state = folder.state(of: entry) else { continue }
      let inside = name.bytes + [UInt8(ascii: "/")] + entry.bytes
      guard state.kind == .file, own.files.contains(inside) else {
        let shown = String(decoding: inside, as: UTF8.self)
        throw .foreign(path: output, entry: state.kind == .folder ? shown + "/" : shown)
      }
      found.files.append((entry, state))
    }
    return found
  }

  /// Removes what the folder held, which now lies at `path`, and the folder itself if nothing else is in it.
  ///
  /// Every file is removed by its name, if nobody has written to it since; folders go if they are empty. It may take
  /// long, so it stops where the process is being ended, which waits for a moment only.
  func remove(at path: String) -> Bool {
    guard let root = OpenFolder(path), root.identity == identity else { return false }
    for files in inFolders {
      if Unfinished.isClosed { return false }
      guard let name = files.folder, let folder = OpenFolder(name, in: root) else { continue }
      Self.remove(files, from: folder)
      root.removeFolder(name)
    }
    Self.remove(own, from: root)
    return rmdir(path) == 0
  }

  private static func remove(_ files: Files, from folder: OpenFolder) {
    for (name, state) in files.files {
      if Unfinished.isClosed { return }
      if folder.state(of: name) == state { folder.unlink(name) }
    }
    for name in folder.entries() ?? [] where Litter.holds(folder, name) { folder.unlink(name) }
  }
}
