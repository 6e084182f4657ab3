import HabaTensor
import Testing

@testable import HabaStudents

struct NamedListTests {
  @Test func `a list gives what it has by name, in order, and nothing else`() {
    let list = NamedList([3, 1, 2]) { "number \($0)" }
    #expect(list.names == ["number 3", "number 1", "number 2"])
    #expect(list["number 1"] == 1)
    #expect(list["number 4"] == nil && list[""] == nil)
    let more = list.adding(7, name: "seven")
    #expect(more.names.last == "seven" && more["seven"] == 7 && more.elements == [3, 1, 2, 7])
    #expect(list["seven"] == nil)
  }

  @Test func `a name that comes twice is a programmer's error`() async {
    await #expect(processExitsWith: .failure) { _ = NamedList([1, 2]) { _ in "same" } }
    await #expect(processExitsWith: .failure) { _ = NamedList([1]) { _ in "one" }.adding(2, name: "one") }
  }

  @Test func `what numbers are drawn for is part of what a seed means`() {
    #expect(Draw.allCases.map(\.rawValue) == [1, 2, 3, 4, 5, 6])
    var (stream, step) = (RandomSource(seed: 9, for: .evaluation), RandomSource(seed: 9, step: 5))
    var (plain, plainStep) = (RandomSource(seed: 9, purpose: 5), RandomSource(seed: 9, purpose: 1005))
    #expect(stream.next() == plain.next() && step.next() == plainStep.next())
  }

  @Test func `the networks there are can be asked for by name`() {
    #expect(networks.names.contains("convnet3"))
    #expect(networks["convnet3"]?.standardWidth == 128)
  }
}
