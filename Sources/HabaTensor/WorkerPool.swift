internal import CHabaKernels
internal import Glibc
internal import Synchronization

/// Threads that wait for pieces of work beside the calling thread.
///
/// Tensor operations last some tens of microseconds to some milliseconds and follow one another closely, so a worker without
/// work first looks out for more, and sleeps only when none has come for a while: waking a thread can cost more than the
/// work it is woken for.
final class WorkerPool: @unchecked Sendable {
  static let shared = WorkerPool()

  /// Looks at the job's number before a worker falls asleep: some 100 microseconds.
  private static let patience = 4000

  private let mutex = UnsafeMutablePointer<pthread_mutex_t>.allocate(capacity: 1)
  private let wake = UnsafeMutablePointer<pthread_cond_t>.allocate(capacity: 1)
  private let owned = Atomic<Bool>(false)
  private let job = Atomic<Int>(0)
  private let sleepers = Atomic<Int>(0)

  // The present job. Written by its owner while `isOpen` is false and `inside` is 0: nobody else looks then.
  private var body: ((Int) -> Void)?
  private var pieces = 0
  private var seats = 0
  private let isOpen = Atomic<Bool>(false)
  private let inside = Atomic<Int>(0)
  private let seated = Atomic<Int>(0)
  private let next = Atomic<Int>(0)
  private var started = 0
  /// Workers that the system is known to allow; where it refused one it is not asked again.
  private var allowed = Int.max

  private init() {
    pthread_mutex_init(mutex, nil)
    pthread_cond_init(wake, nil)
  }

  /// Calls `body` with every index in `0 ..< pieces`, on the calling thread and up to `helpers` others.
  ///
  /// Called from inside a piece, or while another thread's work is under way, it does everything itself.
  func run(_ pieces: Int, helpers: Int, _ body: (Int) -> Void) {
    guard owned.compareExchange(expected: false, desired: true, ordering: .acquiring).exchanged else {
      for piece in 0..<pieces { body(piece) }
      return
    }
    withoutActuallyEscaping(body) { body in
      self.body = body
      self.pieces = pieces
      seats = helpers
      seated.store(0, ordering: .relaxed)
      next.store(0, ordering: .relaxed)
      startWorkers(helpers)
      isOpen.store(true, ordering: .sequentiallyConsistent)
      job.add(1, ordering: .sequentiallyConsistent)
      if sleepers.load(ordering: .sequentiallyConsistent) > 0 {
        pthread_mutex_lock(mutex)
        pthread_cond_broadcast(wake)
        pthread_mutex_unlock(mutex)
      }
      takePieces()
      isOpen.store(false, ordering: .sequentiallyConsistent)
      var looks = 0
      while inside.load(ordering: .sequentiallyConsistent) > 0 {
        looks += 1
        // A worker in the midst of a piece may have lost its core to another process.
        if looks < Self.patience { haba_pause() } else { sched_yield() }
      }
      self.body = nil
    }
    owned.store(false, ordering: .releasing)
  }

  private func takePieces() {
    guard let body else { return }
    while true {
      let piece = next.add(1, ordering: .relaxed).oldValue
      guard piece < pieces else { return }
      body(piece)
    }
  }

  private func startWorkers(_ count: Int) {
    while started < min(count, allowed) {
      var thread = pthread_t()
      let status = pthread_create(&thread, nil, { _ in WorkerPool.shared.work() }, nil)
      guard status == 0 else {
        allowed = started
        return
      }
      pthread_detach(thread)
      started += 1
    }
  }

  private func work() -> Never {
    // Signals are for the program's own threads.
    var all = sigset_t()
    sigfillset(&all)
    pthread_sigmask(SIG_BLOCK, &all, nil)
    var seen = 0
    while true {
      seen = waitForJob(after: seen)
      inside.add(1, ordering: .sequentiallyConsistent)
      if isOpen.load(ordering: .sequentiallyConsistent), seated.add(1, ordering: .relaxed).oldValue < seats {
        takePieces()
      }
      inside.subtract(1, ordering: .sequentiallyConsistent)
    }
  }

  /// The number of a job other than `seen`.
  private func waitForJob(after seen: Int) -> Int {
    for _ in 0..<Self.patience {
      let number = job.load(ordering: .acquiring)
      if number != seen { return number }
      haba_pause()
    }
    pthread_mutex_lock(mutex)
    sleepers.add(1, ordering: .sequentiallyConsistent)
    while job.load(ordering: .sequentiallyConsistent) == seen { pthread_cond_wait(wake, mutex) }
    sleepers.subtract(1, ordering: .sequentiallyConsistent)
    pthread_mutex_unlock(mutex)
    return job.load(ordering: .acquiring)
  }
}
