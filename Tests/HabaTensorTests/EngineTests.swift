import Foundation
import Testing

@testable import HabaTensor

@Suite struct `Room for products` {
  @Test func `is made for as many threads as are set`() throws {
    let before = Threads.count
    defer { Threads.count = before }
    for threads in [1, 3, 7] {
      Threads.count = threads
      try Threads.prepare()
      #expect(Threads.count == threads)
      #expect((BLAS.threads ?? 0) >= threads)
    }
  }

  /// Each product is known: rows of ones times a matrix of its own number.
  @Test func `holds more callers than there is room for, each with its own result`() throws {
    try Threads.prepare()
    let callers = (BLAS.threads ?? 1) * 3 + 2
    let size = 70
    let right = (0..<callers).map { Tensor(repeating: Float($0), shape: [size, size]) }
    let left = Tensor(repeating: 1, shape: [size, size])
    nonisolated(unsafe) let operands = (left, right)
    let wrong = Wrong()
    DispatchQueue.concurrentPerform(iterations: callers) { caller in
      for _ in 0..<20 {
        let product = operands.0.multiplied(by: operands.1[caller])
        if product.values.contains(where: { $0 != Float(caller * size) }) { wrong.add() }
      }
    }
    #expect(wrong.count == 0)
  }

  @Test func `what is missing is said in one line`() {
    for error in [EngineError.noLibrary(reason: "no such file"), .notEnoughMemory(bytes: 128 << 20)] {
      #expect(!error.description.contains("\n"))
    }
    #expect(EngineError.notEnoughMemory(bytes: 128 << 20).description.contains("128 MiB"))
  }

  private final class Wrong: @unchecked Sendable {
    private let lock = NSLock()
    private var found = 0
    var count: Int { lock.withLock { found } }
    func add() { lock.withLock { found += 1 } }
  }
}
