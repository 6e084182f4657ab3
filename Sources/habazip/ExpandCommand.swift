internal import ArgumentParser

struct ExpandCommand: ParsableCommand {
  static let configuration = CommandConfiguration(commandName: "expand")
  func run() throws {}
}
