internal import ArgumentParser

/// What every command understands.
struct CommonOptions: ParsableArguments {
  @Flag(name: .shortAndLong, help: "Replace an existing output: a file, or a folder that expand wrote.")
  var force = false

  @Flag(name: .shortAndLong, help: "Say nothing but results, warnings and errors.")
  var quiet = false

  @Flag(name: .shortAndLong, help: "Say more.")
  var verbose = false

  @Flag(help: "Print the result as one JSON value.")
  var json = false

  @Flag(name: .customLong("no-progress"), help: "Show no progress.")
  var noProgress = false

  @Option(
    name: [.customShort("T", allowingJoined: true), .long],
    help: ArgumentHelp("Threads to use; 0 is one for each core.", valueName: "n"))
  var threads = 0

  func validate() throws {
    guard (0...1024).contains(threads) else {
      throw ValidationError("--threads takes 0 (all cores) to 1024, not \(threads)")
    }
    guard !(quiet && verbose) else { throw ValidationError("--quiet and --verbose exclude each other") }
    Console.shared.setQuiet(quiet)
  }

  /// Says something that `-v` asks for.
  func detail(_ text: @autoclosure () -> String) {
    if verbose { Console.shared.note(text()) }
  }

  /// A progress display for a piece of work, silent where progress isn't wanted.
  func progress(_ name: String) -> ProgressBar {
    ProgressBar(name: name, console: .shared, shown: !quiet && !noProgress)
  }

  /// Prints a command's summary: with `--json` the value, else the lines (which `-q` silences).
  func summary(json value: @autoclosure () -> JSONValue, lines: @autoclosure () -> [String]) throws {
    if json {
      try Console.shared.result(value().text)
    } else if !quiet {
      try Console.shared.result(lines().map(Display.escaped).joined(separator: "\n"))
    }
  }
}
