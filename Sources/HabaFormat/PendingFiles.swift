internal import Glibc
internal import Synchronization

/// The temporary files of this process, so that a signal handler can remove them.
///
/// Paths lie in memory that is set aside once and never freed: a handler finds them whole at any moment.
public enum PendingFiles {
  private static let slotCount = 64
  private static let pathBytes = 4096
  private static let free = 0
  private static let claimed = 1
  private static let pending = 2

  private struct Slots: @unchecked Sendable {
    let states: UnsafeMutablePointer<Atomic<Int>>
    let paths: UnsafeMutablePointer<CChar>
  }

  private static let slots: Slots = {
    let states = UnsafeMutablePointer<Atomic<Int>>.allocate(capacity: slotCount)
    for index in 0..<slotCount { (states + index).initialize(to: Atomic(free)) }
    let paths = UnsafeMutablePointer<CChar>.allocate(capacity: slotCount * pathBytes)
    paths.initialize(repeating: 0, count: slotCount * pathBytes)
    return Slots(states: states, paths: paths)
  }()

  /// Sets the memory aside; call it before a signal handler that calls `removeAll()` is installed.
  public static func prepare() { _ = slots }

  /// Removes every file that is not finished.
  ///
  /// Async-signal-safe once `prepare()` has returned.
  public static func removeAll() {
    for index in 0..<slotCount where slots.states[index].load(ordering: .acquiring) == pending {
      unlink(slots.paths + index * pathBytes)
    }
  }

  /// Notes a file and gives the number of its slot; nil where all are taken or the path is too long.
  static func add(_ path: String) -> Int? {
    let bytes = path.utf8CString
    guard bytes.count <= pathBytes else { return nil }
    for index in 0..<slotCount {
      let (won, _) = slots.states[index].compareExchange(
        expected: free, desired: claimed, ordering: .acquiringAndReleasing)
      guard won else { continue }
      for (position, byte) in bytes.enumerated() { slots.paths[index * pathBytes + position] = byte }
      slots.states[index].store(pending, ordering: .releasing)
      return index
    }
    return nil
  }

  /// Forgets the file of a slot.
  static func remove(_ slot: Int) {
    slots.states[slot].store(free, ordering: .releasing)
  }
}
