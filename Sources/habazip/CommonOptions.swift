internal import ArgumentParser
internal import Foundation
internal import HabaData
internal import HabaFormat

/// What every command understands.
struct CommonOptions: ParsableArguments {
  @Flag(name: .shortAndLong, help: "Replace an existing output.")
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

/// What every command that reads a data set understands.
struct DataSetOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Read the data set as folder, cifar10, cifar100, idx or svhn instead of looking.", valueName: "kind"))
  var kind: String?

  @Option(
    help: ArgumentHelp("Resize every image; needed where sizes differ.", valueName: "WxH"),
    transform: PixelSize.init(parsing:))
  var size: PixelSize?

  func validate() throws { _ = try dataSetKind() }

  /// The kind to read the data set as; nil to look.
  func dataSetKind() throws -> DataSetKind? {
    guard let kind else { return nil }
    guard let known = DataSetKind(rawValue: kind) else {
      let names = DataSetKind.allCases.map(\.rawValue).joined(separator: ", ")
      throw ValidationError("--kind takes one of \(names), not '\(kind)'")
    }
    return known
  }

  /// The size to resize every image to; nil to leave them.
  var pixelSize: (width: Int, height: Int)? { size.map { ($0.width, $0.height) } }

  /// Opens a split of a data set.
  func open(_ path: String, split: Split) throws -> DataSet {
    try DataSet.open(path, split: split, kind: dataSetKind(), size: pixelSize)
  }
}

/// What every command that reads an archive understands.
struct ArchiveOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp("The most memory that reading the archive may take. (default: 1GiB)", valueName: "size"),
    transform: ByteSize.init(parsing:))
  var memory: ByteSize?

  /// Reads a whole archive and checks it, from a file or, for `-`, from stdin.
  func read(_ path: String) throws -> (archive: Archive, fileBytes: Int) {
    let limits = memory.map { Limits(memory: $0.bytes) } ?? .default
    let bytes = try readFile(path, limit: limits.memory)
    do {
      return (try Archive(parsing: bytes, limits: limits), bytes.count)
    } catch {
      throw Failure(error, in: path)
    }
  }
}
