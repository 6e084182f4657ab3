internal import Glibc
internal import Synchronization

/// The pipe that the signal handler writes to; -1 where no thread waits at its other end.
nonisolated(unsafe) private var wakeUp: Int32 = -1

/// Signals from outside, and what is done about them within half a second.
///
/// A handler may do next to nothing, so it wakes a thread that waits: that asks the work to stop, and ends the process
/// itself where the work doesn't. Where the system allows no thread the handler does what it may.
enum Signals {
  /// Milliseconds that polling work has to end by itself, and those to put away an output that has just appeared.
  private static let grace = 200
  private static let shortGrace = 100

  /// Starts to listen.
  static func install() {
    Interrupts.prepare()
    // Writing beyond a limit on file sizes is then a failed write like any other.
    signal(SIGXFSZ, SIG_IGN)
    startWatching()
    var action = sigaction()
    action.__sigaction_handler.sa_handler = { Signals.handle($0) }
    action.sa_flags = SA_RESTART
    var heard = sigset_t()
    sigemptyset(&heard)
    // Whatever would end the process without cleaning up, and SIGQUIT, at which Swift's runtime prints all threads.
    let ends = [SIGINT, SIGTERM, SIGQUIT, SIGUSR1, SIGUSR2, SIGVTALRM]
    for number in ends + [SIGXCPU, SIGPROF, SIGALRM] {
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
    announceTimeLimit()
  }

  /// Where processor time is limited, has the process told in time: at a hard limit it is killed without a word.
  private static func announceTimeLimit() {
    var limit = rlimit()
    var used = rusage()
    guard getrlimit(__rlimit_resource_t(RLIMIT_CPU.rawValue), &limit) == 0, limit.rlim_cur < 1 << 40,
      getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &used) == 0
    else { return }
    let spent =
      (used.ru_utime.tv_sec + used.ru_stime.tv_sec) * 1_000_000 + Int(used.ru_utime.tv_usec + used.ru_stime.tv_usec)
    let whole = max(0, Int(limit.rlim_cur) * 1_000_000 - spent)
    // A tenth of a second of every core's is kept for cleaning up, but no more than half of all.
    let left = max(whole / 2, whole - 100_000 * (1 + sysconf(Int32(_SC_NPROCESSORS_ONLN))), 1)
    var timer = itimerval()
    timer.it_value.tv_sec = left / 1_000_000
    timer.it_value.tv_usec = left % 1_000_000
    setitimer(__itimer_which_t(ITIMER_PROF.rawValue), &timer, nil)
  }

  private static func isTimeLimit(_ signal: Int32) -> Bool { signal == SIGXCPU || signal == SIGPROF }

  // MARK: With a thread that waits

  private static func startWatching() {
    var ends: [Int32] = [-1, -1]
    guard pipe(&ends) == 0 else { return }
    for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
    // The thread waits at the first end, which it is told by its argument.
    var attributes = pthread_attr_t()
    pthread_attr_init(&attributes)
    pthread_attr_setstacksize(&attributes, 512 << 10)
    pthread_attr_setdetachstate(&attributes, Int32(PTHREAD_CREATE_DETACHED))
    var thread = pthread_t()
    let status = pthread_create(
      &thread, &attributes,
      { argument in
        Signals.watch(Int32(UInt(bitPattern: argument)))
        return nil
      }, UnsafeMutableRawPointer(bitPattern: UInt(ends[0])))
    pthread_attr_destroy(&attributes)
    guard status == 0 else {
      for end in ends { close(end) }
      return
    }
    wakeUp = ends[1]
  }

  /// Waits for signals on a thread of its own, where cleaning up may take locks and memory.
  private static func watch(_ descriptor: Int32) {
    while true {
      var signal: UInt8 = 0
      let count = read(descriptor, &signal, 1)
      if count < 0 && errno == EINTR { continue }
      guard count == 1 else { return }
      if isTimeLimit(Int32(signal)) {
        guard Ending.tryClaim() else { continue }
        Ending.now(.outOfTime)
      }
      stop()
    }
  }

  /// Has the process end by itself within the grace, or ends it.
  private static func stop() {
    if !Interrupts.request(), Interrupts.willBeSeen {
      // The process ends while this waits, if all goes well.
      wait(grace) { true }
      if Interrupts.phase == .finishing {
        // What is not yet in its place can't get there from here on.
        Ending.removeUnfinished()
        wait(shortGrace) { Interrupts.phase == .finishing }
      }
      wait(shortGrace) { Interrupts.phase == .finished }
    }
    guard Ending.tryClaim() else {
      // The main thread is about to end; if its last line finds no reader, nobody needs it.
      wait(shortGrace) { true }
      _exit(ExitStatus.interrupted.rawValue)
    }
    Ending.now(.interrupted)
  }

  private static func wait(_ milliseconds: Int, while condition: () -> Bool) {
    for _ in 0..<milliseconds / 5 where condition() { usleep(5000) }
  }

  // MARK: In the signal's handler

  private static func handle(_ signal: Int32) {
    let saved = errno
    if wakeUp >= 0 {
      var byte = UInt8(truncatingIfNeeded: signal)
      _ = write(wakeUp, &byte, 1)
    } else if isTimeLimit(signal) {
      endInHandler("habazip: error: the limit on processor time (ulimit -t) is reached\n", .other)
    } else if Interrupts.request() || !Interrupts.willBeSeen {
      endInHandler("habazip: error: interrupted\n", .interrupted)
    } else {
      // Comes back as SIGALRM if the work has not ended by then.
      var timer = itimerval()
      timer.it_value.tv_usec = grace * 1000
      setitimer(__itimer_which_t(ITIMER_REAL.rawValue), &timer, nil)
    }
    errno = saved
  }

  /// Ends the process.
  ///
  /// Nothing can be removed here, but files that are half written have no name yet where the file system has such files.
  private static func endInHandler(_ line: StaticString, _ status: ExitStatus) {
    guard Ending.tryClaim() else { return }
    _ = write(STDERR_FILENO, line.utf8Start, line.utf8CodeUnitCount)
    _exit(status.rawValue)
  }
}

extension Failure {
  /// What a run says that would be killed soon for the time it took.
  static var outOfTime: Failure {
    let text = "the limit on processor time (ulimit -t) is reached"
    return Failure(.other, Interrupts.wayOn.map { "\(text); \($0)" } ?? text)
  }
}
