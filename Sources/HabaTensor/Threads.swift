internal import CHabaBLAS
internal import CHabaKernels
internal import Glibc
internal import Synchronization

/// How tensor operations share the processor's cores.
///
/// Work is cut into pieces whose size depends on the work alone, each piece writes its own part of the result, and sums
/// over pieces run in a fixed order: so the number of threads never changes a bit of any result.
public enum Threads {
  private static let configured = Atomic<Int>(0)

  /// Threads that operations may use; 0 stands for all cores.
  ///
  /// There are fewer where memory for more is missing.
  public static var count: Int {
    get {
      let value = configured.load(ordering: .relaxed)
      let wanted = value > 0 ? value : ProcessorCount.online
      return BLAS.threads.map { min($0, wanted) } ?? wanted
    }
    set {
      configured.store(max(0, newValue), ordering: .relaxed)
      // Where products have begun, more threads need more room. Without it there are as many as there were.
      if BLAS.threads != nil { try? prepare() }
    }
  }

  /// Opens OpenBLAS and takes the address space that it needs on `count` threads, or on as many as there is room for.
  ///
  /// Operations do so themselves when they need it, but can't throw.
  public static func prepare() throws(EngineError) {
    let value = configured.load(ordering: .relaxed)
    try BLAS.prepare(threads: value > 0 ? value : ProcessorCount.online)
  }

  /// Calls `body` with every index in `0 ..< pieces`, on as many threads as are set, in no fixed order.
  static func forEachPiece(_ pieces: Int, _ body: (Int) -> Void) {
    let workers = min(count, pieces)
    guard workers > 1 else {
      for piece in 0..<max(0, pieces) { body(piece) }
      return
    }
    WorkerPool.shared.run(pieces, helpers: workers - 1, body)
  }

  /// Cuts `0 ..< count` into runs of `size` and calls `body` with each.
  package static func forEachRun(of size: Int, in count: Int, _ body: (Range<Int>) -> Void) {
    let pieces = (count + size - 1) / size
    forEachPiece(pieces) { piece in body(piece * size..<min(count, (piece + 1) * size)) }
  }
}

private enum ProcessorCount {
  static let online = max(1, sysconf(Int32(_SC_NPROCESSORS_ONLN)))
}
