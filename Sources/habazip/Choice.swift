internal import ArgumentParser
internal import HabaStudents

/// An option that takes a name from a list: what there is, and what a later version will have.
struct Choice<Element: Sendable> {
  /// The option, with its dashes.
  let option: String
  let list: NamedList<Element>
  /// Names that are refused for now, so that a script learns why.
  var later: [String] = []

  /// The names that there are, for help and errors.
  var names: String { list.names.joined(separator: ", ") }

  /// Refuses a name that nobody knows.
  func validate(_ name: String) throws(ValidationError) {
    guard list[name] == nil, !later.contains(name) else { return }
    throw ValidationError("\(option) takes \(names), not '\(name)'")
  }

  /// What a name stands for; one of a later version is refused.
  func element(_ name: String) throws(Failure) -> Element {
    if let element = list[name] { return element }
    throw .unsupported("\(option) \(name)", instead: "leave it out, or say \(list.names.joined(separator: " or "))")
  }
}
