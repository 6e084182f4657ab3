import Foundation
import HabaTensor
import Testing

@Suite struct `The kind of kernels` {
  @Test func `names OpenBLAS with its version, and the vector units that the processor has`() throws {
    let kind = try Kernels.kind()
    #expect(kind.wholeMatch(of: #/OpenBLAS [0-9]+\.[0-9.]+\S* \S+, \S+/#) != nil, "\(kind)")
    #if arch(x86_64) && os(Linux)
      // The levels' definitions, in the system's words for what the processor has.
      let text = try String(contentsOfFile: "/proc/cpuinfo", encoding: .utf8)
      let line = try #require(text.split(separator: "\n").first { $0.hasPrefix("flags") })
      let flags = Set(line.split(separator: " ").map(String.init))
      let third = flags.isSuperset(of: ["avx", "avx2", "bmi1", "bmi2", "f16c", "fma", "abm", "movbe"])
      let fourth = third && flags.isSuperset(of: ["avx512f", "avx512bw", "avx512cd", "avx512dq", "avx512vl"])
      #expect(kind.hasSuffix(fourth ? ", x86-64-v4" : third ? ", x86-64-v3" : ", x86-64"), "\(kind)")
    #endif
  }
}
