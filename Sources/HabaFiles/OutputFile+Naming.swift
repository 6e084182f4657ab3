internal import Glibc

extension OutputFile {
  /// Gives the file its place where nothing is, in one step that refuses what has come to be there.
  func takeFreePlace() throws(OutputError) {
    let place = target.place.path
    if temporary == nil {
      switch calls.linkUnnamed(bytes.descriptor, place) {
      case 0: return
      case EEXIST: throw .appeared(path: target.path)
      default: break
      }
    }
    let temporary = try hiddenName()
    let linked = calls.link(temporary, place)
    if linked == 0 { return }
    let code = linked == EEXIST ? EEXIST : calls.renameExclusive(temporary, place)
    if code == 0 { return }
    if code == EEXIST {
      // A file system on a network may say so of what it has done itself, if an answer was lost.
      if let own, FileState(place, followingLinks: false)?.identity == own { return }
      throw .appeared(path: target.path)
    }
    guard [EINVAL, ENOSYS, EOPNOTSUPP].contains(code) else { throw .making(target.path, code) }
    // All that is left is to look first, which may lose what comes to be there in between: only where that may be.
    guard target.replacing else { throw .cannotCreate(path: target.path, code: EOPNOTSUPP) }
    guard FileState(place, followingLinks: false) == nil else { throw .appeared(path: target.path) }
    try rename(temporary)
  }

  /// Gives the file its place over what was there when it was looked at; what has changed since is kept.
  func replace(_ old: FileState) throws(OutputError) {
    let place = target.place.path
    let temporary = try hiddenName()
    let code = calls.exchange(temporary, place)
    if code == 0 {
      // In one step: had it been looked at before, it could have changed in between.
      guard FileState(temporary, followingLinks: false) != old else {
        unlink(temporary)
        return
      }
      putBack(temporary)
      throw .appeared(path: target.path)
    }
    guard code != ENOENT, let found = FileState(place, followingLinks: false) else { return try takeFreePlace() }
    guard found == old else { throw .appeared(path: target.path) }
    try rename(temporary)
  }

  private func rename(_ temporary: String) throws(OutputError) {
    let code = calls.rename(temporary, target.place.path)
    if code != 0 { throw .making(target.path, code) }
  }

  /// Returns what an exchange has brought here to its place.
  private func putBack(_ temporary: String) {
    if calls.exchange(temporary, target.place.path) == 0,
      FileState(temporary, followingLinks: false)?.identity == own
    {
      return
    }
    // It changed again meanwhile: what lies here is somebody's all the same.
    _ = calls.keep(temporary, beside: target.place)
  }

  /// The file's hidden name, which it is given if it has none.
  private func hiddenName() throws(OutputError) -> String {
    if let temporary { return temporary }
    let path = target.place.hiddenPath
    if calls.linkUnnamed(bytes.descriptor, path) != 0 {
      try copy(to: path)
    }
    temporary = path
    return path
  }

  /// Makes a named file of the same bytes: some systems open files without a name, and can't name them later.
  private func copy(to path: String) throws(OutputError) {
    let descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o666)
    guard descriptor >= 0 else { throw .making(target.path, errno) }
    own = FileState(descriptor: descriptor)?.identity
    temporary = path
    let copy = FileWriter(descriptor, path: target.path)
    while copy.offset < bytes.offset {
      var code: Int32 = 0
      let block = [UInt8](unsafeUninitializedCapacity: 1 << 18) { buffer, initialized in
        let count = pread(bytes.descriptor, buffer.baseAddress, buffer.count, off_t(copy.offset))
        if count < 0 { code = errno }
        initialized = max(0, count)
      }
      if block.isEmpty && code != EINTR { throw .writeFailed(path: target.path, code: code == 0 ? EIO : code) }
      try copy.append(block)
    }
    try copy.flush()
    try copy.synchronize()
    try copy.finish()
  }
}
