internal import Glibc
internal import Synchronization

/// What this process has begun to write and not finished, so that it can be removed when the process is interrupted.
///
/// It never knows of anything that is somebody else's: an output leaves it before it takes its place, which for a
/// moment gives what was there before the output's temporary name.
package enum Unfinished {
  /// Something that is not finished.
  enum Entry: Sendable {
    /// A file that has no name yet.
    case unnamed
    case file(path: String)
    /// A file whose name may be another process's by now.
    case claim(path: String, FileIdentity)
    /// A folder that is just being made.
    case newFolder(path: String)
    case folder(path: String, FileIdentity)
  }

  private struct State {
    var isClosed = false
    // A list, not a dictionary: there are only ever a few, and the runtime takes long to make a dictionary's type.
    var entries: [(number: Int, entry: Entry)] = []
    var next = 0
    var commits = 0

    func place(of number: Int) -> Int? { entries.firstIndex { $0.number == number } }
  }

  private static let state = Mutex(State())

  /// The longest that `removeAll` waits for outputs that are just taking their places.
  private static let milliseconds = 100

  /// Removes everything unfinished and lets nothing more be finished; the process should end directly afterwards.
  ///
  /// Call it from any thread, not from a signal's handler. Writers may go on meanwhile: what they add goes too. An
  /// output that is just taking its place does so whole.
  package static func removeAll() {
    // It is held for a moment only, unless by this very thread: in the midst of noting something it found no memory.
    var found: [Entry]?
    for attempt in 0..<milliseconds where found == nil {
      if attempt > 0 { usleep(1000) }
      found = state.withLockIfAvailable { state in
        state.isClosed = true
        defer { state.entries = [] }
        return state.entries.map(\.entry)
      }
    }
    guard let found else { return }
    for entry in found { remove(entry) }
    for _ in 0..<milliseconds where state.withLock({ $0.commits }) > 0 { usleep(1000) }
  }

  /// Readies what `removeAll` looks at, for a process that may have to call it where it can make nothing.
  package static func prepare() { state.withLock { $0.entries.reserveCapacity(16) } }

  /// Whether `removeAll` has begun, so that the process is about to end.
  package static var isClosed: Bool { state.withLock { $0.isClosed } }

  /// Refuses to go on after `removeAll`.
  static func check(for path: String) throws(OutputError) {
    if isClosed { throw .writeFailed(path: path, code: ECANCELED) }
  }

  /// Notes what is to become the output at `path`, before it is made, and gives its number; refused after `removeAll`.
  static func add(_ entry: Entry, for path: String) throws(OutputError) -> Int {
    let number: Int? = state.withLock { state in
      guard !state.isClosed else { return nil }
      state.next += 1
      state.entries.append((state.next, entry))
      return state.next
    }
    guard let number else { throw .writeFailed(path: path, code: ECANCELED) }
    return number
  }

  /// Notes a further fact.
  static func update(_ number: Int, _ entry: Entry) {
    state.withLock { state in
      guard let place = state.place(of: number) else { return }
      state.entries[place].entry = entry
    }
  }

  /// Forgets what was removed.
  static func forget(_ number: Int) {
    state.withLock { state in
      if let place = state.place(of: number) { state.entries.remove(at: place) }
    }
  }

  /// Forgets something and runs what gives it its place, which `removeAll` waits for; refused after `removeAll`.
  ///
  /// `body` has to remove what it does not finish.
  static func commit<R>(_ number: Int, path: String, _ body: () throws(OutputError) -> R) throws(OutputError) -> R {
    let known = state.withLock { state in
      guard !state.isClosed, let place = state.place(of: number) else { return false }
      state.entries.remove(at: place)
      state.commits += 1
      return true
    }
    guard known else { throw .writeFailed(path: path, code: ECANCELED) }
    defer { state.withLock { $0.commits -= 1 } }
    return try body()
  }

  private static func remove(_ entry: Entry) {
    switch entry {
    case .unnamed: break
    case .file(let path): unlink(path)
    case .claim(let path, let own): if FileState(path, followingLinks: false)?.identity == own { unlink(path) }
    case .newFolder(let path): rmdir(path)
    case .folder(let path, let identity):
      // A writer that still runs can add a file at any moment until its folder is gone, but only a few of them.
      for _ in 0..<100 where !OpenFolder.removeTree(path, identity) {}
    }
  }
}
