internal import CHabaBLAS
internal import Glibc
internal import Synchronization

/// OpenBLAS, opened at the first product and held to one thread a call: threads are ours.
///
/// It takes 128 MiB of address space for each product under way, and where it can't have them asks for ever. So all that
/// may be needed is taken beforehand, and no more products run at a time than it was taken for: further ones wait.
enum BLAS {
  /// Products that there is room for; 0 before the library is open.
  private static let room = Atomic<Int>(0)
  /// Those of them that nobody uses now.
  private static let free = Atomic<Int>(0)
  private static let preparing = Mutex(())

  /// The most threads that can multiply at a time; nil before that is known.
  static var threads: Int? {
    let count = room.load(ordering: .acquiring)
    return count > 0 ? count : nil
  }

  /// Opens the library and makes room for `threads` products at a time, or for as many as fit.
  static func prepare(threads: Int) throws(EngineError) {
    let failure: EngineError? = preparing.withLock { _ in
      switch haba_blas_open() {
      case HabaBLASReady: break
      case HabaBLASNoMemory: return .notEnoughMemory(bytes: haba_blas_buffer_bytes())
      default: return .noLibrary(reason: String(cString: haba_blas_reason()))
      }
      let held = room.load(ordering: .acquiring)
      guard threads > held else { return nil }
      // Buffers in use can't be told from new ones.
      while !free.compareExchange(expected: held, desired: 0, ordering: .acquiring).exchanged { sched_yield() }
      let count = haba_blas_reserve(threads, held)
      free.store(count, ordering: .releasing)
      room.store(count, ordering: .releasing)
      return count > 0 ? nil : .notEnoughMemory(bytes: haba_blas_buffer_bytes())
    }
    if let failure { throw failure }
  }

  /// y `[m, n]` = a `[m, k]` b `[k, n]` (+ y), row-major; `transposeA` says that a lies as `[k, m]`, likewise b.
  ///
  /// - Precondition: OpenBLAS can be opened, or was by `Threads.prepare()`.
  static func multiply(
    _ a: UnsafePointer<Float>, transposed transposeA: Bool = false, by b: UnsafePointer<Float>,
    otherTransposed transposeB: Bool = false, into y: UnsafeMutablePointer<Float>, m: Int, n: Int, k: Int,
    adding: Bool = false
  ) {
    guard m > 0, n > 0 else { return }
    takeSeat()
    haba_blas_multiply(
      a, transposeA ? 1 : 0, b, transposeB ? 1 : 0, y, Int32(m), Int32(n), Int32(k), adding ? 1 : 0)
    free.add(1, ordering: .releasing)
  }

  private static func takeSeat() {
    if room.load(ordering: .acquiring) == 0 {
      do {
        try prepare(threads: Threads.count)
      } catch {
        preconditionFailure("\(error); Threads.prepare() tells beforehand")
      }
    }
    while true {
      let seats = free.load(ordering: .relaxed)
      if seats > 0 {
        guard !free.weakCompareExchange(expected: seats, desired: seats - 1, ordering: .acquiring).exchanged else {
          return
        }
      } else {
        sched_yield()
      }
    }
  }
}
