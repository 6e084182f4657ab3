internal import Glibc

/// A file that newer ones take the place of again and again, whole at every moment, until it is removed.
///
/// What is there may be replaced only while it is what was there when the target looked, or what was written since.
package final class RenewedFile {
  private var target: FileTarget
  private let calls: NamingCalls

  /// Nothing is written yet.
  ///
  /// - Parameter target: a place whose file may be replaced.
  package init(_ target: FileTarget, calls: NamingCalls = .system) {
    self.target = target
    self.calls = calls
  }

  /// Writes a new one; where that fails, the old one stays.
  package func renew(_ write: (FileWriter) throws(OutputError) -> Void) throws(OutputError) {
    let file = try OutputFile(target, calls: calls)
    // Whatever fails after it has its place, it is the one to be replaced next.
    defer {
      if let own = file.own, let state = FileState(target.place.path, followingLinks: false), state.identity == own {
        target = target.holding(state)
      }
    }
    try write(file.bytes)
    try file.commit()
  }

  /// Takes the file away, unless somebody has changed or replaced it; gives whether it is gone.
  package func remove() -> Bool {
    guard case .file(let old) = target.found else { return true }
    let (place, hidden) = (target.place.path, target.place.hiddenPath)
    // In one step: had it been looked at before, it could have changed in between.
    let code = calls.moveExclusively(place, to: hidden)
    if code == ENOENT { return true }
    guard code == 0 else {
      // All that is left is to look first.
      return FileState(place, followingLinks: false) == old && unlink(place) == 0
    }
    if FileState(hidden, followingLinks: false) == old { return unlink(hidden) == 0 }
    if calls.moveExclusively(hidden, to: place) != 0 { _ = calls.keep(hidden, beside: target.place) }
    return false
  }
}
