internal import ArgumentParser
internal import HabaFormat
internal import HabaStudents

/// The networks that `--network` asks for: names with commas between them, or `all`.
struct NetworkSelection {
  private let names: [String]

  /// Reads the option's value; nil: it isn't given.
  ///
  /// Refuses unknown names, a name that comes twice, and `all` beside others.
  init(_ value: String?) throws(ValidationError) {
    names = value?.split(separator: ",", omittingEmptySubsequences: false).map(String.init) ?? []
    let choice = Offered.network
    for name in names { try choice.validate(name) }
    if let twice = names.first(where: { name in names.count(where: { $0 == name }) > 1 }) {
      throw ValidationError("\(choice.option) has \(twice) twice")
    }
    if let everything = choice.everything, names.contains(everything), names.count > 1 {
      throw ValidationError("\(choice.option) \(everything) takes no other name beside it")
    }
  }

  /// The networks, for images of a size: the size's own where none is asked for.
  func networks(for shape: ImageShape) throws(Failure) -> [any Network.Type] {
    let choice = Offered.network
    if names.isEmpty { return [ConvNet.forImages(of: shape)] }
    if names.first == choice.everything { return choice.list.all(for: shape) }
    var found: [any Network.Type] = []
    for name in names { found.append(try choice.element(name)) }
    return found
  }
}
