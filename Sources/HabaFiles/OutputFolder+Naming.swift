internal import Glibc

extension OutputFolder {
  /// Gives the folder its place; gives where what was there is kept, if it is.
  func takePlace() throws(OutputError) -> String? {
    let place = target.place.path
    // What is there may change at any moment, but hardly again and again.
    for _ in 0..<10 {
      // Renaming refuses all but nothing and an empty folder.
      let code = calls.rename(temporary, place)
      switch code {
      case 0:
        try synchronizePlace()
        return nil
      case ENOTEMPTY, EEXIST: break
      case ENOTDIR: throw .appeared(path: target.path)
      default: throw .making(target.path, code)
      }
      if Litter.clear(place) { continue }
      guard target.replacing else { throw .appeared(path: target.path) }
      guard let old = try replaceable() else { continue }
      let exchanged = calls.exchange(temporary, place)
      switch exchanged {
      case 0: return try settle(old)
      case ENOENT: continue
      case EINVAL, ENOSYS, EOPNOTSUPP: return try moveAside(old)
      default: throw .making(target.path, exchanged)
      }
    }
    throw .appeared(path: target.path)
  }

  /// The folder that is there now: the one that was judged before any work, or another that may be replaced; nil where
  /// nothing is.
  private func replaceable() throws(OutputError) -> OldFolder? {
    guard let state = FileState(target.place.path, followingLinks: false) else { return nil }
    guard state.kind == .folder else { throw .appeared(path: target.path) }
    // What somebody added to it since is found when its own files are gone, and kept.
    if let old = target.old, old.identity == state.identity { return old }
    return try OldFolder(target.place.path, for: target.path, target.ownership)
  }

  /// Makes the names durable; where that fails, what was there comes back to the place, and the folder is to be removed.
  private func synchronizePlace(aside: String? = nil) throws(OutputError) {
    do throws(OutputError) {
      try synchronize(folder: target.place.folder, for: target.path)
    } catch {
      let place = target.place.path
      if calls.moveExclusively(place, to: temporary) == 0, let aside { _ = calls.moveExclusively(aside, to: place) }
      throw error
    }
  }

  /// After an exchange: removes the old folder, which lies under the hidden name now.
  private func settle(_ old: OldFolder) throws(OutputError) -> String? {
    var old = old
    if FileState(temporary, followingLinks: false)?.identity != old.identity {
      // Something else came to the place after it was looked at.
      guard let other = try? OldFolder(temporary, for: target.path, target.ownership) else { throw putBack() }
      old = other
    }
    // The old folder goes only when the new one is sure to be found in its place.
    do throws(OutputError) {
      try synchronize(folder: target.place.folder, for: target.path)
    } catch {
      let back = putBack()
      if case .displaced = back { throw back }
      throw error
    }
    if old.remove(at: temporary) { return nil }
    // Where it can't have a visible name, the hidden one is where it is.
    return calls.keep(temporary, beside: target.place) ?? temporary
  }

  /// Returns what an exchange has brought here to its place; gives the failure that it is.
  private func putBack() -> OutputError {
    if calls.exchange(temporary, target.place.path) == 0,
      FileState(temporary, followingLinks: false)?.identity == own
    {
      return .appeared(path: target.path)
    }
    return .displaced(path: target.path, kept: calls.keep(temporary, beside: target.place) ?? temporary)
  }

  /// Where the file system can't exchange: for a moment nothing is at the place, and the old folder beside it under
  /// the name that it would be kept by.
  private func moveAside(_ old: OldFolder) throws(OutputError) -> String? {
    let place = target.place.path
    guard let aside = calls.keep(place, beside: target.place) else {
      throw .cannotCreate(path: target.path, code: EOPNOTSUPP)
    }
    let isMeant = FileState(aside, followingLinks: false)?.identity == old.identity
    let code = isMeant ? calls.rename(temporary, place) : EEXIST
    if code == 0 {
      try synchronizePlace(aside: aside)
      return old.remove(at: aside) ? nil : aside
    }
    // Back where it was, unless something is there now.
    guard calls.moveExclusively(aside, to: place) == 0 else { throw .displaced(path: target.path, kept: aside) }
    throw [EEXIST, ENOTEMPTY, ENOTDIR].contains(code) ? .appeared(path: target.path) : .making(target.path, code)
  }
}
