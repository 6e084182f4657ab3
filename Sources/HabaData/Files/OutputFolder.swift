#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Musl)
  internal import Musl
#else
  internal import Darwin
#endif
internal import CHabaImage

/// A folder that appears whole or not at all: it is filled under another name beside, then renamed.
final class OutputFolder {
  /// Where the folder is to be.
  let path: String
  /// Where it is filled.
  let temporaryPath: String
  private let parent: String
  private var isDone = false

  /// Starts a folder; nothing is at `path` until `finish`.
  init(_ path: String) throws(DataError) {
    let (parent, name) = Self.place(path)
    self.path = System.join(parent, name)
    self.parent = parent
    // Hidden, so that a data set which the folder comes to lie in does not see it.
    let mark = String(UInt32.random(in: 0...UInt32.max), radix: 16)
    temporaryPath = System.join(parent, ".\(Self.start(of: name)).haba.tmp-\(getpid())-\(mark)")
    TemporaryPaths.add(temporaryPath)
    if mkdir(temporaryPath, 0o777) != 0 {
      let number = errno
      TemporaryPaths.forget(temporaryPath)
      isDone = true
      throw System.createFailure(path, number)
    }
  }

  deinit { cancel() }

  /// Removes what was written.
  func cancel() {
    if isDone { return }
    isDone = true
    FileTree.remove(temporaryPath)
    TemporaryPaths.forget(temporaryPath)
  }

  /// A failure to write one of its files as one of writing the folder: the temporary name says nothing to anyone.
  func named(_ error: DataError) -> DataError {
    switch error {
    case .writeFailed(let path, let reason) where path.hasPrefix(temporaryPath):
      .writeFailed(path: self.path, reason: reason)
    case .cannotCreate(let path, let reason) where path.hasPrefix(temporaryPath):
      .cannotCreate(path: self.path, reason: reason)
    default: error
    }
  }

  /// The temporary path of a file or folder in it.
  func path(of name: String) -> String { System.join(temporaryPath, name) }

  /// Makes a folder in it.
  func makeFolder(_ name: String) throws(DataError) {
    if mkdir(path(of: name), 0o777) != 0 { throw System.createFailure(path(of: name), errno) }
  }

  /// Writes a file in it.
  func write(_ bytes: [UInt8], to name: String) throws(DataError) {
    let file = try OutputFile(path(of: name))
    try file.write(bytes)
    try file.finish()
  }

  /// Puts the folder where it belongs, once everything is on the disk.
  ///
  /// What is there must be an empty folder, or one that the caller has found to be replaceable.
  func finish() throws(DataError) {
    try Self.sync(temporaryPath, all: true)
    // An empty folder is replaced by rename itself; a full one by exchanging both and removing the old one.
    if rename(temporaryPath, path) != 0 {
      let number = errno
      guard number == ENOTEMPTY || number == EEXIST else { throw System.createFailure(path, number) }
      try exchange()
    }
    try settle()
  }

  /// Puts one file of it in the folder's place, and drops the rest; a file that is there is replaced.
  func finish(asFile name: String) throws(DataError) {
    try Self.sync(temporaryPath, all: true)
    if rename(path(of: name), path) != 0 { throw System.createFailure(path, errno) }
    try settle()
  }

  /// Removes what is left under the temporary name.
  private func settle() throws(DataError) {
    isDone = true
    FileTree.remove(temporaryPath)
    TemporaryPaths.forget(temporaryPath)
    try Self.sync(parent, all: false)
  }

  private func exchange() throws(DataError) {
    if haba_exchange(temporaryPath, path) == 0 { return }
    // Where the file system can't exchange: for a moment nothing is at the path, and the old folder beside it.
    let old = temporaryPath + "-old"
    if rename(path, old) != 0 { throw System.createFailure(path, errno) }
    if rename(temporaryPath, path) != 0 {
      let number = errno
      rename(old, path)
      throw System.createFailure(path, number)
    }
    rename(old, temporaryPath)
  }

  private static func sync(_ path: String, all: Bool) throws(DataError) {
    let descriptor = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    if descriptor < 0 { throw System.writeFailure(path, errno) }
    defer { close(descriptor) }
    let status = all ? haba_sync_file_system(descriptor) : fsync(descriptor)
    // Some file systems can't sync a folder; that is no failure of writing.
    if status != 0 && errno != EINVAL && errno != ENOTSUP { throw System.writeFailure(path, errno) }
  }

  /// The folder that a path lies in, and its name there; links are followed, so that they are not replaced.
  private static func place(_ path: String) -> (parent: String, name: String) {
    var resolved = path
    if let real = realpath(path, nil) {
      resolved = String(cString: real)
      free(real)
    }
    while resolved.count > 1 && resolved.hasSuffix("/") { resolved.removeLast() }
    guard let slash = resolved.lastIndex(of: "/") else { return (".", resolved) }
    let parent = String(resolved[..<slash])
    return (parent.isEmpty ? "/" : parent, String(resolved[resolved.index(after: slash)...]))
  }

  /// As much of a name as leaves room for an ending.
  private static func start(of name: String) -> String {
    var start = ""
    for character in name where start.utf8.count + character.utf8.count <= 120 { start.append(character) }
    return start
  }
}
