internal import Glibc

/// A file that appears whole or not at all: written beside its place, made durable, then renamed.
///
/// Without `commit()` nothing is left. A device or pipe at the path is written to as it is, since there is
/// nothing to replace.
public final class AtomicFile {
  private let path: String
  private let replacing: Bool
  private let temporary: String?
  private let descriptor: Int32
  private let slot: Int?
  private var isOpen = true

  /// Starts a file at `path`; an existing one is refused unless it is to be replaced.
  public init(path: String, replacing: Bool) throws(FileError) {
    self.replacing = replacing
    guard !path.isEmpty else { throw .notCreatable(path: path, code: ENOENT) }
    var status = stat()
    let exists = stat(path, &status) == 0
    let kind = status.st_mode & S_IFMT
    if exists, kind == S_IFDIR {
      throw replacing ? .notCreatable(path: path, code: EISDIR) : .exists(path: path)
    }
    if exists, kind != S_IFREG {
      self.path = path
      temporary = nil
      slot = nil
      descriptor = open(path, O_WRONLY | O_CLOEXEC)
      guard descriptor >= 0 else {
        let code = errno
        isOpen = false
        throw .notCreatable(path: path, code: code)
      }
      return
    }
    var link = stat()
    if !replacing, lstat(path, &link) == 0 { throw .exists(path: path) }
    // A link stays one: what it points to is replaced.
    self.path = exists ? AtomicFile.resolved(path) : path
    var random = SystemRandomNumberGenerator()
    let name = ".habazip-\(String(random.next() as UInt64, radix: 36)).haba.tmp"
    let temporary = AtomicFile.folder(of: self.path) + "/" + name
    self.temporary = temporary
    // Noted first: a signal between the two finds nothing to remove, never a file that stays.
    slot = PendingFiles.add(temporary)
    descriptor = open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o666)
    guard descriptor >= 0 else {
      let code = errno
      if let slot { PendingFiles.remove(slot) }
      isOpen = false
      throw .notCreatable(path: path, code: code)
    }
  }

  deinit {
    if isOpen { abandon() }
  }

  /// Writes `bytes` to `path` whole or not at all.
  public static func write(_ bytes: [UInt8], to path: String, replacing: Bool) throws(FileError) {
    let file = try AtomicFile(path: path, replacing: replacing)
    try file.append(bytes)
    try file.commit()
  }

  /// Writes more bytes; after a failure the file is given up.
  public func append(_ bytes: [UInt8]) throws(FileError) {
    guard isOpen else { throw .writeFailed(path: path, code: EBADF) }
    var written = 0
    while written < bytes.count {
      let result = bytes.withUnsafeBytes {
        Glibc.write(descriptor, $0.baseAddress?.advanced(by: written), $0.count - written)
      }
      if result >= 0 {
        written += result
      } else if errno != EINTR {
        let code = errno
        abandon()
        throw .writeFailed(path: path, code: code)
      }
    }
  }

  /// Makes the file durable and gives it its name.
  public func commit() throws(FileError) {
    guard isOpen else { throw .writeFailed(path: path, code: EBADF) }
    guard let temporary else {
      isOpen = false
      guard close(descriptor) == 0 else { throw .writeFailed(path: path, code: errno) }
      return
    }
    guard fsync(descriptor) == 0 else { throw failed(errno) }
    guard rename(temporary) == 0 else {
      let code = errno
      abandon()
      throw code == EEXIST ? .exists(path: path) : .notCreatable(path: path, code: code)
    }
    isOpen = false
    if let slot { PendingFiles.remove(slot) }
    guard close(descriptor) == 0 else { throw .writeFailed(path: path, code: errno) }
    AtomicFile.synchronizeFolder(of: path)
  }

  /// Gives the file up and removes what was written.
  public func abandon() {
    guard isOpen else { return }
    isOpen = false
    close(descriptor)
    if let temporary { unlink(temporary) }
    if let slot { PendingFiles.remove(slot) }
  }

  private func failed(_ code: Int32) -> FileError {
    abandon()
    return .writeFailed(path: path, code: code)
  }

  /// Gives the file its name: over an existing one, or only where there is none.
  private func rename(_ temporary: String) -> Int32 {
    guard !replacing else { return Glibc.rename(temporary, path) }
    // A hard link refuses an existing name in the same step; a rename would not.
    if link(temporary, path) == 0 {
      unlink(temporary)
      return 0
    }
    guard [EPERM, EOPNOTSUPP, ENOSYS, EMLINK].contains(errno) else { return -1 }
    // The file system knows no hard links: all that is left is to look first.
    var status = stat()
    guard lstat(path, &status) != 0 else {
      errno = EEXIST
      return -1
    }
    return Glibc.rename(temporary, path)
  }

  /// The folder of `path`, `.` where it names none.
  private static func folder(of path: String) -> String {
    guard let slash = path.utf8.lastIndex(of: UInt8(ascii: "/")) else { return "." }
    return slash == path.utf8.startIndex ? "/" : String(path[..<slash])
  }

  private static func resolved(_ path: String) -> String {
    guard let resolved = realpath(path, nil) else { return path }
    defer { free(resolved) }
    return String(cString: resolved)
  }

  /// Best effort: some file systems can't synchronize a folder, and the file itself is durable already.
  private static func synchronizeFolder(of path: String) {
    let folder = open(folder(of: path), O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard folder >= 0 else { return }
    fsync(folder)
    close(folder)
  }
}
