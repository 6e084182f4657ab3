internal import Glibc

/// The name of something in a folder: bytes, which need not be UTF-8.
struct EntryName: Hashable, Sendable {
  /// Without a zero byte at the end.
  let bytes: [UInt8]

  init(_ bytes: [UInt8]) { self.bytes = bytes }
  init(_ text: String) { bytes = Array(text.utf8) }

  /// The name as it can be shown.
  var shown: String { String(decoding: bytes, as: UTF8.self) }

  func withCString<R>(_ body: (UnsafePointer<CChar>) -> R) -> R {
    var chars = bytes.map { CChar(bitPattern: $0) }
    chars.append(0)
    return chars.withUnsafeBufferPointer { buffer in
      // The buffer holds one zero at least, so it has an address; an empty name names nothing.
      guard let start = buffer.baseAddress else { return "".withCString(body) }
      return body(start)
    }
  }
}

/// A folder that is open, so that what is done in it is done in this folder whatever becomes of its path.
final class OpenFolder {
  let descriptor: Int32
  let identity: FileIdentity

  /// Opens a folder, not what a link leads to; nil with errno.
  convenience init?(_ path: String) {
    self.init(open(path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC))
  }

  /// Opens a folder in this one.
  convenience init?(_ name: EntryName, in folder: OpenFolder) {
    self.init(
      name.withCString { openat(folder.descriptor, $0, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC) })
  }

  private init?(_ descriptor: Int32) {
    guard descriptor >= 0 else { return nil }
    guard let state = FileState(descriptor: descriptor) else {
      close(descriptor)
      return nil
    }
    self.descriptor = descriptor
    identity = state.identity
  }

  deinit { close(descriptor) }

  /// The names in it, hidden ones too, in byte order; nil with errno.
  func entries() -> [EntryName]? {
    let again = openat(descriptor, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard again >= 0 else { return nil }
    guard let stream = fdopendir(again) else {
      close(again)
      return nil
    }
    defer { closedir(stream) }
    var names: [EntryName] = []
    while true {
      errno = 0
      guard let entry = readdir(stream) else {
        guard errno == 0 else { return nil }
        break
      }
      let bytes = withUnsafeBytes(of: &entry.pointee.d_name) { Array($0.prefix { $0 != 0 }) }
      if bytes != [0x2E] && bytes != [0x2E, 0x2E] { names.append(EntryName(bytes)) }
    }
    return names.sorted { $0.bytes.lexicographicallyPrecedes($1.bytes) }
  }

  /// What an entry is; links are not followed.
  func state(of name: EntryName) -> FileState? { FileState(in: descriptor, name) }

  /// The first `count` bytes of a regular file in it, fewer where it has no more; nil where it can't be read.
  ///
  /// Links are not followed.
  func start(of name: EntryName, count: Int) -> [UInt8]? {
    // Without waiting for whoever writes to a pipe that has come to be there.
    let file = name.withCString { openat(descriptor, $0, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC) }
    guard file >= 0 else { return nil }
    defer { close(file) }
    guard FileState(descriptor: file)?.kind == .file else { return nil }
    var done = 0
    return [UInt8](unsafeUninitializedCapacity: count) { buffer, initialized in
      while done < count {
        let taken = pread(file, buffer.baseAddress.map { $0 + done }, count - done, off_t(done))
        if taken < 0 && errno == EINTR { continue }
        guard taken > 0 else { break }
        done += taken
      }
      initialized = done
    }
  }

  /// Removes an entry that is no folder.
  @discardableResult
  func unlink(_ name: EntryName) -> Bool { name.withCString { unlinkat(descriptor, $0, 0) == 0 || errno == ENOENT } }

  /// Removes an empty folder.
  @discardableResult
  func removeFolder(_ name: EntryName) -> Bool {
    name.withCString { unlinkat(descriptor, $0, AT_REMOVEDIR) == 0 || errno == ENOENT }
  }

  /// Removes the folder at a path with all that is in it, if it is the one that is meant; links are removed, never
  /// followed.
  ///
  /// Gives whether nothing of it is left there.
  @discardableResult
  static func removeTree(_ path: String, _ identity: FileIdentity) -> Bool {
    guard let folder = OpenFolder(path) else { return errno == ENOENT }
    guard folder.identity == identity else { return true }
    folder.removeContents()
    return rmdir(path) == 0 || errno == ENOENT
  }

  private func removeContents() {
    for name in entries() ?? [] {
      if state(of: name)?.kind == .folder {
        OpenFolder(name, in: self)?.removeContents()
        removeFolder(name)
      } else {
        unlink(name)
      }
    }
  }
}
