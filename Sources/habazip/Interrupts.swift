internal import Glibc
internal import Synchronization

/// Ctrl-C and its relatives as the work sees them: it is asked to stop, and what it has half written goes away.
///
/// Work that looks at `requested` now and then runs inside `whilePolling`; at the first signal it has a moment to end by
/// itself. At any other time, after that moment and at a second signal, `Signals` ends the process.
enum Interrupts {
  /// Where the output is on its way to its place.
  enum Phase: Int {
    /// Nothing of it can be seen yet.
    case working
    /// It is being put there: it may appear at any moment.
    case finishing
    /// It is there.
    case finished
  }

  private static let signalled = Atomic<Bool>(false)
  private static let pollers = Atomic<Int>(0)
  private static let finishing = Atomic<Int>(Phase.working.rawValue)

  /// The file that keeps what is done, once there is one.
  private static let checkpoint = Mutex<String?>(nil)

  /// Says where what is done by now is kept; nil: nowhere.
  static func keep(in path: String?) { checkpoint.withLock { $0 = path } }

  /// How to go on from where an interrupted run was; nil where nothing was kept.
  static var wayOn: String? {
    // Nobody holds it for longer than a moment; in the midst of that nobody waits.
    checkpoint.withLockIfAvailable { $0 }?.map { "\(Display.escaped($0)) keeps what is done, --resume goes on from it" }
  }

  /// Whether the work should stop.
  static var requested: Bool { signalled.load(ordering: .relaxed) }

  /// Asks the work to stop; returns whether it had been asked before.
  static func request() -> Bool { signalled.exchange(true, ordering: .sequentiallyConsistent) }

  /// How far the output is.
  static var phase: Phase { Phase(rawValue: finishing.load(ordering: .sequentiallyConsistent)) ?? .working }

  /// Whether the main thread will see the request by itself, or is about to be done anyway.
  static var willBeSeen: Bool { pollers.load(ordering: .sequentiallyConsistent) > 0 || phase != .working }

  /// Runs work that looks at `requested` often enough (say ten times a second) and throws when it is true.
  static func whilePolling<R>(_ work: () throws -> R) throws -> R {
    pollers.add(1, ordering: .sequentiallyConsistent)
    defer { pollers.subtract(1, ordering: .sequentiallyConsistent) }
    try check()
    let result = try work()
    // A signal that came too late for the work itself is not lost, unless the output is there.
    if phase != .finished { try check() }
    return result
  }

  /// Puts the output in its place: a request that came before stops it, a later one finds it whole.
  static func whileFinishing<R>(_ work: () throws -> R) throws -> R {
    try beginFinishing()
    return try endFinishing(work)
  }

  /// Says that the output may appear from now on; throws where the work should stop.
  static func beginFinishing() throws {
    finishing.store(Phase.finishing.rawValue, ordering: .sequentiallyConsistent)
    // Whoever asks looks at the phase after asking, so one of both sees the other.
    guard signalled.load(ordering: .sequentiallyConsistent) else { return }
    finishing.store(Phase.working.rawValue, ordering: .sequentiallyConsistent)
    throw Failure.interrupted
  }

  /// Runs work at the end of which the output is there; where it throws, it is not.
  static func endFinishing<R>(_ work: () throws -> R) throws -> R {
    do {
      let result = try work()
      finishing.store(Phase.finished.rawValue, ordering: .sequentiallyConsistent)
      return result
    } catch {
      finishing.store(Phase.working.rawValue, ordering: .sequentiallyConsistent)
      throw error
    }
  }

  /// Throws if the work should stop.
  static func check() throws {
    if requested { throw Failure.interrupted }
  }

  /// Readies what a signal handler looks at: nothing of it may be made there.
  static func prepare() { _ = (requested, willBeSeen, wayOn) }
}

extension Failure {
  /// What an interrupted run says.
  static var interrupted: Failure {
    Failure(.interrupted, Interrupts.wayOn.map { "interrupted; \($0)" } ?? "interrupted")
  }
}
