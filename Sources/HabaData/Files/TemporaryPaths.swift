internal import Synchronization

/// The unfinished folders of this process, so that they can be removed when it is interrupted.
public enum TemporaryPaths {
  private static let paths = Mutex<Set<String>>([])

  /// Removes every unfinished folder, as far as it can.
  ///
  /// It takes memory and a lock, so call it from a thread that waits for the signal, not from a signal's handler; the
  /// process should end directly afterwards.
  public static func removeAll() {
    // The lock is only ever held for a moment; were its holder stopped for good, waiting would not help.
    for _ in 0..<1000 {
      guard let found = paths.withLockIfAvailable({ $0 }) else { continue }
      for path in found {
        // A writer that still runs can add files meanwhile, until its folder is gone.
        for _ in 0..<100 where !FileTree.remove(path) {}
      }
      return
    }
  }

  static func add(_ path: String) { paths.withLock { _ = $0.insert(path) } }

  static func forget(_ path: String) { paths.withLock { _ = $0.remove(path) } }
}
