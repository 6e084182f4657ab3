import Testing

@testable import HabaTensor

@Suite struct `Named tensors` {
  private let abc = NamedTensors([("b", chirp([2])), ("a.x", chirp([3])), ("c", chirp([4]))])

  @Test func `stay in the order in which they were put in`() {
    #expect(abc.names == ["b", "a.x", "c"])
    #expect(abc.tensors.map(\.shape) == [[2], [3], [4]])
    #expect(abc.entries.map(\.name) == abc.names)
    #expect(abc.entries.map(\.tensor.shape) == [[2], [3], [4]])
    #expect(abc.count == 3 && !abc.isEmpty && NamedTensors().isEmpty)
  }

  @Test func `are found by their names`() {
    #expect(abc["a.x"].shape == [3])
    #expect(abc.tensor(named: "c")?.shape == [4])
    #expect(abc.tensor(named: "a") == nil)
  }

  @Test func `come under a prefix and out again as they were`() {
    var all = NamedTensors([("own", chirp([1]))])
    all.append(abc, under: "net")
    #expect(all.names == ["own", "net.b", "net.a.x", "net.c"])
    #expect(all.under("net").names == abc.names)
    #expect(all.under("net").tensors.map(\.shape) == abc.tensors.map(\.shape))
    #expect(all.under("net.a").names == ["x"])
    for other in ["ne", "net.", "own", "x", ""] { #expect(all.under(other).isEmpty, "\(other)") }
  }

  // A dot and the mark after it are one character to Swift.
  @Test(arguments: ["\u{301}x", ".x", "", "é", "e\u{301}"])
  func `any name comes out of a prefix again`(name: String) {
    var all = NamedTensors()
    all.append(NamedTensors([(name, chirp([2]))]), under: "p")
    #expect(all.under("p").names.map { Array($0.utf8) } == [Array(name.utf8)])
  }

  @Test func `keep their names and order where tensors are changed`() {
    let doubled = abc.mapTensors { $0 * 2 }
    #expect(doubled.names == abc.names)
    #expect(doubled["c"].values == chirp(4).map { $0 * 2 })
    #expect(abc["c"].values == chirp(4))
    #expect(abc.replacing(with: [chirp([5]), chirp([6]), chirp([7])])["a.x"].shape == [6])
  }

  @Test func `are tracked and detached together`() {
    #expect(abc.tracked().tensors.allSatisfy { $0.isTracked })
    #expect(!abc.tracked().detached().tensors.contains { $0.isTracked })
    #expect(!abc.tensors.contains { $0.isTracked })
  }

  @Test func `a name twice is a mistake in the program`() async {
    await #expect(processExitsWith: .failure) {
      var tensors = NamedTensors([("a", Tensor([1], shape: []))])
      tensors.append(Tensor([2], shape: []), as: "a")
    }
    await #expect(processExitsWith: .failure) {
      var tensors = NamedTensors([("p.a", Tensor([1], shape: []))])
      tensors.append(NamedTensors([("a", Tensor([2], shape: []))]), under: "p")
    }
  }

  @Test func `a name that is not there, or other than one tensor for a name, is a mistake in the program`() async {
    await #expect(processExitsWith: .failure) { _ = NamedTensors([("a", Tensor([1], shape: []))])["b"] }
    await #expect(processExitsWith: .failure) { _ = NamedTensors().replacing(with: [Tensor([1], shape: [])]) }
  }
}
