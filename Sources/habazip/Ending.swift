internal import CHabaMemory
internal import Glibc
internal import HabaFiles
internal import Synchronization

/// How the process ends, whoever ends it: the main thread that is done, the one that waits for signals, or any that finds
/// no more memory.
///
/// The first to claim the ending speaks alone; the others wait for the end.
enum Ending {
  private static let claimant = Atomic<UInt>(0)
  /// Address space that is given back before cleaning up, which may take some.
  nonisolated(unsafe) private static var reserve: UnsafeMutableRawPointer?
  private static let reserveBytes = 4 << 20

  /// Makes ready to end for want of memory in one line, where the runtime would trap.
  static func prepare() {
    let block = mmap(nil, reserveBytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0)
    reserve = block == MAP_FAILED ? nil : block
    // What an ending looks at: nothing of it may be made where memory has ended or in a signal's handler.
    Unfinished.prepare()
    _ = (Console.shared, claimant.load(ordering: .relaxed))
    haba_memory_on_refusal { Ending.outOfMemory($0) }
  }

  /// Takes the right to say how it ended; on any later thread it does not return.
  static func claim() {
    guard !tryClaim() else { return }
    while true { pause() }
  }

  /// Takes the right to say how it ended, unless someone has it.
  static func tryClaim() -> Bool {
    claimant.compareExchange(expected: 0, desired: UInt(pthread_self()), ordering: .sequentiallyConsistent).exchanged
  }

  /// Says why the run ends, in one line, and ends it: for whoever has claimed it on a thread that may be in the midst of anything.
  static func now(_ failure: Failure) -> Never {
    removeUnfinished()
    Console.shared.lastLine(failure.message)
    _exit(failure.status.rawValue)
  }

  /// Removes all that is half written, on a thread that may take memory; later attempts to finish it fail.
  static func removeUnfinished() {
    Unfinished.removeAll()
  }

  private static func outOfMemory(_ bytes: Int) {
    // Cleaning up may itself find no memory; then what has been removed must do.
    if claimant.load(ordering: .sequentiallyConsistent) != UInt(pthread_self()) {
      claim()
      if let reserve { munmap(reserve, reserveBytes) }
      removeUnfinished()
    }
    let prefix = Console.shared.silence()
    haba_memory_say_refusal(prefix, bytes)
    _exit(ExitStatus.other.rawValue)
  }
}
