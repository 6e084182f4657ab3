import Foundation
import HabaCodec
import HabaStudents
import Testing

@Suite struct `The list of settings` {
  private func number(_ value: Double) -> String {
    value == value.rounded() ? "\(Int64(value))" : "\(value)"
  }

  private func table(_ settings: [Setting]) -> String {
    let rows = settings.map { setting in
      let standard = setting.standard.map(number) ?? "by a rule"
      return "| `\(setting.name)` | \(setting.about) | \(number(setting.range.lowerBound)) to "
        + "\(number(setting.range.upperBound)) | \(standard) |"
    }
    return (["| name | what it is | what it may be | by itself |", "|---|---|---|---|"] + rows).joined(separator: "\n")
  }

  private func preset(_ preset: Preset) -> String {
    let numbers = preset.numbers.sorted { $0.key < $1.key }.map { "`\($0.key)` \(number($0.value))" }
    return "`--preset \(preset.name)`: \(numbers.joined(separator: ", "))."
  }

  /// What follows the document's own words.
  private var expected: String {
    var parts = ["## Every objective", table(Settings.common)]
    for objective in HabaCodec.objectives.elements {
      parts.append("## `--objective \(objective.name)`")
      if !objective.settings.isEmpty { parts.append(table(objective.settings)) }
      parts += objective.presets.map(preset)
    }
    var told: [String] = []
    for constraint in HabaCodec.constraints.elements {
      let new = constraint.settings.filter { !told.contains($0.name) }
      told += new.map { $0.name }
      let all = constraint.settings.map { "`\($0.name)`" }.joined(separator: ", ")
      parts.append("## `--contrast \(constraint.name)`")
      parts.append(new.isEmpty ? "\(all): as above." : table(new))
    }
    return parts.joined(separator: "\n\n") + "\n"
  }

  @Test func `is that of the program`() throws {
    let text = try String(contentsOfFile: Repository.file("Docs/settings.md"), encoding: .utf8)
    let start = try #require(text.range(of: "## Every objective"))
    let found = String(text[start.lowerBound...])
    #expect(found == expected, "Docs/settings.md has to say:\n\(expected)")
  }
}
