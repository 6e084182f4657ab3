internal import CHabaBLAS
internal import CHabaKernels

/// What computes here.
///
/// Results are the same for any number of threads, but sums run in another order on another kind of processor: the last
/// bits of what was computed can be compared only where the kinds are equal.
public enum Kernels {
  /// OpenBLAS's version and the kernels that it has chosen, and the form of this library's own:
  /// `OpenBLAS 0.3.21 Zen, x86-64-v3`.
  public static func kind() throws(EngineError) -> String {
    try Threads.prepare()
    return "\(String(cString: haba_blas_kind())), \(String(cString: haba_kernel_kind()))"
  }
}
