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
}
