internal import COpenBLAS
internal import Glibc
internal import Synchronization

/// How tensor operations share the processor's cores.
///
/// Work is cut into pieces whose size depends on the work alone, each piece writes its own part of the result, and sums
/// over pieces run in a fixed order: so the number of threads never changes a bit of any result.
public enum Threads {
  private static let configured = Atomic<Int>(0)

  /// Threads that operations may use; 0 stands for all cores.
  public static var count: Int {
    get {
      let value = configured.load(ordering: .relaxed)
      return value > 0 ? value : ProcessorCount.online
    }
    set { configured.store(max(0, newValue), ordering: .relaxed) }
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
  static func forEachRun(of size: Int, in count: Int, _ body: (Range<Int>) -> Void) {
    let pieces = (count + size - 1) / size
    forEachPiece(pieces) { piece in body(piece * size..<min(count, (piece + 1) * size)) }
  }
}

private enum ProcessorCount {
  static let online = max(1, sysconf(Int32(_SC_NPROCESSORS_ONLN)))
}

/// OpenBLAS, held to one thread a call: threads are ours.
enum BLAS {
  private static let ready: Void = openblas_set_num_threads(1)

  /// y `[m, n]` = a `[m, k]` b `[k, n]` (+ y), row-major; `transposeA` says that a lies as `[k, m]`, likewise b.
  static func multiply(
    _ a: UnsafePointer<Float>, transposed transposeA: Bool = false, by b: UnsafePointer<Float>,
    otherTransposed transposeB: Bool = false, into y: UnsafeMutablePointer<Float>, m: Int, n: Int, k: Int,
    adding: Bool = false
  ) {
    _ = ready
    guard m > 0, n > 0 else { return }
    cblas_sgemm(
      CblasRowMajor, transposeA ? CblasTrans : CblasNoTrans, transposeB ? CblasTrans : CblasNoTrans,
      blasint(m), blasint(n), blasint(k), 1, a, blasint(transposeA ? m : k), b, blasint(transposeB ? k : n),
      adding ? 1 : 0, y, blasint(n))
  }
}
