internal import Glibc
internal import Synchronization

/// A block of binary32 values on the heap, given back to a pool when nothing refers to it any more.
///
/// A training step asks for the same sizes again and again; fresh pages from the system would cost more than the
/// arithmetic of most operations.
final class Buffer: @unchecked Sendable {
  let pointer: UnsafeMutablePointer<Float>
  let count: Int
  private let capacity: Int

  init(count: Int) {
    self.count = count
    capacity = BufferPool.capacity(for: count)
    pointer = BufferPool.shared.take(capacity)
  }

  deinit { BufferPool.shared.give(pointer, capacity) }
}

private final class BufferPool: Sendable {
  static let shared = BufferPool()

  /// Beyond this many idle floats (512 MiB), blocks go back to the system.
  private static let idleLimit = 128 << 20

  private struct State {
    var idle: [Int: [UInt]] = [:]
    var idleCount = 0
  }
  private let state = Mutex(State())

  /// Sizes are rounded up so that nearly equal requests share blocks: to 16 floats, beyond 64 KiB to 4 KiB pages.
  static func capacity(for count: Int) -> Int {
    let unit = count > 16384 ? 1024 : 16
    return (max(count, 1) + unit - 1) / unit * unit
  }

  func take(_ capacity: Int) -> UnsafeMutablePointer<Float> {
    let reused = state.withLock { state -> UInt? in
      guard let address = state.idle[capacity]?.popLast() else { return nil }
      state.idleCount -= capacity
      return address
    }
    if let reused, let pointer = UnsafeMutablePointer<Float>(bitPattern: reused) { return pointer }
    let raw = UnsafeMutableRawPointer.allocate(byteCount: capacity * 4, alignment: 64)
    return raw.bindMemory(to: Float.self, capacity: capacity)
  }

  func give(_ pointer: UnsafeMutablePointer<Float>, _ capacity: Int) {
    let kept = state.withLock { state -> Bool in
      guard state.idleCount + capacity <= Self.idleLimit else { return false }
      state.idle[capacity, default: []].append(UInt(bitPattern: pointer))
      state.idleCount += capacity
      return true
    }
    if !kept { UnsafeMutableRawPointer(pointer).deallocate() }
  }
}
