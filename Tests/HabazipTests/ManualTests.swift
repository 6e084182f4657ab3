import Foundation
import Testing

@Suite struct `The man page` {
  /// The page's text by section, with roff's escapes of characters and fonts taken out.
  private static func sections() throws -> [String: String] {
    let page = try String(contentsOfFile: Repository.file("Docs/habazip.1"), encoding: .utf8)
    var sections: [String: String] = [:]
    var current = ""
    for line in page.split(separator: "\n") where !line.hasPrefix(".\\\"") {
      if line.hasPrefix(".SH ") { current = String(line.dropFirst(4)) }
      let plain = line.replacing("\\-", with: "-").replacing(#/\\f[RIB]/#, with: " ")
        .replacing("\"", with: " ").replacing(",", with: " ")
      sections[current, default: ""] += plain + "\n"
    }
    return sections
  }

  /// The options that stand at the head of an entry: words with a dash, in the line after `.TP`.
  private static func documented(in section: String) -> Set<String> {
    let lines = section.split(separator: "\n")
    let heads = zip(lines, lines.dropFirst()).filter { $0.0 == ".TP" }.map(\.1)
    return Set(heads.flatMap { $0.split(separator: " ").map(String.init).filter { $0.hasPrefix("-") } })
  }

  /// The options that the command itself lists, by command, without the hidden ones.
  private static func listed() throws -> [String: Set<String>] {
    let outcome = try Command.run("--experimental-dump-help")
    let root = try #require(outcome.json?["command"] as? [String: Any])
    let commands = try #require(root["subcommands"] as? [[String: Any]])
    var listed: [String: Set<String>] = [:]
    for command in commands {
      let name = try #require(command["commandName"] as? String)
      guard name != "help" else { continue }
      let arguments = command["arguments"] as? [[String: Any]] ?? []
      let names = arguments.filter { $0["shouldDisplay"] as? Bool == true }
        .flatMap { $0["names"] as? [[String: Any]] ?? [] }
      listed[name] = Set(
        names.compactMap { name in
          guard let text = name["name"] as? String else { return nil }
          return text.count == 1 ? "-" + text : "--" + text
        })
    }
    return listed
  }

  @Test func `every option of a command is in its section or the common one, and no other is`() throws {
    let sections = try Self.sections()
    let common = Self.documented(in: try #require(sections["COMMON OPTIONS"]))
    let listed = try Self.listed()
    #expect(listed.count == 7)
    for (command, options) in listed {
      let own = Self.documented(in: try #require(sections[command.uppercased()], "\(command) has no section"))
      #expect(own.isDisjoint(with: common))
      #expect(own.union(common) == options, "\(command)")
    }
  }

  @Test func `it names every exit status of the contract with users`() throws {
    let section = try #require(try Self.sections()["EXIT STATUS"])
    let statuses = section.split(separator: "\n").compactMap { line in
      line.hasPrefix(".B ") ? Int(line.dropFirst(3)) : nil
    }
    #expect(statuses == [0, 1, 64, 65, 66, 69, 73, 74, 130])
  }

  @Test func `it is the page of this version`() throws {
    let version = try Command.run("--version").text.trimmingCharacters(in: .whitespacesAndNewlines)
    let page = try String(contentsOfFile: Repository.file("Docs/habazip.1"), encoding: .utf8)
    #expect(page.contains(".TH HABAZIP 1 \"\" \"\(version)\" "))
  }
}
