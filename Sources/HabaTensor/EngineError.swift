/// Why tensors can't be multiplied here.
public enum EngineError: Error, Hashable, Sendable, CustomStringConvertible {
  /// OpenBLAS can't be opened, for the dynamic linker's reason.
  case noLibrary(reason: String)
  /// OpenBLAS needs this many bytes of address space, which there aren't.
  case notEnoughMemory(bytes: Int)

  /// What is wrong, in one line.
  public var description: String {
    switch self {
    case .noLibrary(let reason):
      "OpenBLAS, which multiplies matrices, can't be opened (\(reason)): install it (on Debian: libopenblas0)"
    case .notEnoughMemory(let bytes):
      "not enough memory: OpenBLAS needs \(bytes >> 20) MiB of address space for each thread; allow more (ulimit -v)"
    }
  }
}
