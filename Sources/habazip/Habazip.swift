import ArgumentParser

@main
struct Habazip: ParsableCommand {
  static let configuration = CommandConfiguration(commandName: "habazip")
}
