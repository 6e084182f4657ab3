import Testing

@testable import HabaTensor

@Suite struct `A state` {
  private let pattern = NamedTensors([("a", chirp([2])), ("b", chirp([3, 1])), ("c", chirp([]))])

  @Test func `comes in the order of the pattern, with its own values`() throws {
    let state = NamedTensors(pattern.mapTensors { $0 * 3 }.entries.reversed())
    let found = try state.matching(pattern)
    #expect(found.names == ["a", "b", "c"])
    #expect(found["b"].values == chirp(3).map { $0 * 3 })
  }

  @Test func `lacks nothing, holds nothing else, and has the pattern's shapes`() {
    func error(_ change: (inout [(name: String, tensor: Tensor)]) -> Void) -> StateError? {
      var entries = pattern.entries
      change(&entries)
      do {
        _ = try NamedTensors(entries).matching(pattern)
        return nil
      } catch {
        return error
      }
    }
    #expect(error { _ in } == nil)
    #expect(error { $0.remove(at: 1) } == .missing("b"))
    #expect(error { $0.append(("A", chirp([2]))) } == .unknown("A"))
    #expect(error { $0[1].tensor = chirp([1, 3]) } == .shape("b", expected: [3, 1], found: [1, 3]))
    #expect(error { $0[1].tensor = chirp([3]) } == .shape("b", expected: [3, 1], found: [3]))
    #expect(error { $0[2].tensor = chirp([1]) } == .shape("c", expected: [], found: [1]))
    // What is wrong with what is asked for is told before what nobody asked for.
    #expect(error { $0[0].name = "z" } == .missing("a"))
  }

  @Test func `that is refused is told in one line, with what was expected and found`() {
    let error = StateError.shape("first.w", expected: [3, 1], found: [1, 3])
    for part in ["first.w", "[3, 1]", "[1, 3]"] { #expect("\(error)".contains(part)) }
    for error in [error, .missing("w"), .unknown("w")] { #expect(!"\(error)".contains("\n")) }
  }
}
