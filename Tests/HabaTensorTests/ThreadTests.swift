import Testing

@testable import HabaTensor

/// The number of threads is the process's own, so these run one after another and put it back.
@Suite(.serialized)
struct ThreadTests {
  /// Everything that splits its work, in sizes that make several pieces with an odd one at the end.
  private func results() -> [Tensor] {
    let x = chirp([19, 13, 11, 16]).tracked()
    let w = (chirp([3, 3, 16, 32], phase: 1) * 0.2).tracked()
    let scale = (chirp([32], phase: 2) + 2).tracked()
    let shift = chirp([32], phase: 3).tracked()
    let matrix = chirp([6 * 5 * 32, 7], phase: 4).tracked()
    let map = SamplingMap(height: 6, width: 5, transforms: [[0.9, 0.2, 0, -0.2, 0.9, 0.1]])
    let narrow = (chirp([3, 3, 32, 3], phase: 6) * 0.1).tracked()
    let folded = x.convolved(with: w, padding: 1).normReluPooled(scale: scale, shift: shift)
    let sampled = (folded.sampled(map).exp() * folded).averagePooled(1)
    let back = sampled.convolved(with: narrow).roundedToLevels(
      low: [-1, -1, -1], high: [1, 1, 1], levels: 256)
    let scores = sampled.reshaped([19, 6 * 5 * 32]).multiplied(by: matrix)
    let loss = scores.crossEntropy(labels: (0..<19).map { $0 % 7 }) + back.squared().mean()
    let targets = [x, w, scale, shift, matrix, narrow]
    let first = gradient(of: loss, withRespectTo: targets, differentiable: true)
    let square = first.reduce(Tensor(repeating: 0, shape: [])) { $0 + $1.squared().sum() }
    return [folded, sampled, back, scores, loss] + first + gradient(of: square, withRespectTo: targets)
  }

  @Test func `the number of threads changes no bit of any result`() {
    let before = Threads.count
    defer { Threads.count = before }
    func bits(threads: Int) -> [[UInt32]] {
      Threads.count = threads
      return results().map { $0.values.map { $0.bitPattern } }
    }
    let alone = bits(threads: 1)
    #expect(alone.allSatisfy { $0.contains { $0 != 0 } })
    #expect(bits(threads: 2) == alone)
    #expect(bits(threads: 3) == alone)
    #expect(bits(threads: 1) == alone)
  }

  @Test func `zero threads stand for all cores, and every piece is done once`() {
    let before = Threads.count
    defer { Threads.count = before }
    Threads.count = 0
    #expect(Threads.count >= 1)
    Threads.count = 3
    for count in [0, 1, 5, 64, 1000] {
      let done = Buffer(count: max(1, count))
      done.pointer.update(repeating: 0, count: done.count)
      Threads.forEachRun(of: 7, in: count) { run in for i in run { done.pointer[i] += 1 } }
      #expect((0..<count).allSatisfy { done.pointer[$0] == 1 })
    }
  }
}
