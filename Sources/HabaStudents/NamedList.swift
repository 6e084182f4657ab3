/// Things of one kind that can be asked for by name: what the command, its help and the benchmarks offer comes from such lists.
public struct NamedList<Element: Sendable>: Sendable {
  /// In the order in which they are offered.
  public let elements: [Element]
  /// Their names, in the same order.
  public let names: [String]

  /// Lists elements under the names that `name` gives.
  ///
  /// - Precondition: No name comes twice.
  public init(_ elements: [Element], name: (Element) -> String) {
    self.elements = elements
    names = elements.map(name)
    precondition(Set(names).count == names.count, "a name comes twice in \(names)")
  }

  /// The element of a name, if there is one.
  public subscript(name: String) -> Element? { names.firstIndex(of: name).map { elements[$0] } }

  /// The same list with one more element at its end.
  ///
  /// - Precondition: Its name is new.
  public func adding(_ element: Element, name: String) -> NamedList {
    NamedList(Array(zip(elements, names)) + [(element, name)])
  }

  private init(_ entries: [(Element, String)]) {
    elements = entries.map(\.0)
    names = entries.map(\.1)
    precondition(Set(names).count == names.count, "a name comes twice in \(names)")
  }
}
