internal import Foundation
internal import HabaFiles
internal import Synchronization

/// The pipe that the signal handler writes to: all that is safe there.
nonisolated(unsafe) private var wakeUp: Int32 = -1

/// Ctrl-C and its relatives: the work is asked to stop, and what it has half written goes away.
///
/// Work that looks at `requested` now and then runs inside `whilePolling`; at the first signal it ends by itself. At
/// any other time, and at a second signal, the process cleans up and ends at once.
enum Interrupts {
  private static let signalled = Atomic<Bool>(false)
  private static let pollers = Atomic<Int>(0)

  /// Whether the work should stop.
  static var requested: Bool { signalled.load(ordering: .relaxed) }

  /// Runs work that looks at `requested` often enough (say twice a second) and throws when it is true.
  static func whilePolling<R>(_ work: () throws -> R) throws -> R {
    pollers.add(1, ordering: .sequentiallyConsistent)
    defer { pollers.subtract(1, ordering: .sequentiallyConsistent) }
    try check()
    let result = try work()
    // A signal that came too late for the work itself is not lost.
    try check()
    return result
  }

  /// Throws if the work should stop.
  static func check() throws {
    if requested { throw Failure.interrupted }
  }

  /// Starts to listen.
  static func install() {
    var ends: [Int32] = [-1, -1]
    guard pipe(&ends) == 0 else { return }
    for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
    wakeUp = ends[1]
    let reading = ends[0]
    Thread.detachNewThread { watch(reading) }
    var action = sigaction()
    action.__sigaction_handler.sa_handler = { _ in
      let saved = errno
      var byte: UInt8 = 1
      _ = Foundation.write(wakeUp, &byte, 1)
      errno = saved
    }
    action.sa_flags = SA_RESTART
    var heard = sigset_t()
    sigemptyset(&heard)
    for number in [SIGINT, SIGTERM] {
      sigaction(number, &action, nil)
      sigaddset(&heard, number)
    }
    // Whoever started this may have held them back for itself.
    pthread_sigmask(SIG_UNBLOCK, &heard, nil)
    // A hang-up that the caller had turned off (nohup) stays off.
    var current = sigaction()
    sigaction(SIGHUP, nil, &current)
    let ignored = unsafeBitCast(SIG_IGN, to: Int.self)
    if unsafeBitCast(current.__sigaction_handler.sa_handler, to: Int.self) != ignored {
      sigaction(SIGHUP, &action, nil)
    }
  }

  /// Waits for signals on a thread of its own, where cleaning up may take locks and memory.
  private static func watch(_ descriptor: Int32) {
    while true {
      var byte: UInt8 = 0
      let count = read(descriptor, &byte, 1)
      if count < 0 && errno == EINTR { continue }
      guard count == 1 else { return }
      let again = signalled.exchange(true, ordering: .sequentiallyConsistent)
      if again || pollers.load(ordering: .sequentiallyConsistent) == 0 { endNow() }
    }
  }

  /// Removes what is half written and ends the process.
  private static func endNow() -> Never {
    Unfinished.removeAll()
    Console.shared.failure(Failure.interrupted.message)
    _exit(ExitStatus.interrupted.rawValue)
  }
}

extension Failure {
  /// What an interrupted run says.
  static let interrupted = Failure(.interrupted, "interrupted")
}
