internal import ArgumentParser
internal import HabaStudents

/// An option that takes a name from a list: what there is, and what a later version will have.
struct Choice<Element: Sendable> {
  /// The option, with its dashes.
  let option: String
  let list: NamedList<Element>
  /// The name that stands for none of the list, where there may be none.
  var nothing: String?
  /// The name that stands for all of the list, where several may be given with commas between them.
  var everything: String?
  /// Names that are refused for now, so that a script learns why.
  var later: [String] = []

  private var known: [String] { (nothing.map { [$0] } ?? []) + list.names + (everything.map { [$0] } ?? []) }

  /// The names that there are, for help and errors.
  var names: String { known.joined(separator: ", ") }

  /// Help where there is a choice; hidden where nothing is listed.
  func help(_ text: String) -> ArgumentHelp {
    list.names.isEmpty ? .hidden : ArgumentHelp("\(text): \(names).", valueName: "name")
  }

  /// Refuses a name that nobody knows.
  func validate(_ name: String) throws(ValidationError) {
    guard !known.contains(name), !later.contains(name) else { return }
    throw ValidationError("\(option) takes \(names), not '\(name)'")
  }

  /// What a name stands for, nil for nothing; one of a later version is refused.
  func found(_ name: String) throws(Failure) -> Element? {
    if name == nothing { return nil }
    if let element = list[name] { return element }
    throw .unsupported("\(option) \(name)", instead: "leave it out, or say \(known.joined(separator: " or "))")
  }

  /// What a name stands for, where nothing is no choice.
  func element(_ name: String) throws(Failure) -> Element {
    guard let element = try found(name) else {
      throw Failure(.usage, "\(option) takes \(names), not '\(name)'")
    }
    return element
  }
}
