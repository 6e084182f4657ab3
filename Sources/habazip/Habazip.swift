internal import ArgumentParser
internal import Glibc
internal import HabaCodec

/// The command: its subcommands, and how every one of them ends.
@main
struct Habazip: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "habazip",
    abstract: "Distil an image classification data set into a small archive, and expand it again.",
    discussion: """
      An archive holds a few learned images of each class (bases) and a few tiny networks (hallucinators); each \
      hallucinator applied to each base gives one training image.

      Examples:
        habazip compress photos -o photos.haba --budget 60KB --time-limit 10m
        habazip inspect photos.haba
        habazip expand photos.haba -o photos-small
        habazip preview photos.haba -o sheet.png
        habazip evaluate photos.haba --test photos

      Exit status: 0 done, 1 other failure, 64 usage, 65 bad or damaged input, 66 input not found or not readable, \
      69 a feature this version does not know, 73 output exists or can't be made, 74 read or write failed, \
      130 interrupted.
      """,
    version: "habazip \(habazipVersion)",
    subcommands: [
      CompressCommand.self, ExpandCommand.self, InspectCommand.self, VerifyCommand.self,
      PreviewCommand.self, EvaluateCommand.self, ExpertsCommand.self,
    ])

  /// Parses, runs, and turns whatever was thrown into one line and the exit status that belongs to it.
  static func main() {
    StandardStreams.prepare()
    Ending.prepare()
    Signals.install()
    var status = ExitStatus.done
    do {
      try checkArguments()
      var command = try parseAsRoot()
      try command.run()
      Ending.claim()
    } catch {
      Ending.claim()
      status = end(error)
    }
    Glibc.exit(status.rawValue)
  }

  /// Refuses arguments that are not UTF-8: repaired, a path would be that of another file.
  private static func checkArguments() throws {
    for (index, argument) in UnsafeBufferPointer(start: CommandLine.unsafeArgv, count: Int(CommandLine.argc))
      .enumerated()
    {
      guard let argument, String(validatingCString: argument) == nil else { continue }
      throw Failure(
        .usage, "argument \(index), \(String(cString: argument)), is not UTF-8: give the file a name that is")
    }
  }

  /// Says what `error` has to say, on the stream it belongs to, and gives the exit status.
  private static func end(_ error: any Error) -> ExitStatus {
    // What failed after the request to stop failed because of it.
    if let failure = Interrupts.requested && Interrupts.phase != .finished ? .interrupted : Failure(error) {
      Console.shared.failure(failure.message)
      return failure.status
    }
    if error is ResultsUnwanted { return .done }
    // What is left is mostly the parser's own: help and version are results.
    let code = exitCode(for: error)
    if code.isSuccess {
      let asked = Result { try Console.shared.result(fullMessage(for: error)) }
      guard case .failure(let writing) = asked else { return .done }
      return end(writing)
    }
    Console.shared.failure(message(for: error))
    guard code == .validationFailure else { return .other }
    // The parser's text is a sentence, then lines on usage; the sentence has been said.
    for line in fullMessage(for: error).split(separator: "\n")
    where line.hasPrefix("Usage:") || line.hasPrefix("  See ") {
      Console.shared.line(String(line))
    }
    return .usage
  }
}
