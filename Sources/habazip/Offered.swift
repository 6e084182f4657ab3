internal import HabaCodec
internal import HabaStudents

/// What can be asked for by name: the libraries' lists, and names that are refused until a later version has them.
///
/// Options, help and errors take the names from here and nowhere else; a test adds to a list for a while.
enum Offered {
  @TaskLocal static var objectives = HabaCodec.objectives
  @TaskLocal static var hallucinatorKinds = HabaCodec.hallucinatorKinds
  @TaskLocal static var baseCodings = HabaCodec.baseCodings
  @TaskLocal static var constraints = HabaCodec.constraints
  @TaskLocal static var networks = HabaStudents.networks

  static var objective: Choice<any Objective.Type> {
    Choice(option: "--objective", list: objectives, later: ["tesla", "datm", "idc", "idm"])
  }
  static var hallucinatorKind: Choice<any HallucinatorKind.Type> {
    Choice(option: "--hallucinator-kind", list: hallucinatorKinds)
  }
  static var baseCoding: Choice<any BaseCoding.Type> { Choice(option: "--base-coding", list: baseCodings) }
  static var contrast: Choice<any Constraint.Type> {
    Choice(option: "--contrast", list: constraints, nothing: "none")
  }
  static var network: Choice<any Network.Type> {
    Choice(option: "--network", list: networks, everything: "all")
  }
  static var recipe: Choice<Recipe> { Choice(option: "--recipe", list: recipes) }

  /// The presets that there are besides the default, and whose.
  static var presets: String {
    var names: [String] = []
    for preset in objectives.elements.flatMap({ $0.presets.map { $0.name } }) where !names.contains(preset) {
      names.append(preset)
    }
    return names.map { preset in
      let own = objectives.elements.filter { $0.presets.contains { $0.name == preset } }.map { $0.name }
      return own.count == objectives.names.count ? preset : "\(preset) (\(own.joined(separator: ", ")))"
    }.joined(separator: ", ")
  }
}
